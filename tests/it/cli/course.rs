//! The course of this repository, and that of the tests, as `list` shows them.

use insta::assert_snapshot;

use crate::harness::Home;

#[test]
fn every_lesson_lab_and_fragment_of_this_repository_is_free_of_errors() {
    let said = Home::new().run(["list"]);
    assert_eq!((said.status.as_str(), said.err.as_str()), ("0", ""));
}

#[test]
fn list_shows_the_whole_course_and_what_is_not_written_yet() {
    assert_snapshot!(Home::of_fixture().run(["list"]), @"
    status 0
    --- out
    A  Letters
       01-letters                   Letters
         lab 1    Send two letters
         lab 2    Do the work and end
         lab 3    End when asked to
         lab 4    Send every notice once
         lab 6    File every form
       02-answers                   Answers  (not there yet)
    --- err
    ");
}

#[test]
fn list_as_json() {
    assert_snapshot!(Home::of_fixture().run(["list", "--json"]), @r#"
    status 0
    --- out
    {
      "version": 1,
      "lessons": [
        {
          "lesson": "01-letters",
          "part": "A",
          "title": "Letters",
          "written": true
        },
        {
          "lesson": "02-answers",
          "part": "A",
          "title": "Answers",
          "written": false
        }
      ],
      "labs": [
        {
          "lab": "01-letters",
          "number": "1",
          "title": "Send two letters",
          "lesson": "01-letters",
          "passed": false
        },
        {
          "lab": "02-patience",
          "number": "2",
          "title": "Do the work and end",
          "lesson": "01-letters",
          "passed": false
        },
        {
          "lab": "03-hurry",
          "number": "3",
          "title": "End when asked to",
          "lesson": "01-letters",
          "passed": false
        },
        {
          "lab": "04-notices",
          "number": "4",
          "title": "Send every notice once",
          "lesson": "01-letters",
          "passed": false
        },
        {
          "lab": "06-clerks",
          "number": "6",
          "title": "File every form",
          "lesson": "01-letters",
          "passed": false
        }
      ]
    }
    --- err
    "#);
}
