//! A lab with a mistake of its author, one in each kind of place: what `list` and `grade` say of it, and where.

mod beside;
mod checks;
mod scenario;
mod shape;

use std::fs;

use walkdir::WalkDir;

use crate::harness::{Home, fixture};

/// The file of the lab.
const LAB: &str = "labs/01-letters/lab.yaml";

/// A copy of the course of the tests, to be broken.
struct Copy {
    home: Home,
}

impl Copy {
    fn new() -> Copy {
        let home = Home::new();
        for entry in WalkDir::new(fixture("")).into_iter().map(Result::unwrap) {
            if entry.file_type().is_file() {
                let path = entry.path().strip_prefix(fixture("")).unwrap();
                home.write(&format!("course/{}", path.display()), fs::read(entry.path()).unwrap());
            }
        }
        let course = home.path().with_file_name("course");
        Copy { home: home.with_course(course) }
    }

    fn path(&self, file: &str) -> std::path::PathBuf {
        self.home.path().with_file_name("course").join(file)
    }

    #[track_caller]
    fn replace(&self, file: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(file)).unwrap();
        assert!(text.contains(from), "{file} does not hold `{from}`");
        fs::write(self.path(file), text.replacen(from, to, 1)).unwrap();
    }

    /// What `list` says; `grade` must say the same of this lab, and name no verdict.
    #[track_caller]
    fn said(&self) -> String {
        let list = self.home.run(["list"]);
        assert_eq!(list.status, "2", "{list}");
        let grade = self.home.run(["grade", "1"]);
        assert_eq!((grade.status.as_str(), grade.out.as_str()), ("2", ""));
        let last = grade.err.strip_prefix(&list.err).unwrap();
        assert!(last.starts_with("error: the lab cannot be used: "), "{last}");
        list.err
    }
}

/// What is said of the lab with `from` replaced by `to`.
#[track_caller]
fn typo(from: &str, to: &str) -> String {
    let copy = Copy::new();
    copy.replace(LAB, from, to);
    copy.said()
}
