//! The learner's own files: made once, graded and recorded, never lost.

use std::fs;

use insta::assert_snapshot;

use crate::harness::{Home, fixture};

const SOLUTION: &str = "labs/02-patience/solution/worker.py";

#[test]
fn own_files_are_made_from_the_starter_and_their_pass_is_recorded() {
    let home = Home::of_fixture();
    assert_snapshot!(home.run(["grade", "2"]).result(), @"
    status 1
    failed: 0 of 1 checks held

    The work is done
      ✗ The program did not say that it was done
        expected  at least 1 JSON line of worker where json.done == true
        got       0
        next      What is the last line of the program?

    Do the work and end, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-2].json
    ");
    let mine = home.path().join("labs/02-patience/worker.py");
    assert_eq!(fs::read(&mine).unwrap(), fs::read(fixture("labs/02-patience/starter/worker.py")).unwrap());
    assert_snapshot!(home.run(["list"]).result(), @"
    status 0
    A  Letters
       01-letters                   Letters
         lab 1    Send two letters
         lab 2    Do the work and end
         lab 3    End when asked to
         lab 4    Send every notice once
         lab 6    File every form
       02-answers                   Answers  (not there yet)
    ");

    fs::copy(fixture(SOLUTION), &mine).unwrap();
    assert_snapshot!(home.run(["grade", "2"]).result(), @"
    status 0
    passed: 1 of 1 checks held

    Held: The work is done
      ✓ The program says that it is done

    Do the work and end, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-2].json
    ");
    assert_snapshot!(home.run(["list"]).result(), @"
    status 0
    A  Letters
       01-letters                   Letters
         lab 1    Send two letters
       ✓ lab 2    Do the work and end
         lab 3    End when asked to
         lab 4    Send every notice once
         lab 6    File every form
       02-answers                   Answers  (not there yet)
    ");
    assert_eq!(fs::read(&mine).unwrap(), fs::read(fixture(SOLUTION)).unwrap(), "what was written stays");
}

#[test]
fn a_folder_that_is_graded_records_nothing() {
    let home = Home::of_fixture();
    let solution = fixture("labs/02-patience/solution").display().to_string();
    assert_eq!(home.run(["grade", "2", "--dir", &solution]).status, "0");
    assert_snapshot!(home.run(["list"]).result(), @"
    status 0
    A  Letters
       01-letters                   Letters
         lab 1    Send two letters
         lab 2    Do the work and end
         lab 3    End when asked to
         lab 4    Send every notice once
         lab 6    File every form
       02-answers                   Answers  (not there yet)
    ");
    assert_eq!(home.entries("labs"), [""; 0], "and touches none of the learner's files");
}

#[test]
fn reset_moves_the_files_to_the_trash_and_says_where() {
    let home = Home::of_fixture();
    assert_snapshot!(home.run(["reset", "2"]), @"
    status 0
    --- out
    There is nothing of yours in this lab yet.
    --- err
    ");
    home.run(["grade", "2"]);
    let mine = home.path().join("labs/02-patience/worker.py");
    fs::write(&mine, "print('mine')").unwrap();

    assert_snapshot!(home.run(["reset", "2"]), @"
    status 0
    --- out
    Your files are in [DIR]/home/trash/02-patience-[MOMENT]
    The lab begins again from its starter.
    --- err
    ");
    assert!(!mine.exists());
    let [trashed] = home.entries("trash").try_into().unwrap();
    let kept = home.path().join("trash").join(trashed).join("worker.py");
    assert_eq!(fs::read_to_string(kept).unwrap(), "print('mine')");
    assert_snapshot!(home.run(["reset", "2", "--json"]).result(), @r#"
    status 0
    {"version":1,"moved_to":null}
    "#);
}
