//! What is done to a program's way to Kafka and to Kafka itself, with a real broker.

use insta::assert_snapshot;
use serde_json::Value;

use super::services::evidence;
use crate::harness::{Home, repository};

const COURSE: &str = "tests/fixtures/faults";

/// What a fault did, without the times.
fn fired(evidence: &Value, step: &str) -> String {
    let mut fired = evidence["steps"][step]["result"]["fired"].clone();
    for firing in fired.as_array_mut().into_iter().flatten() {
        let at = firing.as_object_mut().and_then(|firing| firing.remove("at"));
        assert!(at.is_some_and(|at| at.as_i64() > Some(0)), "{firing} has its time");
    }
    fired.to_string()
}

#[test]
fn a_program_comes_through_all_that_is_done_to_it() {
    let home = Home::new().with_course(repository(COURSE));
    let solution = repository(COURSE).join("labs/01-harm/solution").display().to_string();
    assert_snapshot!(home.run(["grade", "1", "--dir", &solution]), @"
    status 0
    --- out
    passed: 7 of 7 checks held

    Held: Nothing happens
      ✓ Every letter is in the log, once

    Held: Nobody listens
      ✓ Every letter is in the log, once

    Held: The line is slow
      ✓ Every letter is in the log, once

    Held: The partition has moved
      ✓ Every letter is in the log, once

    Held: The broker is killed
      ✓ Every letter is in the log, once

    Held: The broker stays away
      ✓ Every letter is in the log, once

    Held: The broker is down at the end
      ✓ Every letter is in the log, once

    Send letters through harm, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-1].json
    --- err
    Looking for Python
    Checking the Python environment
    Checking Kafka
    Starting Kafka
    Warming Kafka up
    [TIME] Stage 1 of 7: Nothing happens
    [TIME] Running sender
    [TIME] Reading the log
    [TIME] Stage 2 of 7: Nobody listens
    [TIME] Running sender
    [TIME] Reading the log
    [TIME] Stage 3 of 7: The line is slow
    [TIME] Running sender
    [TIME] Reading the log
    [TIME] Stage 4 of 7: The partition has moved
    [TIME] Running sender
    [TIME] Reading the log
    [TIME] Stage 5 of 7: The broker is killed
    [TIME] Killing broker 1
    [TIME] Starting sender
    [TIME] Starting broker 1
    [TIME] Reading the log
    [TIME] Stage 6 of 7: The broker stays away
    [TIME] Stopping broker 1
    [TIME] Starting broker 1
    [TIME] Running sender
    [TIME] Pausing broker 1
    [TIME] Bringing broker 1 back
    [TIME] Reading the log
    [TIME] Stage 7 of 7: The broker is down at the end
    [TIME] Running sender
    [TIME] Killing broker 1
    [TIME] Bringing broker 1 back
    [TIME] Reading the log
    [TIME] Making sure that Kafka still works
    [TIME] Verdict
    ");

    let closed = evidence(&home, 1);
    assert_snapshot!(fired(&closed, "closed"), @r#"[{"connection":3,"broker":1,"program":"sender"},{"connection":4,"broker":1,"program":"sender"}]"#);
    let connections: Vec<&Value> =
        closed["requests"].as_array().unwrap().iter().map(|request| &request["connection"]).collect();
    assert!(connections.iter().all(|connection| connection.as_i64() > Some(4)), "{connections:?}");

    let slow = evidence(&home, 2);
    let run = &slow["programs"]["sender"][0];
    let took = run["ended"].as_i64().unwrap() - run["started"].as_i64().unwrap();
    assert!(took > 700_000, "what a client asks first has more than 700 bytes for an answer: {took}");
    let fired_on = slow["steps"]["slow"]["result"]["fired"].as_array().unwrap();
    assert!(
        !fired_on.is_empty() && fired_on.iter().all(|firing| firing["program"] == "sender"),
        "{fired_on:?}"
    );

    let moved = evidence(&home, 3);
    let produced: Vec<[&Value; 3]> = moved["requests"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|request| request["api"] == "Produce")
        .map(|request| [&request["fault"], &request["error"], &request["answer"]])
        .collect();
    assert_snapshot!(serde_json::to_string(&produced).unwrap(), @r#"[["moved","NOT_LEADER_OR_FOLLOWER",{"partitions":[{"topic":"letter-sent","partition":0,"error":"NOT_LEADER_OR_FOLLOWER","offset":-1}]}],[null,null,{"partitions":[{"topic":"letter-sent","partition":0,"error":null,"offset":0}]}]]"#);
    assert_eq!(moved["steps"]["moved"]["result"]["fired"].as_array().map(Vec::len), Some(1));

    assert_eq!(evidence(&home, 4)["steps"]["crash"]["result"], serde_json::json!({ "node": 1 }));
}

#[test]
fn a_kill_that_is_bound_to_a_call_or_a_commit_lands_there() {
    let said = Home::new().with_course(repository(COURSE)).run(["verify", "2"]);
    assert_eq!(said.status, "0", "{said}");
    assert!(said.out.ends_with("3 runs, 0 not as they should be; 0 blocks; 0 skipped\n"), "{said}");
}
