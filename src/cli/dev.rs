//! `dev`: for those who write lessons and labs. Needs no Kafka and no home.

use super::Status;
use super::args::{Args, DevCommand, NewCommand};
use super::terminal;
use crate::workbench::WorkbenchError;
use crate::workbench::dev::{Checked, Kind, New, check, make, write_docs};
use serde_json::json;

pub(super) fn run(args: &Args, command: &DevCommand) -> Result<Status, WorkbenchError> {
    let course = args.options().course;
    match command {
        DevCommand::Check { what } => {
            let checked = check(&course, what)?;
            if args.json {
                println!("{:#}", json!({ "version": 1, "checked": checked }));
            } else {
                terminal::out(&told(&checked));
            }
            Ok(if checked.diagnostics.is_empty() { Status::Passed } else { Status::Usage })
        }
        DevCommand::New(new) => {
            let made = make(&course, &order(new))?;
            if args.json {
                println!("{:#}", json!({ "version": 1, "files": made.files, "next": made.next }));
            } else {
                let files: String = made.files.iter().map(|file| format!("made {file}\n")).collect();
                terminal::out(&format!("{files}next: {}\n", made.next));
            }
            Ok(Status::Passed)
        }
        DevCommand::Docs { into } => {
            let written = write_docs(into)?;
            if args.json {
                println!("{:#}", json!({ "version": 1, "written": written }));
            } else {
                let files: String =
                    written.iter().map(|file| format!("wrote {}\n", file.display())).collect();
                terminal::out(&files);
            }
            Ok(Status::Passed)
        }
    }
}

fn order(new: &NewCommand) -> New {
    match new.clone() {
        NewCommand::Lesson { name } => New::Lesson { slug: name },
        NewCommand::Lab { name, lesson, program } => New::Lab { slug: name, lesson, program },
        NewCommand::Mistake { lab, name, fails } => New::Program { kind: Kind::Mistake, lab, name, fails },
        NewCommand::Variant { lab, name } => New::Program { kind: Kind::Variant, lab, name, fails: None },
    }
}

/// What is wrong, then how much was looked at and what comes next.
fn told(checked: &Checked) -> String {
    let wrong: String = checked.diagnostics.iter().map(|diagnostic| format!("{diagnostic}\n")).collect();
    let programs = &checked.programs;
    let mut looked = vec![counted(checked.lessons.len(), "lesson"), counted(checked.labs.len(), "lab")];
    if !checked.labs.is_empty() {
        let held = [
            (programs.checks, "check"),
            (programs.mistakes, "mistake"),
            (programs.variants, "right program"),
        ];
        looked.push(format!("with {}", held.map(|(count, what)| counted(count, what)).join(", ")));
    }
    looked.push(counted(checked.fragments.len(), "fragment"));
    let result = match checked.diagnostics.len() {
        0 => "nothing is wrong with them".to_owned(),
        1 => "1 thing to mend or to write".to_owned(),
        many => format!("{many} things to mend or to write"),
    };
    format!("{wrong}{}: {result}\nnext: {}\n", looked.join(", "), checked.next)
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
