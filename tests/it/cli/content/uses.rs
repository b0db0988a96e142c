//! A check that is taken from another lab, with a mistake of its author.

use insta::assert_snapshot;

use super::typo;

const KEYED: &str = "    holds:\n      each: { of: { records: letter-sent }, holds: key == value.id }\n";

#[track_caller]
fn used(of: &str) -> String {
    typo(KEYED, &format!("    use: {of}\n"))
}

#[test]
fn of_a_check_that_is_not_there() {
    assert_snapshot!(used("{ lab: 06-clerk, check: filed-first }"), @"");
    assert_snapshot!(used("{ lab: 06-clerks, check: filed-frist }"), @"");
    assert_snapshot!(typo(KEYED, ""), @"");
}

#[test]
fn of_what_the_other_lab_has_and_this_one_has_not() {
    assert_snapshot!(used("{ lab: 06-clerks, check: filed-first, with: { form: letter-sent, clerk: readers } }"), @"");
}
