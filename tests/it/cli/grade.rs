//! `grade` on the lab of lesson 5, with a real Kafka.

use insta::assert_snapshot;

use crate::harness::{Home, fits, repository, skip};

const LAB: &str = "labs/05-first-producer";

fn folder(path: &str) -> String {
    repository(LAB).join(path).display().to_string()
}

#[test]
fn the_solution_passes() {
    assert_snapshot!(Home::new().run(["grade", "05", "--dir", &folder("solution")]), @"
    status 0
    --- out
    passed: 10 of 10 checks held

    Held: Three tasks arrive
      ✓ Every task is in the log, once
      ✓ Every value is a JSON object with id, title and created_at, all text, and nothing else
      ✓ Every record's key is its task's id
      ✓ created_at is the task's own moment, written in UTC (`Z` or `+00:00`)
      ✓ Every record is reported once, with the partition and offset that it has in the log

    Held: The network is slow
      ✓ Every task is in the log, once
      ✓ Every record is reported once, with the partition and offset that it has in the log

    Held: Updates follow, and one record is refused
      ✓ Every record is reported once, with the partition and offset that it has in the log
      ✓ All records of one task are in one partition
      ✓ A record that the broker refuses is reported by id with its error, and the program exits non-zero

    Publish every task, and know that it arrived, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-5].json
    --- err
    Looking for Python
    Checking the Python environment
    Checking Kafka
    Starting Kafka
    Warming Kafka up
    [TIME] Stage 1 of 3: Three tasks arrive
    [TIME] Running producer
    [TIME] Reading the log
    [TIME] Stage 2 of 3: The network is slow
    [TIME] Running producer
    [TIME] Reading the log
    [TIME] Stage 3 of 3: Updates follow, and one record is refused
    [TIME] Running producer
    [TIME] Running producer
    [TIME] Reading the log
    [TIME] Making sure that Kafka still works
    [TIME] Verdict
    ");
}

#[test]
fn the_starter_fails() {
    assert_snapshot!(Home::new().run(["grade", "05", "--dir", &folder("starter")]).result(), @"
    status 1
    failed: 0 of 10 checks held

    Three tasks arrive
      ✗ 3 of 3 tasks missing from task-created: task-001, task-002, task-003
        expected  3 lines of tasks, each once among the records in task-created
        got       3 missing (task-001, task-002, task-003)
        see       tasks, line 1 · tasks, line 2 · tasks, line 3
        next      Which of them were handed to `produce`, and which were still in the producer's queue when the program ended?
      – Every value is a JSON object with id, title and created_at, all text, and nothing else (not reached: there are no records in task-created)
      – Every record's key is its task's id (not reached: there are no records in task-created)
      – created_at is the task's own moment, written in UTC (`Z` or `+00:00`) (not reached: there are no records in task-created)
      – Every record is reported once, with the partition and offset that it has in the log (not reached: there are neither records in task-created nor JSON lines of producer)

    Not reached: The network is slow · Updates follow, and one record is refused

    Publish every task, and know that it arrived, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-5].json
    ");
}

#[test]
fn another_language_is_graded_by_its_command() {
    let there = |tool: &&str| std::process::Command::new(tool).arg("-V").output().is_ok();
    if let Some(tool) = ["kcat", "jq"].iter().find(|tool| !there(tool)) {
        let missing = format!("{tool} is not installed: `sudo apt-get install {tool}`");
        return skip("another_language_is_graded_by_its_command", &missing);
    }
    let kcat = folder("right/kcat");
    assert_snapshot!(
        Home::new().run(["grade", "05", "--dir", &kcat, "--command", "sh producer.sh"]).result(),
        @"
    status 0
    passed: 10 of 10 checks held

    Held: Three tasks arrive
      ✓ Every task is in the log, once
      ✓ Every value is a JSON object with id, title and created_at, all text, and nothing else
      ✓ Every record's key is its task's id
      ✓ created_at is the task's own moment, written in UTC (`Z` or `+00:00`)
      ✓ Every record is reported once, with the partition and offset that it has in the log

    Held: The network is slow
      ✓ Every task is in the log, once
      ✓ Every record is reported once, with the partition and offset that it has in the log

    Held: Updates follow, and one record is refused
      ✓ Every record is reported once, with the partition and offset that it has in the log
      ✓ All records of one task are in one partition
      ✓ A record that the broker refuses is reported by id with its error, and the program exits non-zero

    Publish every task, and know that it arrived, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-5].json
    "
    );
}

#[test]
fn json_is_one_document() {
    let said = Home::of_fixture().run(["grade", "1", "--mistake", "wrong-fields", "--seed", "7", "--json"]);
    fits("grade", &said.out);
    assert_snapshot!(said.result(), @r#"
    status 1
    {
      "version": 1,
      "attempt": "[ATTEMPT-1]",
      "lab": "01-letters",
      "lab_digest": "[SHA-256]",
      "began": "[MOMENT]",
      "seed": 7,
      "versions": {
        "workbench": "0.1.0",
        "kafka": "4.3.1",
        "engine": "local JVM, Java [VERSION]"
      },
      "times": {
        "cluster": "[MICROS]",
        "to_start": "[MICROS]",
        "programs": "[MICROS]",
        "total": "[MICROS]"
      },
      "verdict": {
        "outcome": "failed",
        "held": 2,
        "total": 3,
        "stages": [
          {
            "id": "send",
            "title": "Two letters are sent",
            "reached": true,
            "halt": null,
            "findings": [
              {
                "check": "sent",
                "says": "Every letter is in the log, once",
                "standing": "held"
              },
              {
                "check": "keyed",
                "says": "Every record has its letter's id as key",
                "standing": "held"
              },
              {
                "check": "shape",
                "says": "Every record is a letter",
                "standing": {
                  "failed": {
                    "kind": "unfit",
                    "headline": "2 of 2 records are no letters",
                    "expected": "Every record is a letter",
                    "got": "letter-sent-0@0: \"text\" is a required property (the value is {\"id\":\"letter-01\"})",
                    "cites": [
                      {
                        "record": {
                          "topic": "letter-sent",
                          "partition": 0,
                          "offset": 0
                        }
                      },
                      {
                        "record": {
                          "topic": "letter-sent",
                          "partition": 0,
                          "offset": 1
                        }
                      }
                    ],
                    "next": "What is in a letter?"
                  }
                }
              }
            ]
          }
        ]
      },
      "bundle": "[DIR]/home/attempts/[ATTEMPT-1].json"
    }
    "#);
}
