//! The files that a lab promises are there, and its mistakes name its checks.

use super::File;
use crate::course::lab::Lab;
use crate::course::{At, Diagnostic};
use regex::Regex;
use std::fs;

pub(super) fn lint(lab: &Lab, file: &File<'_>, found: &mut Vec<Diagnostic>) {
    for path in &lab.spec.edit {
        for folder in ["starter", "solution"] {
            if !lab.dir.join(folder).join(path.as_str()).is_file() && !mounted(lab, path) {
                found.push(file.at(path, format!("{folder}/{} is not there", **path)));
            }
        }
    }
    let known: Vec<&str> = lab.spec.checks.iter().map(|check| check.id.as_str()).collect();
    for mistake in &lab.mistakes {
        // It was read a moment ago; without it a place is shown without its line.
        let text = fs::read_to_string(mistake.dir.join("mistake.yaml")).unwrap_or_default();
        let path = beside(file.path, &mistake.name);
        let file = File { path: &path, text: &text };
        for check in mistake.spec.fails.iter().chain(&mistake.spec.also) {
            if !known.contains(&check.as_str()) {
                let diagnostic = file.at(check, format!("there is no check `{}`", **check));
                found.push(diagnostic.did_you_mean(check, known.iter().copied()));
            }
        }
        if mistake.spec.fails.is_empty() {
            found.push(file.whole("a mistake must fail at least one check"));
        }
        if let Err(error) = Regex::new(&mistake.spec.message) {
            let why = error.to_string();
            let why = why.lines().last().unwrap_or_default().trim_start_matches("error: ");
            found.push(file.at(&mistake.spec.message, format!("this is no regular expression: {why}")));
        }
    }
    signatures(lab, file, found);
    for check in &lab.spec.checks {
        if !lab.mistakes.iter().any(|m| m.spec.fails.iter().any(|fails| **fails == *check.id)) {
            found.push(uncaught(&check.id, file));
        }
    }
}

/// A mistake that was renamed would never be recognised again, and nobody would notice.
fn signatures(lab: &Lab, file: &File<'_>, found: &mut Vec<Diagnostic>) {
    let text = fs::read_to_string(lab.dir.join("signatures.yaml")).unwrap_or_default();
    let path = format!("{}signatures.yaml", file.path.strip_suffix("lab.yaml").unwrap_or(file.path));
    let file = File { path: &path, text: &text };
    for signature in &lab.signatures {
        let name = &signature.mistake;
        if !lab.mistakes.iter().any(|mistake| mistake.name == name.value) {
            let diagnostic = file.at(name, format!("there is no mistake `{}`", **name));
            found.push(
                diagnostic.help(format!("learn anew: `kafka-workbench verify {} --learn`", lab.number())),
            );
        }
    }
}

/// Whether the file lies in a folder that the workbench lays into the working folder.
fn mounted(lab: &Lab, path: &str) -> bool {
    lab.spec.mounts.keys().any(|folder| path.starts_with(&format!("{folder}/")))
}

fn uncaught(check: &At<String>, file: &File<'_>) -> Diagnostic {
    file.at(check, format!("no mistake shows that `{}` can fail", **check))
        .help("add a folder under wrong/ whose mistake.yaml names it in `fails`")
}

fn beside(lab_yaml: &str, mistake: &str) -> String {
    let folder = lab_yaml.strip_suffix("lab.yaml").unwrap_or(lab_yaml);
    format!("{folder}wrong/{mistake}/mistake.yaml")
}
