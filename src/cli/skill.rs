//! `skill`: looks at the skill, and exports it.

use super::args::{Args, SkillCommand};
use super::{Status, open, terminal};
use crate::skill::clients::Loads;
use crate::skill::{self, ClientReport, Finding, Known, SkillFiles};
use crate::workbench::WorkbenchError;
use serde_json::json;
use std::path::Path;

pub(super) fn run(args: &Args, command: &SkillCommand) -> Result<Status, WorkbenchError> {
    match command {
        SkillCommand::Check { dir } => check(args, dir.as_deref()),
        SkillCommand::Export { zip: Some(zip), .. } => {
            open(args)?.export_zip_to(zip)?;
            written(args, zip);
            Ok(Status::Passed)
        }
        SkillCommand::Export { dir: Some(dir), .. } => {
            let folder = open(args)?.export_folder(dir)?;
            written(args, &folder);
            Ok(Status::Passed)
        }
        // Held by clap's group: one of them is there.
        SkillCommand::Export { zip: None, dir: None } => Ok(Status::Usage),
    }
}

fn written(args: &Args, path: &Path) {
    match args.json {
        true => println!("{}", json!({ "version": 1, "written": path })),
        false => println!("The skill is in {}", path.display()),
    }
}

fn check(args: &Args, dir: Option<&Path>) -> Result<Status, WorkbenchError> {
    let (findings, clients) = match dir {
        Some(dir) => {
            let files = SkillFiles::read(dir)?;
            // Nothing is known of what proved a stranger's rules.
            let findings = skill::check(&files, &Known::Nothing);
            let clients = skill::panel(&files, &findings);
            (findings, clients)
        }
        None => {
            let state = open(args)?.skill()?;
            (state.findings, state.clients)
        }
    };
    let blocking = skill::rubric::blocking(&findings);
    if args.json {
        let document = json!({ "version": 1, "findings": findings, "clients": clients, "exportable": blocking.is_empty() });
        println!("{document:#}");
    } else {
        terminal::out(&text(&findings, &clients, blocking.len()));
    }
    Ok(if blocking.is_empty() { Status::Passed } else { Status::Failed })
}

fn text(findings: &[Finding], clients: &[ClientReport], blocking: usize) -> String {
    let mut text = String::new();
    for finding in findings {
        let place = match finding.line {
            0 => finding.file.clone(),
            line => format!("{}:{line}", finding.file),
        };
        text.push_str(&format!("{} {} {place}: {}\n", finding.rule, finding.code, finding.reason));
        text.push_str(&format!("    fix: {}\n", finding.fix));
    }
    if !findings.is_empty() {
        text.push('\n');
    }
    for client in clients {
        let loads = match client.loads {
            Loads::Yes => "loads it",
            Loads::Unsure => "may not load it",
            Loads::No => "does not load it",
        };
        let because: Vec<&str> = client.because.iter().map(|finding| finding.code).collect();
        let because = if because.is_empty() { String::new() } else { format!(" ({})", because.join(", ")) };
        text.push_str(&format!("{:<18} {loads}{because}\n", client.client));
        for cut in &client.cut {
            text.push_str(&format!("{:<18} {cut}\n", ""));
        }
    }
    text.push_str(&match (findings.len(), blocking) {
        (0, _) => "\nNo finding. It can be exported.\n".to_owned(),
        (count, 0) => format!("\n{count} findings, none of which stands against an export.\n"),
        (count, blocking) => format!("\n{count} findings; {blocking} of them stand against an export.\n"),
    });
    text
}
