//! A program on three brokers, of which two go and come back.

use std::collections::BTreeSet;

use insta::assert_snapshot;
use serde_json::Value;

use super::services::evidence;
use crate::harness::{Home, repository};

const COURSE: &str = "tests/fixtures/three";

/// A line for each of some steps: how the brokers were after it, and which were in sync with a partition.
fn history(evidence: &Value) -> String {
    let partitions = evidence["partitions"]["letter-sent"].as_array().unwrap();
    let mut lines = Vec::new();
    for step in ["fifth", "shrunk", "alone", "healed"] {
        let after = |seen: &&Value| seen["step"] == step;
        let states = evidence["brokers"].as_array().unwrap().iter().filter(after);
        let states: Vec<&str> = states.map(|broker| broker["state"].as_str().unwrap()).collect();
        let isr: BTreeSet<String> =
            partitions.iter().filter(after).map(|seen| seen["isr"].to_string()).collect();
        lines.push(format!("{step}: {}; in sync {}", states.join(", "), Vec::from_iter(isr).join(" and ")));
    }
    lines.join("\n")
}

#[test]
fn a_program_goes_on_while_brokers_come_and_go() {
    let home = Home::new().with_course(repository(COURSE));
    let solution = repository(COURSE).join("labs/01-replicas/solution").display().to_string();
    assert_snapshot!(home.run(["grade", "1", "--dir", &solution]), @"
    status 0
    --- out
    passed: 4 of 4 checks held

    Held: All brokers stay
      ✓ Every letter is in the log

    Held: Two brokers go, and come back
      ✓ Every letter is in the log
      ✓ Every broker that is there is in sync with every partition
      ✓ Two replicas or none

    Send letters through the loss of brokers, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-1].json
    --- err
    Looking for Python
    Checking the Python environment
    Checking Kafka
    Starting Kafka with 3 brokers
    Warming Kafka up
    [TIME] Stage 1 of 2: All brokers stay
    [TIME] Running sender
    [TIME] Reading the log
    [TIME] Stage 2 of 2: Two brokers go, and come back
    [TIME] Starting sender
    [TIME] Killing broker 2
    [TIME] Killing broker 3
    [TIME] Starting broker 3
    [TIME] Starting broker 2
    [TIME] Reading the log
    [TIME] Making sure that Kafka still works
    [TIME] Verdict
    ");

    let loss = evidence(&home, 1);
    assert_snapshot!(history(&loss), @"
    fifth: running, running, running; in sync [1,2,3]
    shrunk: running, killed, running; in sync [1,3]
    alone: running, killed, killed; in sync [1]
    healed: running, running, running; in sync [1,2,3]
    ");
    let mut replicas = loss["partitions"]["letter-sent"].as_array().unwrap().iter();
    assert!(replicas.all(|seen| seen["replicas"].as_array().map(Vec::len) == Some(3)));
    let topic = &loss["topics"]["letter-sent"];
    assert_eq!(topic["isr"].to_string(), "[[1,2,3],[1,2,3],[1,2,3]]");
    assert_eq!(topic["leaders"].as_array().map(Vec::len), Some(3));

    let calm = evidence(&home, 0);
    let written = calm["requests"].as_array().unwrap().iter().filter(|asked| asked["api"] == "Produce");
    let brokers: BTreeSet<i64> = written.map(|asked| asked["broker"].as_i64().unwrap()).collect();
    assert_eq!(brokers, BTreeSet::from([1, 2, 3]), "each through its own front");
}

/// The checks that a mistake fails, and whether the learner reads `message`. One at a time: each takes half a minute.
#[track_caller]
fn fails(mistake: &str, message: &str) -> Vec<String> {
    let home = Home::new().with_course(repository(COURSE));
    let said = home.run(["--json", "grade", "1", "--mistake", mistake]);
    assert_eq!(said.status, "1", "{said}");
    assert!(said.out.contains(message), "{said}");
    let document: Value = serde_json::from_str(&said.out).unwrap();
    let stages = document["verdict"]["stages"].as_array().unwrap().iter();
    let findings = stages.flat_map(|stage| stage["findings"].as_array().unwrap().iter());
    let failed = findings.filter(|finding| finding["standing"].get("failed").is_some());
    failed.map(|finding| finding["check"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn too_few_replicas_are_told() {
    let failed = fails("two-replicas", "times a partition was in sync with too few");
    assert!(failed.contains(&"all-in-sync".to_owned()), "{failed:?}");
}

#[test]
fn what_is_written_by_the_word_of_the_leader_alone_is_told() {
    let failed = fails("acks-one", "Nothing was refused while one broker was left");
    // A letter that the killed leader alone had may be missing, too.
    assert!(failed.contains(&"refused".to_owned()), "{failed:?}");
}

#[test]
fn what_was_given_up_is_told() {
    assert_eq!(fails("gives-up", "letters missing"), ["sent"]);
}

#[test]
fn a_question_is_answered_by_three_brokers() {
    let said = Home::new().with_course(repository(COURSE)).run(["verify", "2"]);
    assert_eq!(said.status, "0", "{said}");
    assert!(said.out.ends_with("3 runs, 0 not as they should be; 1 blocks; 0 skipped\n"), "{said}");
}
