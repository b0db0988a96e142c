//! A copy of a course of the tests, to be broken.

use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::{Home, fixture};

/// A home with a course of its own.
pub(crate) struct Copy {
    pub(crate) home: Home,
}

impl Copy {
    pub(crate) fn new() -> Copy {
        Copy::of(&fixture(""))
    }

    /// A copy of another course.
    pub(crate) fn of(course: &Path) -> Copy {
        let home = Home::new();
        for entry in WalkDir::new(course).into_iter().map(|entry| entry.expect("an entry")) {
            if entry.file_type().is_file() {
                let path = entry.path().strip_prefix(course).expect("a file of the course");
                home.write(&format!("course/{}", path.display()), fs::read(entry.path()).expect("a file"));
            }
        }
        let course = home.path().with_file_name("course");
        Copy { home: home.with_course(course) }
    }

    /// A file of the course.
    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.home.path().with_file_name("course").join(file)
    }

    /// Puts `to` in the place of the first `from` of a file.
    #[track_caller]
    pub(crate) fn replace(&self, file: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(file)).expect("a file");
        assert!(text.contains(from), "{file} does not hold `{from}`");
        fs::write(self.path(file), text.replacen(from, to, 1)).expect("a file");
    }

    /// Gives each of two files the other's text.
    pub(crate) fn swap(&self, one: &str, other: &str) {
        let (one, other) = (self.path(one), self.path(other));
        let (first, second) = (fs::read(&one).expect("a file"), fs::read(&other).expect("a file"));
        fs::write(one, second).expect("a file");
        fs::write(other, first).expect("a file");
    }
}
