//! What stands beside lab.yaml, and several mistakes at once.

use std::fs;

use insta::assert_snapshot;

use super::{LAB, said};
use crate::harness::Copy;

#[test]
fn beside_the_lab() {
    let copy = Copy::new();
    fs::remove_file(copy.path("labs/01-letters/starter/sender.py")).unwrap();
    assert_snapshot!(said(&copy), @"
    error: starter/sender.py is not there
     --> labs/01-letters/lab.yaml:3:8
      |
    3 | edit: [sender.py]
      |        ^
    ");

    let copy = Copy::new();
    copy.replace("labs/01-letters/wrong/no-key/mistake.yaml", "fails: [sent, keyed]", "fails: [sent, keed]");
    copy.replace("labs/01-letters/wrong/no-key/mistake.yaml", "message: 2 of 2", "message: (2 of 2");
    assert_snapshot!(copy.home.run(["list"]).err, @"
    error: no mistake shows that `keyed` can fail
     --> labs/01-letters/lab.yaml:24:9
       |
    24 |   - id: keyed
       |         ^
    help: add a folder under wrong/ whose mistake.yaml names it in `fails`

    error: there is no check `keed`
     --> labs/01-letters/wrong/no-key/mistake.yaml:2:15
      |
    2 | fails: [sent, keed]
      |               ^
    help: did you mean `keyed`?

    error: this is no regular expression: unclosed group
     --> labs/01-letters/wrong/no-key/mistake.yaml:3:10
      |
    3 | message: (2 of 2 letters missing
      |          ^
    ");

    let copy = Copy::new();
    copy.replace("labs/01-letters/wrong/sends-nothing/mistake.yaml", "story:", "stroy:");
    assert_snapshot!(said(&copy), @"
    error: unknown field `stroy`, expected one of title, fails, also, message, story
     --> labs/01-letters/wrong/sends-nothing/mistake.yaml:4:1
      |
    4 | stroy: It was quick.
      | ^
    help: did you mean `story`?
    ");
}

#[test]
fn in_a_lesson_and_the_outline() {
    let broken = |file: &str, from: &str, to: &str| {
        let copy = Copy::new();
        copy.replace(file, from, to);
        let list = copy.home.run(["list"]);
        assert_eq!(list.status, "2");
        list.err
    };
    let lesson = "lessons/01-letters/lesson.md";
    assert_snapshot!(broken(lesson, "minutes:", "minuets:"), @"
    error: unknown field `minuets`, expected one of title, can, minutes, needs, labs
     --> lessons/01-letters/lesson.md:4:1
      |
    4 | minuets: { read: 1, lab: 1, reflect: 1 }
      | ^
    help: did you mean `minutes`?
    ");
    assert_snapshot!(broken(lesson, "---\ntitle", "title"), @"
    error: a lesson begins with its front matter, between two lines `---`
     --> lessons/01-letters/lesson.md:1:1
      |
    1 | title: Letters
      | ^
    ");
    assert_snapshot!(broken(lesson, "[01-letters, ", "[01-leters, "), @"
    error: there is no lab `01-leters`
     --> lessons/01-letters/lesson.md
    ");
    assert_snapshot!(broken(lesson, "A letter is a record.", "```output\n1\n```"), @"
    error: no run block stands before this output
     --> lessons/01-letters/lesson.md:8:1
      |
    8 | ```output
      | ^
    ");
    assert_snapshot!(broken("lessons/outline.yaml", "slug: 02-answers", "slugg: 02-answers"), @"
    error: unknown field `slugg`, expected one of slug, title, can
     --> lessons/outline.yaml:7:11
      |
    7 |       - { slugg: 02-answers, title: Answers, can: Answer a letter. }
      |           ^
    help: did you mean `slug`?
    ");
}

#[test]
fn in_a_fragment() {
    let broken = |from: &str, to: &str| {
        let copy = Copy::new();
        let fragment = copy.path("skills/fragments/01-letters/fragment.yaml");
        fs::create_dir_all(fragment.parent().unwrap()).unwrap();
        fs::write(&fragment, FRAGMENT).unwrap();
        assert_eq!(copy.home.run(["list"]).status, "0");
        copy.replace("skills/fragments/01-letters/fragment.yaml", from, to);
        let list = copy.home.run(["list"]);
        assert_eq!(list.status, "2");
        list.err
    };
    assert_snapshot!(broken("reason:", "raeson:"), @"
    error: unknown field `raeson`, expected one of id, tag, critical, lead, text, reason, applies, source, proof
     --> skills/fragments/01-letters/fragment.yaml:8:5
      |
    8 |     raeson: Letters wait in a queue.
      |     ^
    ");
    assert_snapshot!(broken("tag: L01.1", "tag: L02.1"), @"
    error: the tag of `flush` must be L01. and a number
     --> skills/fragments/01-letters/fragment.yaml:5:10
      |
    5 |     tag: L02.1
      |          ^
    ");
    assert_snapshot!(broken("lab: 01-letters", "lab: 01-leters"), @"
    error: a proof names the lab `01-leters`, which there is not
     --> skills/fragments/01-letters/fragment.yaml:11:19
       |
    11 |     proof: { lab: 01-leters, check: sent, mistake: sends-nothing }
       |                   ^
    help: did you mean `01-letters`?
    ");
    assert_snapshot!(broken("check: sent", "check: snet"), @"
    error: a proof names the check `snet`, which there is not
     --> skills/fragments/01-letters/fragment.yaml:11:38
       |
    11 |     proof: { lab: 01-letters, check: snet, mistake: sends-nothing }
       |                                      ^
    help: did you mean `sent`?
    ");
    assert_snapshot!(broken("mistake: sends-nothing", "mistake: sends-nothin"), @"
    error: a proof names the mistake `sends-nothin`, which there is not
     --> skills/fragments/01-letters/fragment.yaml:11:53
       |
    11 |     proof: { lab: 01-letters, check: sent, mistake: sends-nothin }
       |                                                     ^
    help: did you mean `sends-nothing`?
    ");
}

/// A fragment that is sound.
const FRAGMENT: &str = "\
lesson: 01-letters
topic: { name: letters, title: Letters, read-when: sending letters }
rules:
  - id: flush
    tag: L01.1
    lead: Wait until letters are sent
    text: Call `flush`.
    reason: Letters wait in a queue.
    applies: any
    source: S1
    proof: { lab: 01-letters, check: sent, mistake: sends-nothing }
";

#[test]
fn everything_at_once() {
    let copy = Copy::new();
    copy.replace(LAB, "by: key }", "by: kye }");
    copy.replace(LAB, "{count} of {of} letters missing", "{cuont} of {of} letters missing");
    copy.replace("labs/02-patience/lab.yaml", "limit: 60s", "limit: 60");
    let list = copy.home.run(["list"]);
    assert_snapshot!(list, @r#"
    status 2
    --- out
    A  Letters
       01-letters                   Letters
         lab 1    Send two letters
         lab 3    End when asked to
         lab 4    Send every notice once
         lab 6    File every form
       02-answers                   Answers  (not there yet)
    --- err
    error: there is no `kye` here
     --> labs/01-letters/lab.yaml:17:52
       |
    17 |         right: { of: { records: letter-sent }, by: kye }
       |                                                    ^
    help: did you mean `key`?

    error: the text names `{cuont}`; known here: count, of, keys
     --> labs/01-letters/lab.yaml:20:28
       |
    20 |       missing: { headline: "{cuont} of {of} letters missing: {keys}", next: Which letter was not sent? }
       |                            ^
    help: did you mean `count`?

    error: `60` is no length of time: write 300ms, 15s or 2m
     --> labs/02-patience/lab.yaml:7:8
      |
    7 | limit: 60
      |        ^
    "#);
    // The lab that is sound can be graded all the same.
    let solution = copy.path("labs/03-hurry/solution").display().to_string();
    assert_eq!(copy.home.run(["grade", "3", "--dir", &solution]).status, "0");
    assert_snapshot!(copy.home.run(["grade", "2", "--json"]), @r#"
    status 2
    --- out
    {"version":1,"error":"the lab cannot be used: 1 of its files needs a look","hint":null,"diagnostics":[{"path":"labs/02-patience/lab.yaml","line":7,"column":8,"message":"`60` is no length of time: write 300ms, 15s or 2m","help":null,"excerpt":"limit: 60"}]}
    --- err
    error: `60` is no length of time: write 300ms, 15s or 2m
     --> labs/02-patience/lab.yaml:7:8
      |
    7 | limit: 60
      |        ^

    error: the lab cannot be used: 1 of its files needs a look
    "#);
}

#[test]
fn of_the_second_program_of_a_mistake() {
    let copy = Copy::new();
    let again = copy.path("labs/02-patience/wrong/says-nothing/again");
    let (mistake, solution) =
        (again.with_file_name("worker.py"), copy.path("labs/02-patience/solution/worker.py"));
    fs::copy(mistake, again.join("worker.py")).unwrap();
    assert_snapshot!(copy.home.run(["list"]).err, @"
    error: this is the same program as its mistake
     --> labs/02-patience/wrong/says-nothing/again
    help: make the mistake once more, in other words
    ");
    fs::copy(solution, again.join("worker.py")).unwrap();
    fs::write(again.join("mistake.yaml"), "title: Another").unwrap();
    assert_snapshot!(copy.home.run(["list"]).err, @"
    error: a second program is expected to fail as its mistake does, whose mistake.yaml says how
     --> labs/02-patience/wrong/says-nothing/again/mistake.yaml
    help: remove the file

    error: this is the solution's own file
     --> labs/02-patience/wrong/says-nothing/again/worker.py
    help: remove it: what is not here is the solution's
    ");
    fs::remove_file(again.join("mistake.yaml")).unwrap();
    fs::remove_file(again.join("worker.py")).unwrap();
    assert_snapshot!(copy.home.run(["list"]).err, @"
    error: the second program of this mistake has no file
     --> labs/02-patience/wrong/says-nothing/again
    help: lay the files in it that differ from the solution
    ");
}
