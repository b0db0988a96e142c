//! What a lab says that its types cannot hold: names that must exist, conditions that must be able to
//! hold, messages that must be complete.

mod again;
mod brokers;
mod database;
mod expressions;
mod faults;
mod folders;
mod names;
mod services;
mod steps;
mod tells;
mod traps;

use super::Lab;
use crate::course::{At, Diagnostic};

/// Everything wrong with a lab whose file could be read. `path` and `text` are those of `lab.yaml`.
pub fn lint(lab: &Lab, path: &str, text: &str) -> Vec<Diagnostic> {
    let file = File { path, text };
    let mut found = Vec::new();
    names::lint(lab, &file, &mut found);
    services::lint(lab, &file, &mut found);
    brokers::lint(lab, &file, &mut found);
    database::lint(lab, &file, &mut found);
    steps::lint(lab, &file, &mut found);
    expressions::lint(lab, &file, &mut found);
    tells::lint(lab, &file, &mut found);
    folders::lint(lab, &file, &mut found);
    again::lint(lab, &file, &mut found);
    found.sort_by(|a, b| (&a.path, a.line, a.column).cmp(&(&b.path, b.line, b.column)));
    found
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

    fn whole(&self, message: impl Into<String>) -> Diagnostic {
        Diagnostic::of_file(self.path, message)
    }
}
