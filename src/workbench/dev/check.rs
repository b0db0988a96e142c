//! Looks at the files of lessons, labs and fragments, without Kafka and without a home.

use crate::course::{Course, Diagnostic, Lab, Lesson};
use crate::workbench::{WorkbenchError, fragments};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What was looked at, and what is wrong with it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Checked {
    /// The lessons that were looked at, by their folders' names.
    pub lessons: Vec<String>,
    /// The labs, likewise.
    pub labs: Vec<String>,
    /// The fragments of the skill, likewise.
    pub fragments: Vec<String>,
    /// What the labs hold.
    pub programs: Counts,
    /// Everything that is wrong, file by file.
    pub diagnostics: Vec<Diagnostic>,
    /// What is to be done next.
    pub next: String,
}

/// How much there is in labs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Checks.
    pub checks: usize,
    /// Programs that are wrong on purpose.
    pub mistakes: usize,
    /// Programs that are unusual and right.
    pub variants: usize,
}

/// A course, and the part of it that is looked at: a prefix of paths.
struct Target {
    course: PathBuf,
    part: String,
}

/// Looks at `names`: labs and lessons of `course` by number or folder, and folders of any course. All of `course`
/// where there are none.
///
/// # Errors
/// Where a name stands for nothing.
pub fn check(course: &Path, names: &[String]) -> Result<Checked, WorkbenchError> {
    let targets = names.iter().map(|name| targets_of(course, name)).collect::<Result<Vec<_>, _>>()?;
    let mut targets: Vec<Target> = targets.into_iter().flatten().collect();
    if targets.is_empty() {
        targets.push(Target { course: course.to_owned(), part: String::new() });
    }
    let courses: BTreeSet<PathBuf> = targets.iter().map(|target| target.course.clone()).collect();
    let mut checked = Checked::default();
    for root in courses {
        let parts: Vec<&str> = targets
            .iter()
            .filter(|target| target.course == root)
            .map(|target| target.part.as_str())
            .collect();
        look(&root, &parts, &mut checked);
    }
    checked.next = next(&checked);
    Ok(checked)
}

/// What is wrong with the parts of a course, and what they are.
fn look(root: &Path, parts: &[&str], checked: &mut Checked) {
    let (course, mut diagnostics) = Course::load(root);
    diagnostics.extend(fragments::lint(&course));
    let meant = |path: &str| parts.iter().any(|part| path.starts_with(part));
    diagnostics.retain(|diagnostic| meant(&diagnostic.path));
    diagnostics.sort_by(|a, b| (&a.path, a.line, a.column).cmp(&(&b.path, b.line, b.column)));
    let there = |folder: &str| -> Vec<String> {
        let entries = fs::read_dir(root.join(folder)).into_iter().flatten().flatten();
        let folders = entries.filter(|entry| entry.path().is_dir());
        let mut names: Vec<String> =
            folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.retain(|name| meant(&format!("{folder}/{name}/")));
        names.sort();
        names
    };
    let labs = there("labs");
    for lab in labs.iter().filter_map(|slug| course.labs.get(slug)) {
        checked.programs.checks += lab.spec.checks.len();
        checked.programs.mistakes += lab.mistakes.len();
        checked.programs.variants += lab.variants.len();
    }
    checked.labs.extend(labs);
    checked.lessons.extend(there("lessons"));
    checked.fragments.extend(there("skills/fragments"));
    checked.diagnostics.extend(diagnostics);
}

/// What comes next: the first thing that is wrong, or the proof by programs.
fn next(checked: &Checked) -> String {
    let Some(first) = checked.diagnostics.first() else {
        return match checked.labs.as_slice() {
            [] if checked.lessons.is_empty() => "kafka-workbench dev new lesson 01-NAME".to_owned(),
            [] => "kafka-workbench list".to_owned(),
            [lab] => format!("kafka-workbench verify {lab}"),
            _ => "kafka-workbench verify".to_owned(),
        };
    };
    let place = match first.line {
        0 => first.path.clone(),
        line => format!("{}:{line}:{}", first.path, first.column),
    };
    let rest = first.message.strip_prefix("no mistake shows that `").and_then(|rest| rest.split_once('`'));
    match (rest, first.path.split('/').nth(1)) {
        (Some((check, _)), Some(lab)) => {
            format!("kafka-workbench dev new mistake {lab} NAME --fails {check}")
        }
        _ => format!("{place}: {}", first.message),
    }
}

/// What a name stands for: a lab, a lesson, both where they have one name, or a folder.
fn targets_of(course: &Path, name: &str) -> Result<Vec<Target>, WorkbenchError> {
    let of_course =
        |folder: &str, slug: &str| Target { course: course.to_owned(), part: format!("{folder}/{slug}/") };
    let lab = Course::lab_folder(course, name).and_then(|dir| Some(dir.file_name()?.to_owned()));
    let lab = lab.map(|slug| of_course("labs", &slug.to_string_lossy()));
    let is_lesson =
        !name.is_empty() && !name.contains(['/', '.']) && course.join("lessons").join(name).is_dir();
    let lesson = is_lesson.then(|| of_course("lessons", name));
    if lab.is_some() || lesson.is_some() {
        return Ok(lesson.into_iter().chain(lab).collect());
    }
    let missing = || WorkbenchError::Missing {
        what: "lab, lesson or folder of a course",
        name: name.to_owned(),
        known: known(course),
    };
    let path = fs::canonicalize(name).map_err(|_| missing())?;
    let root = path.ancestors().find(|folder| is_course(folder)).ok_or_else(missing)?;
    let part = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
    let whole = if path.is_dir() && !part.is_empty() { "/" } else { "" };
    Ok(vec![Target { course: root.to_owned(), part: format!("{part}{whole}") }])
}

/// A course has lessons with an outline, or labs with their files.
fn is_course(folder: &Path) -> bool {
    folder.join("lessons/outline.yaml").is_file()
        || folder.join("labs").is_dir() && folder.join("lessons").is_dir()
}

fn known(course: &Path) -> Vec<String> {
    let (course, _) = Course::load(course);
    let labs = course.labs.values().map(|Lab { slug, .. }| slug.clone());
    let lessons = course.lessons.values().map(|Lesson { slug, .. }| slug.clone());
    labs.chain(lessons).collect::<BTreeSet<_>>().into_iter().collect()
}
