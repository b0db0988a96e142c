//! The second program of a mistake is another program, and holds what makes it one.

use super::File;
use crate::course::Diagnostic;
use crate::course::lab::{AGAIN, Lab, Mistake};
use std::fs;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

pub(super) fn lint(lab: &Lab, file: &File<'_>, found: &mut Vec<Diagnostic>) {
    for mistake in &lab.mistakes {
        if let Some(again) = &mistake.again {
            let folder = file.path.strip_suffix("lab.yaml").unwrap_or(file.path);
            let path = format!("{folder}wrong/{}/{AGAIN}", mistake.name);
            look(lab, mistake, again, &path, found);
        }
    }
}

fn look(lab: &Lab, mistake: &Mistake, again: &Path, path: &str, found: &mut Vec<Diagnostic>) {
    let files = files(again);
    if files.is_empty() {
        let message = "the second program of this mistake has no file";
        found.push(
            Diagnostic::of_file(path, message).help("lay the files in it that differ from the solution"),
        );
    }
    for file in &files {
        let there = format!("{path}/{}", file.display());
        if file == Path::new("mistake.yaml") {
            let message =
                "a second program is expected to fail as its mistake does, whose mistake.yaml says how";
            found.push(Diagnostic::of_file(&there, message).help("remove the file"));
        } else if same(&again.join(file), &lab.dir.join("solution").join(file)) {
            let message = "this is the solution's own file";
            found.push(
                Diagnostic::of_file(&there, message).help("remove it: what is not here is the solution's"),
            );
        }
    }
    let copied = |file: &PathBuf| same(&again.join(file), &mistake.dir.join(file));
    if !files.is_empty() && files.iter().all(copied) {
        let message = "this is the same program as its mistake";
        found.push(Diagnostic::of_file(path, message).help("make the mistake once more, in other words"));
    }
}

/// The files below `folder`, relative to it, by name; those that Python leaves are none.
fn files(folder: &Path) -> Vec<PathBuf> {
    let walk = WalkDir::new(folder).sort_by_file_name().into_iter();
    walk.filter_entry(|entry| entry.file_name() != "__pycache__")
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| entry.path().strip_prefix(folder).ok().map(Path::to_owned))
        .collect()
}

fn same(one: &Path, other: &Path) -> bool {
    matches!((fs::read(one), fs::read(other)), (Ok(one), Ok(other)) if one == other)
}
