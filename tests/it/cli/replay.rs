//! A mistake of lab 05, and what its attempt leaves: `replay` and `show` need no Kafka, no home and no lab.

use std::fs;
use std::process::Command;

use insta::assert_snapshot;
use regex::Regex;

use crate::harness::{Home, fits, repository};

/// Runs the binary where nothing else is: no program on the PATH, no network, no home, no course.
fn alone(args: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_kafka-workbench"))
        .args(args)
        .env_clear()
        .env("PATH", "/nowhere")
        .env("KAFKA_WORKBENCH_HOME", "/nowhere/home")
        .current_dir("/")
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn a_mistake_is_told_in_the_labs_own_words_and_again_by_replay() {
    let home = Home::new();
    let said = home.run(["grade", "05", "--mistake", "extra-field"]);
    assert_snapshot!(said.result(), @r#"
    status 1
    failed: 4 of 10 checks held

    Three tasks arrive
      ✗ 3 of 3 values not in the shape of a task
        expected  Every value is a JSON object with id, title and created_at, all text, and nothing else
        got       task-created-0@0: Additional properties are not allowed ('notify_template' was unexpected) (the value is {"id":"task-001","title":"Buy groceries","created_at":"2026-03-02T08:30:00+00:00","notify_template":"task-created-mail"})
        see       task-created-0@0 · task-created-2@0 · task-created-2@1
                  kafka-workbench show [DIR]/home/attempts/[ATTEMPT-5].json task-created-0@0
        next      What does the program make of a task on its way to bytes?

    Held: Three tasks arrive
      ✓ Every task is in the log, once
      ✓ Every record's key is its task's id
      ✓ created_at is the task's own moment, written in UTC (`Z` or `+00:00`)
      ✓ Every record is reported once, with the partition and offset that it has in the log

    Not reached: The network is slow · Updates follow, and one record is refused

    Publish every task, and know that it arrived, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-5].json
    "#);
    let [bundle] = home.entries("attempts").try_into().unwrap();
    let bundle = home.path().join("attempts").join(bundle).display().to_string();
    assert_eq!(alone(&["replay", &bundle]), (Some(1), said.out.clone()));

    // On another machine, with a lab that is another by now.
    let moved = home.write("elsewhere.json", fs::read(&bundle).unwrap());
    let moved = moved.display().to_string();
    assert_eq!(alone(&["replay", &moved]), (Some(1), said.out.replace(&bundle, &moved)));

    let again = alone(&["replay", &bundle, "--json"]).1;
    let kept: serde_json::Value = serde_json::from_slice(&fs::read(&bundle).unwrap()).unwrap();
    let judged: serde_json::Value = serde_json::from_str(&again).unwrap();
    assert_eq!(judged["verdict"], kept["verdict"]);
    fits("grade", &again);
    fits("bundle", &fs::read_to_string(&bundle).unwrap());

    shown(&home, &bundle);
    refused(&home, &bundle);
}

/// Records of the attempt; in the test above, as an attempt is dear.
fn shown(home: &Home, bundle: &str) {
    let place = "task-created-0@0";
    let found = home.run(["show", bundle, place]);
    assert_eq!(alone(&["show", bundle, place]), (Some(0), found.out.clone()));
    assert_snapshot!(found.result(), @r#"
    status 0
    task-created-0@0 in stage `arrive`
      key        task-001
      value      {"id":"task-001","title":"Buy groceries","created_at":"2026-03-02T08:30:00+00:00","notify_template":"task-created-mail"}
                 json, 127 bytes
      timestamp  [MOMENT]
      outcome    committed
      producer   id -1, epoch -1, sequence -1
    "#);
    let moment = Regex::new(r#""at": \d+"#).unwrap();
    let document = home.run(["show", bundle, place, "--json"]).result();
    assert_snapshot!(moment.replace(&document, r#""at": "[MICROS]""#), @r#"
    status 0
    {
      "version": 1,
      "records": [
        {
          "stage": "arrive",
          "record": {
            "topic": "task-created",
            "partition": 0,
            "offset": 0,
            "timestamp": "[MOMENT]",
            "key": "task-001",
            "value": {
              "id": "task-001",
              "title": "Buy groceries",
              "created_at": "2026-03-02T08:30:00+00:00",
              "notify_template": "task-created-mail"
            },
            "format": "json",
            "schema_id": null,
            "size": 127,
            "headers": {},
            "outcome": "committed",
            "producer_id": -1,
            "epoch": -1,
            "sequence": -1,
            "at": "[MICROS]",
            "program": "producer",
            "run": "run-2"
          }
        }
      ]
    }
    "#);
    assert_snapshot!(home.run(["show", bundle, "task-created-0@7"]).complaint(), @"
    status 2
    error: there is no record `task-created-0@7`

    hint: there are: task-created-0@0 to @0, task-created-2@0 to @1
    ");
    assert_snapshot!(home.run(["show", bundle, "task-created"]).complaint(), @"
    status 2
    error: `task-created` names nothing that can be shown: write TOPIC-PARTITION@OFFSET, such as task-created-2@9, request:NUMBER, commit:GROUP:NUMBER, group:GROUP, member:GROUP:NUMBER, partition:TOPIC-PARTITION or call:SERVICE:NUMBER, after STAGE/ where one stage is meant
    ");
}

fn refused(home: &Home, bundle: &str) {
    assert_snapshot!(home.run(["replay", "nowhere.json"]).complaint(), @"
    status 2
    error: could not read nowhere.json: No such file or directory (os error 2)

    hint: a bundle is a file that `grade` has written; its path stands at the end of a verdict
    ");
    let toml = repository("Cargo.toml").display().to_string();
    assert_snapshot!(home.run(["replay", &toml]).complaint(), @"
    status 2
    error: [REPOSITORY]/Cargo.toml is no bundle of an attempt: expected value at line 1 column 2

    hint: a bundle is a file that `grade` has written; its path stands at the end of a verdict
    ");
    let text = fs::read_to_string(bundle).unwrap();
    let newer = home.write("newer.json", text.replace("\"bundle_version\":3", "\"bundle_version\":99"));
    assert_snapshot!(home.run(["replay", &newer.display().to_string()]).complaint(), @"
    status 2
    error: [DIR]/newer.json was written by a newer version of the workbench (form 99, this one knows 2)

    hint: use the version of the workbench that wrote it, or a newer one
    ");
    let half = home.write("half.json", &text[..20]);
    assert_snapshot!(home.run(["replay", &half.display().to_string()]).complaint(), @"
    status 2
    error: [DIR]/half.json is no bundle of an attempt: EOF while parsing a value at line 1 column 20

    hint: a bundle is a file that `grade` has written; its path stands at the end of a verdict
    ");
}
