//! What is wrong with the parts of a skill that a course's lessons contribute.

use crate::course::{Course, Diagnostic};
use crate::skill::fragment::ProofRef;
use crate::skill::{Fragment, Scaffold, SkillError, SkillFiles};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const FRAGMENTS: &str = "skills/fragments";
const SCAFFOLD: &str = "skills/scaffold";

/// Everything wrong with the scaffold and the fragments of `course`; a course need not have them.
pub(super) fn lint(course: &Course) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if course.root.join(SCAFFOLD).is_dir() {
        let read = SkillFiles::read(&course.root.join(SCAFFOLD)).and_then(|files| Scaffold::read(&files));
        found.extend(read.err().into_iter().flat_map(|error| diagnostics(course, "skills", &error)));
    }
    let folders = fs::read_dir(course.root.join(FRAGMENTS)).into_iter().flatten().flatten();
    let folders: BTreeMap<_, _> =
        folders.map(|entry| (entry.file_name(), entry.path())).filter(|(_, path)| path.is_dir()).collect();
    for folder in folders.values() {
        match SkillFiles::read(folder).and_then(|files| Fragment::read(&files)) {
            Ok(fragment) => found.extend(unproved(course, &fragment)),
            Err(error) => found.extend(diagnostics(course, FRAGMENTS, &error)),
        }
    }
    found
}

/// Proofs that no attempt can earn, because there is no such check or mistake.
fn unproved(course: &Course, fragment: &Fragment) -> Vec<Diagnostic> {
    let path = format!("{FRAGMENTS}/{}/fragment.yaml", fragment.lesson);
    let text = fs::read_to_string(course.root.join(&path)).unwrap_or_default();
    let proofs = fragment.rules.iter().filter_map(|rule| rule.proof.as_ref());
    proofs
        .filter_map(|proof| {
            let (what, name, known) = missing(course, proof)?;
            let line = text.lines().position(|line| line.contains("proof:") && line.contains(name));
            let here = |message| match line {
                Some(n) => Diagnostic::at(&path, &text, n + 1, column(&text, n, name), message),
                None => Diagnostic::of_file(&path, message),
            };
            Some(
                here(format!("a proof names the {what} `{name}`, which there is not"))
                    .did_you_mean(name, known),
            )
        })
        .collect()
}

/// What of a proof's names is not there: its kind, the name, and those that are.
fn missing<'a>(course: &'a Course, proof: &'a ProofRef) -> Option<(&'static str, &'a str, Vec<&'a str>)> {
    let Some(lab) = course.labs.get(&proof.lab) else {
        // A lab that cannot be read is told of at its own place.
        let unread = course.root.join("labs").join(&proof.lab).is_dir();
        return (!unread)
            .then(|| ("lab", proof.lab.as_str(), course.labs.keys().map(String::as_str).collect()));
    };
    if lab.check(&proof.check).is_none() {
        let known = lab.spec.checks.iter().map(|check| check.id.as_str()).collect();
        return Some(("check", &proof.check, known));
    }
    let known: Vec<&str> = lab.mistakes.iter().map(|mistake| mistake.name.as_str()).collect();
    (!known.contains(&proof.mistake.as_str())).then_some(("mistake", proof.mistake.as_str(), known))
}

fn column(text: &str, line: usize, name: &str) -> usize {
    let line = text.lines().nth(line).unwrap_or_default();
    line.find(name).map_or(1, |at| line[..at].chars().count() + 1)
}

/// The skill room's problems, `path:line:column: problem` below `folder`, as authors of courses read them.
fn diagnostics(course: &Course, folder: &str, error: &SkillError) -> Vec<Diagnostic> {
    let SkillError::Content { problems } = error else {
        return vec![Diagnostic::of_file(folder, error.to_string())];
    };
    problems.iter().map(|problem| placed(&course.root, folder, problem)).collect()
}

fn placed(root: &Path, folder: &str, problem: &str) -> Diagnostic {
    let mut parts = problem.splitn(4, ':');
    let (Some(file), Some(Ok(line)), Some(Ok(column)), Some(message)) =
        (parts.next(), parts.next().map(str::parse), parts.next().map(str::parse), parts.next())
    else {
        return Diagnostic::of_file(folder, problem);
    };
    let path = format!("{folder}/{file}");
    let text = fs::read_to_string(root.join(&path)).unwrap_or_default();
    Diagnostic::at(&path, &text, line, column, message.trim_start())
}
