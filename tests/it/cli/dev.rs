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
    assert_snapshot!(home.run(["dev", "check"]), @"");
    assert_snapshot!(home.run(["dev", "check", "1"]).result(), @"");
    assert_snapshot!(home.run(["dev", "check", "01-letters", "--json"]).result(), @"");
    let folder = repository("tests/fixtures/three/labs/01-replicas").display().to_string();
    assert_snapshot!(home.run(["dev", "check", &folder]).result(), @"");
    assert_snapshot!(home.run(["dev", "check", "99"]).complaint(), @"");
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
    assert_snapshot!(said.result(), @"");
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

    assert_snapshot!(home.run(["dev", "new", "lesson", "31-letters"]).result(), @"");
    assert_snapshot!(home.run(["dev", "new", "lab", "31-letters", "--program", "sender.py"]).result(), @"");
    let red = home.run(["dev", "check"]);
    assert_eq!(red.status, "2");
    let first: Vec<&str> = red.out.lines().take(5).chain(red.out.lines().rev().take(2)).collect();
    assert_snapshot!(first.join("\n"), @"");

    write_all(&course);
    assert_snapshot!(home.run(["dev", "check"]).result(), @"");
    assert_snapshot!(home.run(["dev", "new", "mistake", "31", "no-flush"]).result(), @"");
    write_all(&course.join("labs/31-letters/wrong"));
    assert_snapshot!(home.run(["dev", "check", "31"]).result(), @"");
    let wrong = course.join("labs/31-letters/wrong/no-flush/sender.py");
    let text = fs::read_to_string(&wrong).unwrap();
    fs::write(&wrong, text.replace("left = producer.flush(10)", "left = 0")).unwrap();
    assert_snapshot!(home.run(["dev", "new", "variant", "31", "waits-for-each"]).result(), @"");
    let variant = course.join("labs/31-letters/right/waits-for-each");
    write_all(&variant);
    fs::write(variant.join("sender.py"), "# another way\n").unwrap();
    assert_snapshot!(home.run(["dev", "check"]).result(), @"");
    assert!(!home.path().exists(), "a home was made");
}

#[test]
fn nothing_is_written_over() {
    let copy = Copy::new();
    let new =
        |args: &[&str]| copy.home.run(["dev", "new"].into_iter().chain(args.iter().copied())).complaint();
    assert_snapshot!(new(&["lab", "01-letters"]), @"");
    assert_snapshot!(new(&["lab", "01-other"]), @"");
    assert_snapshot!(new(&["lab", "letters"]), @"");
    assert_snapshot!(new(&["lab", "09-other", "--program", "../x.py"]), @"");
    assert_snapshot!(new(&["lesson", "01-letters"]), @"");
    assert_snapshot!(new(&["mistake", "1", "no-key"]), @"");
    assert_snapshot!(new(&["mistake", "1", "No Key"]), @"");
    assert_snapshot!(new(&["mistake", "1", "new", "--fails", "snet"]), @"");
    assert_snapshot!(new(&["mistake", "77", "new"]), @"");
    assert_eq!(copy.home.run(["dev", "check"]).status, "0");
}
