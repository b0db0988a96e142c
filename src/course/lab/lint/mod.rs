//! What a lab says that its types cannot hold: names that must exist, conditions that must be able to
//! hold, messages that must be complete.

mod again;
mod background;
mod brokers;
mod companions;
mod database;
mod experiments;
mod expressions;
mod faults;
mod folders;
mod http;
mod names;
mod programs;
mod services;
mod sources;
mod steps;
mod tells;
mod thresholds;
mod traps;

use super::{Check, Lab};
use crate::course::{At, Diagnostic};

/// Everything wrong with a lab whose file could be read. `path` and `text` are those of `lab.yaml`.
pub fn lint(lab: &Lab, path: &str, text: &str) -> Vec<Diagnostic> {
    let file = File { path, text };
    let mut found = Vec::new();
    names::lint(lab, &file, &mut found);
    services::lint(lab, &file, &mut found);
    brokers::lint(lab, &file, &mut found);
    database::lint(lab, &file, &mut found);
    experiments::lint(lab, &file, &mut found);
    steps::lint(lab, &file, &mut found);
    expressions::lint(lab, &file, &mut found);
    thresholds::lint(lab, &file, &mut found);
    tells::lint(lab, &file, &mut found);
    folders::lint(lab, &file, &mut found);
    again::lint(lab, &file, &mut found);
    programs::lint(lab, &file, &mut found);
    found.sort_by(|a, b| (&a.path, a.line, a.column).cmp(&(&b.path, b.line, b.column)));
    // What two stages play is looked at twice.
    let mut once: Vec<Diagnostic> = Vec::new();
    for diagnostic in found {
        if !once.contains(&diagnostic) {
            once.push(diagnostic);
        }
    }
    once
}

/// The file that is being checked.
struct File<'a> {
    path: &'a str,
    text: &'a str,
}

impl File<'_> {
    fn at<T>(&self, place: &At<T>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::at(self.path, self.text, place.line, place.column, message)
    }

    /// What is said about a check, where a lab took it from another: the place is that of the `use`.
    fn of_check(&self, check: &Check, found: &mut Vec<Diagnostic>, lint: impl FnOnce(&mut Vec<Diagnostic>)) {
        let Some(uses) = &check.uses else { return lint(found) };
        let mut about = Vec::new();
        lint(&mut about);
        let taken = |diagnostic: Diagnostic| {
            let message = format!("as taken from lab {}: {}", *uses.lab, diagnostic.message);
            Diagnostic { help: diagnostic.help, ..self.at(&uses.check, message) }
        };
        found.extend(about.into_iter().map(taken));
    }

    fn whole(&self, message: impl Into<String>) -> Diagnostic {
        Diagnostic::of_file(self.path, message)
    }
}
