//! The programs that a lab ships differ where they must: a mistake from the solution, the starter too.

use super::File;
use crate::course::lab::Lab;
use crate::course::{Diagnostic, unwritten};
use std::fs;
use std::path::Path;
use walkdir::WalkDir;

pub(super) fn lint(lab: &Lab, file: &File<'_>, found: &mut Vec<Diagnostic>) {
    let folder = file.path.strip_suffix("lab.yaml").unwrap_or(file.path);
    let solution = lab.dir.join("solution");
    let mistakes = lab.mistakes.iter().map(|mistake| ("wrong", &mistake.name, &mistake.dir, "mistake.yaml"));
    let variants = lab.variants.iter().map(|variant| ("right", &variant.name, &variant.dir, "variant.yaml"));
    for (kind, name, dir, spec) in mistakes.chain(variants) {
        let path = format!("{folder}{kind}/{name}/{spec}");
        let first = lab.spec.edit.first().map_or("a program", |edit| edit.as_str());
        if is_the_same(dir, spec, &solution) {
            let message = format!("nothing in {kind}/{name} differs from the solution");
            let help = match kind {
                "wrong" => format!("write the mistake into {kind}/{name}/{first}"),
                _ => format!("write {kind}/{name}/{first} in a way that is unusual and right"),
            };
            found.push(Diagnostic::of_file(&path, message).help(help));
        }
    }
    for (kind, edit) in
        ["starter", "solution"].iter().flat_map(|kind| lab.spec.edit.iter().map(move |edit| (kind, edit)))
    {
        let text = fs::read_to_string(lab.dir.join(kind).join(edit.as_str())).unwrap_or_default();
        found.extend(unwritten::places(&format!("{folder}{kind}/{}", **edit), &text));
    }
}

/// Whether `dir` has nothing beside `spec` that the solution has not just so. What it runs in the place of the
/// lab's program is something.
fn is_the_same(dir: &Path, spec: &str, solution: &Path) -> bool {
    let runs = fs::read_to_string(dir.join(spec))
        .is_ok_and(|text| text.lines().any(|line| line.starts_with("run:")));
    let files =
        WalkDir::new(dir).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
    let mut own = files
        .filter_map(|entry| Some(entry.path().strip_prefix(dir).ok()?.to_owned()))
        .filter(|path| path != Path::new(spec));
    !runs && own.all(|path| matches!((fs::read(dir.join(&path)), fs::read(solution.join(&path))), (Ok(own), Ok(its)) if own == its))
}
