//! Requests that cannot be met: each is told what there is, and exits with 2.

use insta::assert_snapshot;

use crate::harness::Home;

#[test]
fn a_lab_that_there_is_not() {
    let home = Home::of_fixture();
    assert_snapshot!(home.run(["grade", "99"]).complaint(), @"
    status 2
    error: there is no lab `99`

    hint: the labs: 01-letters, 02-patience, 03-hurry, 04-notices, 06-clerks
    ");
    assert_snapshot!(home.run(["grade", "first-producer"]).complaint(), @"
    status 2
    error: there is no lab `first-producer`

    hint: the labs: 01-letters, 02-patience, 03-hurry, 04-notices, 06-clerks
    ");
    assert_snapshot!(home.run(["reset", "99"]).complaint(), @"
    status 2
    error: there is no lab `99`

    hint: the labs: 01-letters, 02-patience, 03-hurry, 04-notices, 06-clerks
    ");
    assert_snapshot!(home.run(["verify", "99"]).complaint(), @"
    status 2
    error: there is no lab `99`

    hint: the labs: 01-letters, 02-patience, 03-hurry, 04-notices, 06-clerks
    ");
    assert_snapshot!(home.run(["grade", "99", "--json"]), @r#"
    status 2
    --- out
    {"version":1,"error":"there is no lab `99`","hint":"the labs: 01-letters, 02-patience, 03-hurry, 04-notices, 06-clerks","diagnostics":[]}
    --- err
    error: there is no lab `99`

    hint: the labs: 01-letters, 02-patience, 03-hurry, 04-notices, 06-clerks
    "#);
}

#[test]
fn a_lab_goes_by_its_number_or_its_name() {
    let home = Home::of_fixture();
    let name = |lab| home.run(["grade", lab, "--mistake", "nobody's"]).complaint();
    assert_eq!(name("2"), name("02"));
    assert_eq!(name("2"), name("02-patience"));
    assert_snapshot!(name("2"), @"
    status 2
    error: there is no mistake `nobody's`

    hint: there are: says-nothing
    ");
}

#[test]
fn a_folder_that_there_is_not() {
    assert_snapshot!(Home::of_fixture().run(["grade", "2", "--dir", "nowhere"]).complaint(), @"
    status 2
    error: there is no folder nowhere
    ");
}

#[test]
fn a_mistake_in_a_folder_makes_no_sense() {
    let home = Home::of_fixture();
    assert_snapshot!(
        home.run(["grade", "2", "--dir", ".", "--mistake", "says-nothing"]).complaint(),
        @"
    status 2
    error: the argument '--dir <DIR>' cannot be used with '--mistake <NAME>'

    Usage: kafka-workbench grade --dir <DIR> <LAB>

    For more information, try '--help'.
    "
    );
}

#[test]
fn arguments_that_nobody_knows() {
    let home = Home::of_fixture();
    assert_snapshot!(home.run(["grade"]).complaint(), @"
    status 2
    error: the following required arguments were not provided:
      <LAB>

    Usage: kafka-workbench grade <LAB>

    For more information, try '--help'.
    ");
    assert_snapshot!(home.run(["grade", "2", "--seed", "x"]).complaint(), @"
    status 2
    error: invalid value 'x' for '--seed <N>': invalid digit found in string

    For more information, try '--help'.
    ");
    assert_snapshot!(home.run(["list", "--engine", "magic"]).complaint(), @r#"
    status 2
    error: invalid value 'magic' for '--engine <ENGINE>': there is no engine called "magic"; a cluster that is there is named with its port, such as kafka.example:9092

    For more information, try '--help'.
    "#);
    assert_snapshot!(home.run(["gradee", "2"]).complaint(), @"
    status 2
    error: unrecognized subcommand 'gradee'

      tip: a similar subcommand exists: 'grade'

    Usage: kafka-workbench [OPTIONS] [COMMAND]

    For more information, try '--help'.
    ");
}

#[test]
fn a_course_that_there_is_not() {
    let home = Home::of_fixture().with_course("/nowhere");
    assert_snapshot!(home.run(["list"]), @"
    status 2
    --- out
    --- err
    error: cannot be read: No such file or directory (os error 2)
     --> lessons/outline.yaml
    ");
    assert_snapshot!(home.run(["grade", "1"]).complaint(), @"
    status 2
    error: there is no lab `1`

    hint: no lab of the course can be read: `kafka-workbench list` says why
    ");
}
