//! A mistake or an unusual right program: a copy of the solution, to be changed.

use super::fill::{Files, fill};
use super::{Made, is_words};
use crate::course::{Course, Lab};
use crate::workbench::WorkbenchError;
use std::fs;
use std::path::Path;

/// What a program of a lab is kept for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It is wrong on purpose.
    Mistake,
    /// It is unusual and right.
    Variant,
}

const MISTAKE: &str = include_str!("../../../../templates/content/mistake/mistake.yaml");
const VARIANT: &str = include_str!("../../../../templates/content/variant/variant.yaml");

pub(super) fn make(
    course: &Path,
    kind: Kind,
    lab: &str,
    name: &str,
    fails: Option<&str>,
) -> Result<Made, WorkbenchError> {
    if !is_words(name) {
        let message =
            format!("`{name}` is no name of a program: write lower-case words, such as commits-too-early");
        return Err(WorkbenchError::Refused(message));
    }
    let lab = read(course, lab)?;
    let (folder, spec, template) = match kind {
        Kind::Mistake => ("wrong", "mistake.yaml", MISTAKE),
        Kind::Variant => ("right", "variant.yaml", VARIANT),
    };
    let check =
        fails.map_or_else(|| Ok(open(&lab)), |check| known(&lab, check).map(|()| check.to_owned()))?;
    let mut files = Files::new(course);
    let folder = format!("labs/{}/{folder}/{name}", lab.slug);
    files.add(&format!("{folder}/{spec}"), fill(template, &[("check", &check)]));
    for edit in &lab.spec.edit {
        let file = lab.dir.join("solution").join(edit.as_str());
        let text = fs::read(&file).map_err(WorkbenchError::file("read", &file))?;
        files.add(&format!("{folder}/{}", **edit), text);
    }
    Ok(Made { files: files.write()?, next: format!("kafka-workbench dev check {}", lab.slug) })
}

fn read(course: &Path, name: &str) -> Result<Lab, WorkbenchError> {
    let Some(dir) = Course::lab_folder(course, name) else {
        let known = Course::load(course).0.labs.into_keys().collect();
        return Err(WorkbenchError::NoSuchLab { name: name.to_owned(), known });
    };
    let slug = dir.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let (mut course, mut diagnostics) = Course::load(course);
    diagnostics.retain(|diagnostic| diagnostic.path.starts_with(&format!("labs/{slug}/")));
    // What is wrong with it may be why a mistake is added: it must be there, and no more.
    course.labs.remove(&slug).ok_or(WorkbenchError::Content { diagnostics })
}

/// The first check that no mistake fails yet, else the first.
fn open(lab: &Lab) -> String {
    let fails =
        |check: &str| lab.mistakes.iter().any(|mistake| mistake.spec.fails.iter().any(|f| **f == *check));
    let checks = || lab.spec.checks.iter().map(|check| check.id.as_str());
    checks().find(|check| !fails(check)).or(checks().next()).unwrap_or_default().to_owned()
}

fn known(lab: &Lab, check: &str) -> Result<(), WorkbenchError> {
    if lab.check(check).is_some() {
        return Ok(());
    }
    let known = lab.spec.checks.iter().map(|check| check.id.value.clone()).collect();
    Err(WorkbenchError::Missing { what: "check", name: check.to_owned(), known })
}
