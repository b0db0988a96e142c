//! The form of lab.yaml: its fields, its types, its syntax.

use std::fs;

use insta::assert_snapshot;

use super::{LAB, said, typo};
use crate::harness::Copy;

#[test]
fn at_the_top() {
    assert_snapshot!(typo("programs:", "progarms:"), @"
    error: unknown field `progarms`, expected one of title, lesson, edit, starter_fails, mounts, needs, limit, seed, thresholds, programs, services, queries, experiments, checks, stages, after
     --> labs/01-letters/lab.yaml:8:1
      |
    8 | progarms:
      | ^
    help: did you mean `programs`?
    ");
    assert_snapshot!(typo("lesson: 01-letters", "lesson: 01-leters"), @"
    error: there is no lesson `01-leters`
     --> labs/01-letters/lab.yaml:2:9
      |
    2 | lesson: 01-leters
      |         ^
    help: did you mean `01-letters`?
    ");
    assert_snapshot!(typo("title: Send two letters\n", ""), @"
    error: missing field `title`
     --> labs/01-letters/lab.yaml:56:1
       |
    56 | after:
       | ^
    help: write `title` beside what stands here
    ");
    assert_snapshot!(typo("limit: 60s", "limit: 1 minute"), @"
    error: `1 minute` is no length of time: write 300ms, 15s or 2m
     --> labs/01-letters/lab.yaml:6:8
      |
    6 | limit: 1 minute
      |        ^
    ");
    assert_snapshot!(typo("gateway: true", "gateway: yes please"), @"
    error: this is neither true nor false
     --> labs/01-letters/lab.yaml:5:31
      |
    5 | needs: { brokers: 1, gateway: yes please }
      |                               ^
    ");
    assert_snapshot!(typo("brokers: 1", "brokers: 1, registrar: true"), @"
    error: unknown field `registrar`, expected one of brokers, gateway, postgres, registry, connect, sasl
     --> labs/01-letters/lab.yaml:5:22
      |
    5 | needs: { brokers: 1, registrar: true, gateway: true }
      |                      ^
    help: did you mean `registry`?
    ");
}

#[test]
fn in_the_syntax() {
    assert_snapshot!(typo("needs: { brokers: 1, gateway: true }", "needs: { brokers: 1, gateway: true"), @"
    error: this is neither true nor false
     --> labs/01-letters/lab.yaml:5:31
      |
    5 | needs: { brokers: 1, gateway: true
      |                               ^
    ");
    assert_snapshot!(typo("  - id: keyed", "\t- id: keyed"), @"
    error: tabs disallowed within this context (block indentation)
     --> labs/01-letters/lab.yaml:24:2
       |
    24 | 	- id: keyed
       |  ^
    ");
    assert_snapshot!(typo("title: Send two letters\n", "title: Send two letters\ntitle: Twice\n"), @"
    error: `title` stands here for the second time
     --> labs/01-letters/lab.yaml:2:1
      |
    2 | title: Twice
      | ^
    ");
    let copy = Copy::new();
    fs::write(copy.path(LAB), "").unwrap();
    assert_snapshot!(said(&copy), @"
    error: the file is empty
     --> labs/01-letters/lab.yaml
    ");
    fs::write(copy.path(LAB), b"title: caf\xe9\n").unwrap();
    assert_snapshot!(said(&copy), @"
    error: cannot be read: stream did not contain valid UTF-8
     --> labs/01-letters/lab.yaml
    ");
    fs::remove_file(copy.path(LAB)).unwrap();
    assert_snapshot!(said(&copy), @"
    error: cannot be read: No such file or directory (os error 2)
     --> labs/01-letters/lab.yaml
    ");
}
