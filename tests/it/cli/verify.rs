//! `verify`: labs proved by the programs that they ship. These need no Kafka.

use insta::assert_snapshot;

use crate::harness::{Copy, Home};

/// What `verify` says, without its times.
fn told(said: &str) -> String {
    let took = regex::Regex::new(r"\d+\.\d\d s").unwrap();
    took.replace_all(said, "[TIME]").into_owned()
}

#[test]
fn sound_labs_are_proved() {
    let said = Home::of_fixture().run(["verify", "2", "3", "--repeat", "2", "--jobs", "2"]);
    assert_eq!(said.status, "0", "{said}");
    assert_snapshot!(told(&said.out), @"

    02-patience: 6 attempts, time to verdict [TIME] (median) [TIME] (95th percentile), of which not the program's [TIME] and [TIME]

           1 says-nothing
           1
    done   ×

    of 1 checks a mistake breaks 1 alone, 0 with one other

    03-hurry: 6 attempts, time to verdict [TIME] (median) [TIME] (95th percentile), of which not the program's [TIME] and [TIME]

           1 says-nothing
           1
    done   ×

    of 1 checks a mistake breaks 1 alone, 0 with one other

    12 runs, 0 not as they should be; 0 blocks; 0 skipped
    ");
}

#[test]
fn a_lab_that_does_not_keep_its_word_is_told() {
    let copy = Copy::new();
    let lab = "labs/02-patience";
    // A mistake that is none, a starter that has nothing left to do, a solution that is wrong.
    copy.swap(&format!("{lab}/solution/worker.py"), &format!("{lab}/starter/worker.py"));
    copy.replace(&format!("{lab}/wrong/says-nothing/mistake.yaml"), "message: The", "message: A");
    let said = copy.home.run(["verify", "2", "--jobs", "1"]);
    assert_eq!(said.status, "1", "{said}");
    assert_snapshot!(told(&said.progress()), @"
    1 attempt at a time (as asked for)
    Looking for Python
    Checking the Python environment
    Checking Kafka
    BAD 02-patience starter (passed, [TIME]): The check held
          the starter does not fail `done`
    BAD 02-patience solution (failed, [TIME]): The program did not say that it was done
          it should pass, and failed: The program did not say that it was done
    BAD 02-patience wrong/says-nothing (failed, [TIME]): The program did not say that it was done
          the learner does not read `A program did not say`, but: The program did not say that it was done
    ");
}
