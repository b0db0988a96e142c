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
    assert_snapshot!(used("{ lab: 06-clerk, check: filed-first }"), @"
    error: there is no lab `06-clerk`
     --> labs/01-letters/lab.yaml:26:17
       |
    26 |     use: { lab: 06-clerk, check: filed-first }
       |                 ^
    help: did you mean `06-clerks`?

    error: as taken from lab 06-clerk: check `keyed` cannot fail as `unfit`
     --> labs/01-letters/lab.yaml:26:34
       |
    26 |     use: { lab: 06-clerk, check: filed-first }
       |                                  ^
    ");
    assert_snapshot!(used("{ lab: 06-clerks, check: filed-frist }"), @"
    error: lab 06-clerks has no check `filed-frist`
     --> labs/01-letters/lab.yaml:26:35
       |
    26 |     use: { lab: 06-clerks, check: filed-frist }
       |                                   ^
    help: did you mean `filed-first`?

    error: as taken from lab 06-clerks: check `keyed` cannot fail as `unfit`
     --> labs/01-letters/lab.yaml:26:35
       |
    26 |     use: { lab: 06-clerks, check: filed-frist }
       |                                   ^
    ");
    assert_snapshot!(typo(KEYED, ""), @r#"
    error: check `keyed` says neither what `holds` nor which check to `use`
     --> labs/01-letters/lab.yaml:24:9
       |
    24 |   - id: keyed
       |         ^

    error: check `keyed` cannot fail as `unfit`
     --> labs/01-letters/lab.yaml:27:26
       |
    27 |       unfit: { headline: "{count} of {of} records without their letter's id as key", next: Which argument is the key? }
       |                          ^
    "#);
}

#[test]
fn of_what_the_other_lab_has_and_this_one_has_not() {
    assert_snapshot!(used("{ lab: 06-clerks, check: filed-first, with: { form: letter-sent, clerk: readers } }"), @"
    error: the check `filed-first` of lab 06-clerks names no `clerk`
     --> labs/01-letters/lab.yaml:26:82
       |
    26 |     use: { lab: 06-clerks, check: filed-first, with: { form: letter-sent, clerk: readers } }
       |                                                                                  ^
    help: did you mean `clerks`?

    error: as taken from lab 06-clerks: check `keyed` draws from a service `archive` that there is not
     --> labs/01-letters/lab.yaml:26:35
       |
    26 |     use: { lab: 06-clerks, check: filed-first, with: { form: letter-sent, clerk: readers } }
       |                                   ^
    ");
}
