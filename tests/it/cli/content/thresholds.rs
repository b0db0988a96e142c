//! Numbers that a check goes by are written once, asked, and told.

use insta::assert_snapshot;

use super::{LAB, said};
use crate::harness::Copy;

/// A lab with a threshold, and with these changes.
fn lab(changes: &[(&str, &str)]) -> Copy {
    let copy = Copy::new();
    copy.replace(LAB, "limit: 60s", "limit: 60s\nthresholds: { letters: 2 }");
    for (from, to) in changes {
        copy.replace(LAB, from, to);
    }
    copy
}

const ASKED: (&str, &str) =
    ("holds: key == value.id }", "holds: thresholds.letters == 2 && key == value.id }");

#[test]
fn one_that_no_check_goes_by() {
    assert_snapshot!(said(&lab(&[])), @"
    error: no check goes by the threshold `letters`
     --> labs/01-letters/lab.yaml:7:24
      |
    7 | thresholds: { letters: 2 }
      |                        ^
    ");
}

#[test]
fn one_that_a_learner_is_not_told_of() {
    assert_snapshot!(said(&lab(&[ASKED])), @"
    error: no goal and no check tells a learner of the threshold `letters`
     --> labs/01-letters/lab.yaml:7:24
      |
    7 | thresholds: { letters: 2 }
      |                        ^
    help: write `{thresholds.letters}` where the number belongs
    ");
}

#[test]
fn one_that_there_is_not() {
    let told = ("goal: Send the", "goal: Send the {thresholds.letters} of {thresholds.leters}");
    assert_snapshot!(said(&lab(&[ASKED, told])), @"
    error: there is no threshold `leters`
     --> labs/01-letters/lab.yaml
    help: did you mean `letters`?
    ");
    let told = ("goal: Send the", "goal: Send the {thresholds.letters}");
    let asked = ("holds: key == value.id }", "holds: thresholds.letter == thresholds.letters }");
    assert_snapshot!(said(&lab(&[asked, told])), @"
    error: there is no threshold `letter`
     --> labs/01-letters/lab.yaml:28:62
       |
    28 |       each: { of: { records: letter-sent }, holds: thresholds.letter == thresholds.letters }
       |                                                              ^
    help: did you mean `letters`?
    ");
}
