//! Labs that are not written yet: each has a sketch of its lab.yaml and of its mistakes, so that the format is settled
//! by all labs of the course and not by the first ones.
//!
//! A sketch becomes a lab folder here, with empty files where programs will be, beside the labs that there are, and the
//! whole is read as a course is. What a sketch does not have yet, its hints, is the only thing that may be missing.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use kafka_workbench::course::{Course, Diagnostic};
use serde_json::Value;
use tempfile::TempDir;

/// The real course with the sketches among its labs, and what is wrong with it. Every condition of 26 labs is compiled
/// for it, so it is read once for all tests.
static SKETCHED: LazyLock<(Course, Vec<Diagnostic>)> = LazyLock::new(course);

/// Mistakes by the name of their folder.
type Mistakes = BTreeMap<String, Value>;

#[test]
fn every_sketch_is_free_of_errors() {
    let (_, found) = &*SKETCHED;
    let found: Vec<String> =
        found.iter().filter(|found| !is_of_hints(found)).map(Diagnostic::to_string).collect();
    assert!(found.is_empty(), "{} errors\n\n{}", found.len(), found.join("\n"));
}

#[test]
fn every_check_of_a_sketch_is_broken_by_a_mistake_and_every_mistake_breaks_one() {
    let (course, _) = &*SKETCHED;
    for slug in sketches() {
        let lab = &course.labs[&slug];
        let broken: Vec<&str> =
            lab.mistakes.iter().flat_map(|m| &m.spec.fails).map(|id| id.as_str()).collect();
        for check in &lab.spec.checks {
            assert!(broken.contains(&check.id.as_str()), "{slug}: no mistake breaks {}", *check.id);
        }
        for mistake in &lab.mistakes {
            assert!(!mistake.spec.fails.is_empty(), "{slug}: {} breaks nothing", mistake.name);
        }
    }
}

/// What the curriculum lists must not be forgotten when a sketch becomes a lab.
#[test]
fn every_mistake_that_the_curriculum_lists_is_made() {
    let (course, _) = &*SKETCHED;
    let text = fs::read_to_string(fixtures().join("curriculum.yaml")).unwrap();
    let listed: BTreeMap<String, BTreeMap<String, Value>> = serde_saphyr::from_str(&text).unwrap();
    let labs: Vec<&String> = course.labs.keys().collect();
    assert_eq!(
        listed.keys().collect::<Vec<_>>(),
        labs,
        "the labs of the curriculum, and those written or sketched"
    );
    for (slug, mistakes) in &listed {
        let made: Vec<&str> = course.labs[slug].mistakes.iter().map(|m| m.name.as_str()).collect();
        for (words, by) in mistakes {
            // A text says why nothing makes it.
            let Some(names) = by.as_array() else { continue };
            assert!(!names.is_empty(), "{slug}: nothing makes the mistake “{words}”, and nothing says why");
            for name in names.iter().filter_map(Value::as_str) {
                assert!(made.contains(&name), "{slug}: there is no mistake {name}, for “{words}”");
            }
        }
    }
}

#[test]
fn a_sketch_goes_when_its_lab_is_written() {
    for slug in sketches() {
        assert!(!repository().join("labs").join(&slug).exists(), "labs/{slug} is there: its sketch can go");
    }
}

fn course() -> (Course, Vec<Diagnostic>) {
    let folder = TempDir::new().unwrap();
    let labs = folder.path().join("labs");
    fs::create_dir(&labs).unwrap();
    link(&repository().join("lessons"), &folder.path().join("lessons"));
    for entry in fs::read_dir(repository().join("labs")).unwrap() {
        let entry = entry.unwrap();
        link(&entry.path(), &labs.join(entry.file_name()));
    }
    for slug in sketches().into_iter().filter(|slug| !labs.join(slug).exists()) {
        unfold(&fixtures().join("labs").join(&slug), &labs.join(&slug));
    }
    Course::load(folder.path())
}

/// Makes a lab's folder of a sketch.
fn unfold(sketch: &Path, lab: &Path) {
    let write = |path: &str, text: &str| {
        let path = lab.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let text = fs::read_to_string(sketch.join("lab.yaml")).unwrap();
    write("lab.yaml", &text);
    // What cannot be read is told by the test of errors; then there is no folder to make either.
    let edit = serde_saphyr::from_str::<Value>(&text).ok().and_then(|spec| spec["edit"].as_array().cloned());
    let edit: Vec<&str> = edit.iter().flatten().filter_map(Value::as_str).collect();
    for path in &edit {
        for folder in ["starter", "solution"] {
            write(&format!("{folder}/{path}"), "");
        }
    }
    let mistakes: Mistakes =
        serde_saphyr::from_str(&fs::read_to_string(sketch.join("mistakes.yaml")).unwrap()).unwrap();
    for (name, mistake) in mistakes {
        // JSON is YAML too.
        write(&format!("wrong/{name}/mistake.yaml"), &serde_json::to_string_pretty(&mistake).unwrap());
        // In the place of a program, which is not written yet.
        write(&format!("wrong/{name}/sketched"), &name);
    }
}

fn is_of_hints(found: &Diagnostic) -> bool {
    let sketched = sketches().iter().any(|slug| found.path == format!("labs/{slug}/lab.yaml"));
    sketched && found.message.contains(" has 0 hints; ")
}

fn sketches() -> Vec<String> {
    let entries = fs::read_dir(fixtures().join("labs")).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn fixtures() -> PathBuf {
    repository().join("tests/fixtures/sketches")
}

fn link(from: &Path, to: &Path) {
    std::os::unix::fs::symlink(from, to).unwrap();
}
