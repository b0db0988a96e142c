//! `dev`: what an author types on the way from nothing to a lab that can be verified. Needs no Kafka and no home.

use std::fs;
use std::path::Path;

use insta::assert_snapshot;
use regex::Regex;
use walkdir::WalkDir;

use crate::harness::{Copy, Home, repository};

#[test]
fn a_course_that_is_sound() {
    let home = Home::cold().with_course(repository("tests/fixtures/course"));
    assert_snapshot!(home.run(["dev", "check"]), @"
    status 0
    --- out
    1 lesson, 5 labs, with 12 checks, 13 mistakes, 0 right programs, 0 fragments: nothing is wrong with them
    next: kafka-workbench verify
    --- err
    ");
    assert_snapshot!(home.run(["dev", "check", "1"]).result(), @"
    status 0
    0 lessons, 1 lab, with 3 checks, 3 mistakes, 0 right programs, 0 fragments: nothing is wrong with them
    next: kafka-workbench verify 01-letters
    ");
    assert_snapshot!(home.run(["dev", "check", "01-letters", "--json"]).result(), @r#"
    status 0
    {
      "version": 1,
      "checked": {
        "lessons": [],
        "labs": [
          "01-letters"
        ],
        "fragments": [],
        "programs": {
          "checks": 3,
          "mistakes": 3,
          "variants": 0
        },
        "diagnostics": [],
        "next": "kafka-workbench verify 01-letters"
      }
    }
    "#);
    let folder = repository("tests/fixtures/three/labs/01-replicas").display().to_string();
    assert_snapshot!(home.run(["dev", "check", &folder]).result(), @"
    status 0
    0 lessons, 1 lab, with 3 checks, 3 mistakes, 0 right programs, 0 fragments: nothing is wrong with them
    next: kafka-workbench verify 01-replicas
    ");
    assert_snapshot!(home.run(["dev", "check", "99"]).complaint(), @"
    status 2
    error: there is no lab, lesson or folder of a course `99`

    hint: there are: 01-letters, 02-patience, 03-hurry, 04-notices, 06-clerks
    ");
    assert!(!home.path().exists(), "a home was made");
}

#[test]
fn this_repository_is_sound() {
    let home = Home::cold();
    let said = home.run(["dev", "check"]);
    assert_eq!(said.status, "0", "{said}");
}

#[test]
fn all_errors_of_a_lab_at_once() {
    let copy = Copy::new();
    let lab = "labs/01-letters/lab.yaml";
    copy.replace(lab, "limit: 60s", "limit: 60");
    copy.replace(lab, "times: once", "times: twice");
    copy.replace(lab, "- topic:", "- tpoic:");
    copy.replace("labs/01-letters/wrong/no-key/mistake.yaml", "story:", "stroy:");
    // What is wrong elsewhere is not asked for.
    copy.replace("labs/02-patience/lab.yaml", "limit: 60s", "limit: 60");
    let said = copy.home.run(["dev", "check", "1"]);
    assert_snapshot!(said.result(), @"
    status 2
    error: `60` is no length of time: write 300ms, 15s or 2m
     --> labs/01-letters/lab.yaml:6:8
      |
    6 | limit: 60
      |        ^

    error: unknown name `twice`, expected one of once, at_least_once, at_most_once
     --> labs/01-letters/lab.yaml:18:16
       |
    18 |         times: twice
       |                ^

    error: unknown name `tpoic`, expected one of topic, produce, run, start, stop, kill, pause, resume, background, join, wait, release, fault, heal, broker, service, offsets, http, experiment, connector, registry, apply, sql, inspect
     --> labs/01-letters/lab.yaml:51:9
       |
    51 |       - tpoic: { name: letter-sent, partitions: 1 }
       |         ^
    help: did you mean `topic`?

    error: unknown field `stroy`, expected one of title, fails, also, message, story
     --> labs/01-letters/wrong/no-key/mistake.yaml:4:1
      |
    4 | stroy: The id is in the letter already.
      | ^
    help: did you mean `story`?

    0 lessons, 1 lab, with 0 checks, 0 mistakes, 0 right programs, 0 fragments: 4 things to mend or to write
    next: labs/01-letters/lab.yaml:6:8: `60` is no length of time: write 300ms, 15s or 2m
    ");
}

/// Writes something into every place that a template left open, as an author would one by one.
fn write_all(folder: &Path) {
    let open = Regex::new("‹[^›]*›").unwrap();
    for file in WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|e| e.file_type().is_file()) {
        let text = fs::read_to_string(file.path()).unwrap();
        let head = text
            .lines()
            .take_while(|line| line.starts_with('#'))
            .map(|line| format!("{line}\n"))
            .collect::<String>();
        fs::write(file.path(), head.clone() + &open.replace_all(&text[head.len()..], "something")).unwrap();
    }
}

#[test]
fn from_nothing_to_a_lab_that_can_be_verified() {
    let home = Home::cold();
    let course = home.path().with_file_name("course");
    fs::create_dir(&course).unwrap();
    let home = home.with_course(&course);

    assert_snapshot!(home.run(["dev", "new", "lesson", "31-letters"]).result(), @"
    status 0
    made lessons/31-letters/lesson.md
    made lessons/outline.yaml
    next: kafka-workbench dev check 31-letters
    ");
    assert_snapshot!(home.run(["dev", "new", "lab", "31-letters", "--program", "sender.py"]).result(), @"
    status 0
    made labs/31-letters/lab.yaml
    made labs/31-letters/starter/sender.py
    made labs/31-letters/solution/sender.py
    next: kafka-workbench dev check 31-letters
    ");
    let red = home.run(["dev", "check"]);
    assert_eq!(red.status, "2");
    let first: Vec<&str> = red.out.lines().take(5).chain(red.out.lines().rev().take(2)).collect();
    assert_snapshot!(first.join("\n"), @"
    error: to be written: what the learner achieves, in three to eight words
     --> labs/31-letters/lab.yaml:3:8
      |
    3 | title: ‹what the learner achieves, in three to eight words›
      |        ^
    next: labs/31-letters/lab.yaml:3:8: to be written: what the learner achieves, in three to eight words
    1 lesson, 1 lab, with 1 check, 0 mistakes, 0 right programs, 0 fragments: 28 things to mend or to write
    ");

    write_all(&course);
    assert_snapshot!(home.run(["dev", "check"]).result(), @"
    status 2
    error: no mistake shows that `every-entry-arrives` can fail
     --> labs/31-letters/lab.yaml:14:9
       |
    14 |   - id: every-entry-arrives
       |         ^
    help: add a folder under wrong/ whose mistake.yaml names it in `fails`

    1 lesson, 1 lab, with 1 check, 0 mistakes, 0 right programs, 0 fragments: 1 thing to mend or to write
    next: kafka-workbench dev new mistake 31-letters NAME --fails every-entry-arrives
    ");
    assert_snapshot!(home.run(["dev", "new", "mistake", "31", "no-flush"]).result(), @"
    status 0
    made labs/31-letters/wrong/no-flush/mistake.yaml
    made labs/31-letters/wrong/no-flush/sender.py
    next: kafka-workbench dev check 31-letters
    ");
    write_all(&course.join("labs/31-letters/wrong"));
    assert_snapshot!(home.run(["dev", "check", "31"]).result(), @"
    status 2
    error: nothing in wrong/no-flush differs from the solution
     --> labs/31-letters/wrong/no-flush/mistake.yaml
    help: write the mistake into wrong/no-flush/sender.py

    0 lessons, 1 lab, with 1 check, 1 mistake, 0 right programs, 0 fragments: 1 thing to mend or to write
    next: labs/31-letters/wrong/no-flush/mistake.yaml: nothing in wrong/no-flush differs from the solution
    ");
    let wrong = course.join("labs/31-letters/wrong/no-flush/sender.py");
    let text = fs::read_to_string(&wrong).unwrap();
    fs::write(&wrong, text.replace("left = producer.flush(10)", "left = 0")).unwrap();
    assert_snapshot!(home.run(["dev", "new", "variant", "31", "waits-for-each"]).result(), @"
    status 0
    made labs/31-letters/right/waits-for-each/variant.yaml
    made labs/31-letters/right/waits-for-each/sender.py
    next: kafka-workbench dev check 31-letters
    ");
    let variant = course.join("labs/31-letters/right/waits-for-each");
    write_all(&variant);
    fs::write(variant.join("sender.py"), "# another way\n").unwrap();
    assert_snapshot!(home.run(["dev", "check"]).result(), @"
    status 0
    1 lesson, 1 lab, with 1 check, 1 mistake, 1 right program, 0 fragments: nothing is wrong with them
    next: kafka-workbench verify 31-letters
    ");
    assert!(!home.path().exists(), "a home was made");
}

#[test]
fn nothing_is_written_over() {
    let copy = Copy::new();
    let new =
        |args: &[&str]| copy.home.run(["dev", "new"].into_iter().chain(args.iter().copied())).complaint();
    assert_snapshot!(new(&["lab", "01-letters"]), @"
    status 2
    error: labs/01-letters/lab.yaml is there already: nothing was written
    ");
    assert_snapshot!(new(&["lab", "01-other"]), @"
    status 2
    error: there is a lab 1 already: [DIR]/course/labs/01-letters
    ");
    assert_snapshot!(new(&["lab", "letters"]), @"
    status 2
    error: `letters` is no name of a lesson or lab: write two digits and lower-case words, such as 05-first-producer or 11b-outbox
    ");
    assert_snapshot!(new(&["lab", "09-other", "--program", "../x.py"]), @"
    status 2
    error: `../x.py` is no name of a file beside lab.yaml
    ");
    assert_snapshot!(new(&["lesson", "01-letters"]), @"
    status 2
    error: lessons/01-letters/lesson.md is there already: nothing was written
    ");
    assert_snapshot!(new(&["mistake", "1", "no-key"]), @"
    status 2
    error: labs/01-letters/wrong/no-key/mistake.yaml is there already: nothing was written
    ");
    assert_snapshot!(new(&["mistake", "1", "No Key"]), @"
    status 2
    error: `No Key` is no name of a program: write lower-case words, such as commits-too-early
    ");
    assert_snapshot!(new(&["mistake", "1", "new", "--fails", "snet"]), @"
    status 2
    error: there is no check `snet`

    hint: there are: sent, keyed, shape
    ");
    assert_snapshot!(new(&["mistake", "77", "new"]), @"
    status 2
    error: there is no lab `77`

    hint: the labs: 01-letters, 02-patience, 03-hurry, 04-notices, 06-clerks
    ");
    assert_eq!(copy.home.run(["dev", "check"]).status, "0");
}
