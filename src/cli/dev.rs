//! `dev`: for those who write lessons and labs. Needs no Kafka and no home.

use super::Status;
use super::args::{Args, DevCommand, NewCommand};
use super::terminal;
use crate::workbench::WorkbenchError;
use crate::workbench::dev::{Checked, Counts, Kind, New, check, make, write_docs};
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
    let Counts { checks, mistakes, variants } = checked.programs;
    let held = [(checks, "check"), (mistakes, "mistake"), (variants, "right program")];
    let held = held.map(|(count, what)| counted(count, what)).join(", ");
    let looked = [
        (checked.lessons.len(), "lesson", String::new()),
        (checked.labs.len(), "lab", format!(" ({held})")),
        (checked.fragments.len(), "fragment", String::new()),
    ];
    let there = looked.into_iter().filter(|(count, ..)| *count > 0);
    let looked: Vec<String> = there.map(|(count, what, more)| counted(count, what) + &more).collect();
    let looked = if looked.is_empty() { "no lesson and no lab".to_owned() } else { looked.join(", ") };
    let result = match checked.diagnostics.len() {
        0 => "nothing to mend".to_owned(),
        1 => "1 thing to mend or to write".to_owned(),
        many => format!("{many} things to mend or to write"),
    };
    format!("{wrong}{looked}: {result}\nnext: {}\n", checked.next)
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
