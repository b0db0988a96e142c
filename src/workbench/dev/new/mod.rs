//! New lessons, labs and programs of labs, from templates that can be read and say what is to be written.

mod fill;
mod program;

use crate::course::Course;
use crate::workbench::WorkbenchError;
use fill::{Files, fill};
use std::path::{Path, PathBuf};

pub use program::Kind;

/// What is to be made.
#[derive(Debug, Clone)]
pub enum New {
    /// A lesson: `lessons/NN-slug/lesson.md`.
    Lesson {
        /// The folder's name.
        slug: String,
    },
    /// A lab: `labs/NN-slug/` with `lab.yaml`, a starter and a solution.
    Lab {
        /// The folder's name.
        slug: String,
        /// The lesson that it belongs to; the one of the same name where there is none.
        lesson: Option<String>,
        /// The file that the learner writes.
        program: String,
    },
    /// A program of a lab, beside its solution.
    Program {
        /// Whether it is wrong on purpose or unusual and right.
        kind: Kind,
        /// The lab.
        lab: String,
        /// The folder's name.
        name: String,
        /// The check that a mistake must fail; the first that none fails yet where there is none.
        fails: Option<String>,
    },
}

/// What was made.
#[derive(Debug, Clone)]
pub struct Made {
    /// The files, relative to the course.
    pub files: Vec<String>,
    /// What names the next thing to write.
    pub next: String,
}

const OUTLINE: &str = include_str!("../../../../templates/content/lesson/outline.yaml");
const LESSON: &str = include_str!("../../../../templates/content/lesson/lesson.md");
const LAB: &str = include_str!("../../../../templates/content/lab/lab.yaml");
const STARTER: &str = include_str!("../../../../templates/content/lab/starter.py");
const SOLUTION: &str = include_str!("../../../../templates/content/lab/solution.py");
/// Where the schema is, seen from a lab.
const SCHEMA: &str = "docs/schema/lab.schema.json";

/// Makes it in `course`. Nothing that is there is written over.
///
/// # Errors
/// Where the name cannot be one, or something is there already.
pub fn make(course: &Path, new: &New) -> Result<Made, WorkbenchError> {
    match new {
        New::Lesson { slug } => lesson(course, slug),
        New::Lab { slug, lesson, program } => lab(course, slug, lesson.as_deref().unwrap_or(slug), program),
        New::Program { kind, lab, name, fails } => program::make(course, *kind, lab, name, fails.as_deref()),
    }
}

fn lesson(course: &Path, slug: &str) -> Result<Made, WorkbenchError> {
    named(slug)?;
    let mut files = Files::new(course);
    let values = [("slug", slug)];
    files.add(&format!("lessons/{slug}/lesson.md"), fill(LESSON, &values));
    if !course.join("lessons/outline.yaml").exists() {
        files.add("lessons/outline.yaml", fill(OUTLINE, &values));
    }
    Ok(Made { files: files.write()?, next: format!("kafka-workbench dev check {slug}") })
}

fn lab(course: &Path, slug: &str, lesson: &str, program: &str) -> Result<Made, WorkbenchError> {
    named(slug)?;
    let number = crate::course::lab::number(slug);
    if let Some(there) = Course::lab_folder(course, number).filter(|dir| !dir.ends_with(slug)) {
        let message = format!("there is a lab {number} already: {}", there.display());
        return Err(WorkbenchError::Refused(message));
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    if program.is_empty() || !program.chars().all(plain) || program.starts_with('.') {
        return Err(WorkbenchError::Refused(format!("`{program}` is no name of a file beside lab.yaml")));
    }
    let (name, run) = match program.strip_suffix(".py") {
        Some(name) => (name, format!("python {program}")),
        None => (program.split('.').next().unwrap_or(program), format!("./{program}")),
    };
    // Where an editor finds it; elsewhere the line would lead nowhere.
    let editor = match course.join(SCHEMA).is_file() {
        true => format!("# yaml-language-server: $schema=../../{SCHEMA}\n"),
        false => String::new(),
    };
    let topic = slug.split_once('-').map_or(slug, |(_, words)| words);
    let values = [
        ("editor", editor.as_str()),
        ("lesson", lesson),
        ("file", program),
        ("program", name),
        ("run", &run),
        ("topic", topic),
    ];
    let mut files = Files::new(course);
    let folder = PathBuf::from("labs").join(slug);
    for (file, template) in [
        ("lab.yaml", LAB),
        (&format!("starter/{program}"), STARTER),
        (&format!("solution/{program}"), SOLUTION),
    ] {
        files.add(&folder.join(file).to_string_lossy(), fill(template, &values));
    }
    Ok(Made { files: files.write()?, next: format!("kafka-workbench dev check {slug}") })
}

/// A folder's name is a number, perhaps a letter, and words: `05-first-producer`, `11b-outbox`.
fn named(slug: &str) -> Result<(), WorkbenchError> {
    let (number, words) = slug.split_once('-').unwrap_or((slug, ""));
    let digits = number.strip_suffix(|c: char| c.is_ascii_lowercase()).unwrap_or(number);
    let number = digits.len() == 2 && digits.chars().all(|c| c.is_ascii_digit());
    if number && is_words(words) {
        return Ok(());
    }
    Err(WorkbenchError::Refused(format!(
        "`{slug}` is no name of a lesson or lab: write two digits and lower-case words, such as 05-first-producer or 11b-outbox"
    )))
}

/// Whether `name` is lower-case words with dashes between them.
fn is_words(name: &str) -> bool {
    let word =
        |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    name.split('-').all(word)
}
