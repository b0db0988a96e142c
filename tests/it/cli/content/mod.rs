//! A lab with a mistake of its author, one in each kind of place: what `list` and `grade` say of it, and where.

mod beside;
mod brokers;
mod checks;
mod crew;
mod faults;
mod groups;
mod scenario;
mod services;
mod shape;
mod thresholds;
mod traps;
mod uses;

use crate::harness::Copy;

/// The file of the lab.
const LAB: &str = "labs/01-letters/lab.yaml";

/// What `list` says of a course that was broken; `grade` must say the same of its first lab, and give no verdict.
#[track_caller]
fn said(copy: &Copy) -> String {
    let list = copy.home.run(["list"]);
    assert_eq!(list.status, "2", "{list}");
    let grade = copy.home.run(["grade", "1"]);
    assert_eq!((grade.status.as_str(), grade.out.as_str()), ("2", ""));
    let last = grade.err.strip_prefix(&list.err).unwrap();
    assert!(last.starts_with("error: the lab cannot be used: "), "{last}");
    list.err
}

/// What is said of the lab with `from` replaced by `to`.
#[track_caller]
fn typo(from: &str, to: &str) -> String {
    let copy = Copy::new();
    copy.replace(LAB, from, to);
    said(&copy)
}
