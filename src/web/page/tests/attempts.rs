//! Verdicts and records, from bundles as a Check leaves them.

use std::collections::BTreeMap;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::grade::{
    Blame, Bundle, BundleTimes, Finding, Halt, HaltKind, StageVerdict, Standing, Verdict, Versions,
};
use crate::web::testing::Visitor;

fn bundle(id: &str, verdict: Verdict) -> Bundle {
    Bundle {
        bundle_version: Bundle::VERSION,
        attempt: id.to_owned(),
        lab: "05-first-producer".to_owned(),
        title: "Publish every task".to_owned(),
        lab_digest: "d".to_owned(),
        began: "2026-11-21T13:03:11.204Z".to_owned(),
        versions: Versions::default(),
        seed: 1,
        stages: ["arrive", "slow"].map(stage).into(),
        times: BundleTimes::default(),
        verdict,
    }
}

fn stage(id: &str) -> crate::grade::BundleStage {
    let evidence = (id == "arrive").then(|| {
        let record = json!({
            "topic": "task-created", "partition": 1, "offset": 0, "timestamp": 1_795_266_191_204_i64, "key": null,
            "value": { "id": "task-001", "title": "<b>Buy</b>" }, "format": "json", "size": 40, "headers": {},
            "outcome": "committed", "producer_id": -1, "epoch": -1, "sequence": -1,
        });
        let topic = json!({ "name": "task-created", "partitions": 3, "replicas": 1, "configs": {}, "ends": [0, 1, 0] });
        let records = vec![serde_json::from_value(record).unwrap()];
        crate::evidence::Evidence {
            topics: BTreeMap::from([("task-created".to_owned(), serde_json::from_value(topic).unwrap())]),
            records: BTreeMap::from([("task-created".to_owned(), records)]),
            ..Default::default()
        }
    });
    crate::grade::BundleStage {
        id: id.to_owned(),
        title: title(id).to_owned(),
        checks: Vec::new(),
        unjudged: Default::default(),
        evidence,
    }
}

fn title(id: &str) -> &'static str {
    if id == "arrive" { "Three tasks arrive" } else { "The network is slow" }
}

fn finding(check: &str, says: &str, standing: Value) -> Finding {
    let standing: Standing = serde_json::from_value(standing).unwrap();
    Finding { check: check.to_owned(), says: says.to_owned(), standing }
}

fn judged(id: &str, reached: bool, halt: Option<Halt>, findings: Vec<Finding>) -> StageVerdict {
    StageVerdict { id: id.to_owned(), title: title(id).to_owned(), reached, not_judged: None, halt, findings }
}

fn breach(headline: &str, next: &str) -> Value {
    let cites = json!([
        { "record": { "topic": "task-created", "partition": 1, "offset": 0 } },
        { "line": { "program": "producer", "n": 4 } },
    ]);
    json!({ "failed": {
        "kind": "missing", "headline": headline, "expected": "3 tasks", "got": "1 task", "cites": cites, "next": next,
    } })
}

fn failed() -> Verdict {
    let not_reached = json!({ "not_reached": { "missing": "stage `arrive` did not hold" } });
    Verdict::of(vec![
        judged(
            "arrive",
            true,
            None,
            vec![
                finding(
                    "three-records",
                    "Every task is in `task-created`, once",
                    breach("task-002 is not in the log", "Who waits for `flush`?"),
                ),
                finding(
                    "key-is-id",
                    "Every key is its task's id",
                    breach("task-created-1@0 has no key", "Which argument is the key?"),
                ),
                finding("utc-times", "Times are in UTC", json!("held")),
            ],
        ),
        judged(
            "slow",
            false,
            None,
            vec![finding("three-records", "Every task is in `task-created`, once", not_reached)],
        ),
    ])
}

#[tokio::test]
async fn a_failure_reads_in_the_order_of_its_weight() {
    let visitor = Visitor::signed_in().await;
    visitor.record(&bundle("a1", failed()), "failed", "task-002 is not in the log");
    assert_snapshot!(visitor.get("/attempts/a1").await.main_text(), @r#"
    Course · Publish every task · Attempt
    Attempt of 2026-11-21 13:03 UTC
    Failed: 1 of 4 checks held this attempt
    task-002 is not in the log
    StageThree tasks arrive
    Must holdEvery task is in task-created, once three-records
    Expected3 tasks
    Got1 task
    Seen intask-created-1@0producer, line 4
    Next: Who waits for flush?
    Run the solution under the same conditions
    1 more check did not hold
    task-created-1@0 has no key
    StageThree tasks arrive
    Must holdEvery key is its task's id key-is-id
    Expected3 tasks
    Got1 task
    Seen intask-created-1@0producer, line 4
    Next: Which argument is the key?
    Held
    ✓Times are in UTC
    Not reached
    –The network is slowStage arrive did not hold.
    Kafka
    At the end of “Three tasks arrive”. Position in a table is partition, then offset.
    task-created 3 partitions, end offsets 0, 1, 0
    PartitionOffsetKeyValue
    10none{"id":"task-001","title":"<b>Buy</b>"}
    The same in a terminal, without Kafka: kafka-workbench replay [HOME]/attempts/a1.json
    Back to the lab
    "#);
    // The lab's page shows the last verdict, its stage and the attempt.
    let lab = visitor.get("/labs/05-first-producer").await;
    assert!(lab.body.contains("<a href=\"/attempts/a1\">task-002 is not in the log</a>"));
    assert!(lab.body.contains("Failed: 1 of 4 checks held"));
    // And what Kafka held then.
    assert!(
        lab.main_text().contains("task-created 3 partitions, end offsets 0, 1, 0"),
        "{}",
        lab.main_text()
    );
    assert!(lab.body.contains("<a href=\"/attempts/a1/show/task-created-1@0\">0</a>"));
}

#[tokio::test]
async fn a_death_stands_above_all_checks_and_leads_to_its_line() {
    let text =
        "Traceback (most recent call last):\n  File \"producer.py\", line 12, in <module>\nKeyError: 'id'";
    let halt: Halt = Halt {
        kind: HaltKind::Died,
        headline: "producer stopped with KeyError: 'id'".to_owned(),
        expected: "the program does its work and exits with 0".to_owned(),
        got: "exit status 1".to_owned(),
        traceback: Some(
            serde_json::from_value(json!({
                "error": "KeyError: 'id'", "place": { "file": "producer.py", "line": 12 }, "text": text,
            }))
            .unwrap(),
        ),
        last_lines: Vec::new(),
    };
    let missing = json!({ "not_reached": { "missing": "a record" } });
    let verdict = Verdict::of(vec![judged(
        "arrive",
        true,
        Some(halt),
        vec![finding("key-is-id", "Every key is its task's id", missing)],
    )]);
    let visitor = Visitor::signed_in().await;
    visitor.record(&bundle("a1", verdict), "failed", "x");
    let page = visitor.get("/attempts/a1").await;
    assert_snapshot!(page.main_text(), @r#"
    Course · Publish every task · Attempt
    Attempt of 2026-11-21 13:03 UTC
    Failed: 0 of 1 checks held this attempt
    producer stopped with KeyError: 'id'
    Traceback (most recent call last):
    File "producer.py", line 12, in <module>
    KeyError: 'id'
    Expectedthe program does its work and exits with 0Gotexit status 1
    Run the solution under the same conditions
    Not reached
    –Every key is its task's idA record.
    Kafka
    At the end of “Three tasks arrive”. Position in a table is partition, then offset.
    task-created 3 partitions, end offsets 0, 1, 0
    PartitionOffsetKeyValue
    10none{"id":"task-001","title":"<b>Buy</b>"}
    The same in a terminal, without Kafka: kafka-workbench replay [HOME]/attempts/a1.json
    Back to the lab
    "#);
    assert_eq!(page.attribute("data-goto", "data-goto"), "producer.py:12");
    assert_eq!(page.attribute("class=\"trace\"", "href"), "/labs/05-first-producer#at=producer.py:12");
}

#[tokio::test]
async fn a_fault_that_is_not_the_programs_says_so() {
    let visitor = Visitor::signed_in().await;
    let verdict = Verdict::not_graded(Blame::Broker, "the broker stopped answering", Vec::new());
    visitor.record(&bundle("a1", verdict), "not_graded", "the broker stopped answering");
    assert_snapshot!(visitor.get("/attempts/a1").await.main_text(), @r#"
    Course · Publish every task · Attempt
    Attempt of 2026-11-21 13:03 UTC
    Not graded: broker fault this attempt
    The broker stopped answering.
    This says nothing about the program, and the attempt does not count.
    Kafka
    At the end of “Three tasks arrive”. Position in a table is partition, then offset.
    task-created 3 partitions, end offsets 0, 1, 0
    PartitionOffsetKeyValue
    10none{"id":"task-001","title":"<b>Buy</b>"}
    The same in a terminal, without Kafka: kafka-workbench replay [HOME]/attempts/a1.json
    Back to the lab
    "#);
}

#[tokio::test]
async fn a_pass_says_what_it_proved_and_what_it_did_not() {
    let held = |id| {
        judged(
            id,
            true,
            None,
            vec![finding("three-records", "Every task is in `task-created`, once", json!("held"))],
        )
    };
    let visitor = Visitor::signed_in().await;
    visitor.record(
        &bundle("a1", Verdict::of(vec![held("arrive"), held("slow")])),
        "passed",
        "All 2 checks held",
    );
    assert_snapshot!(visitor.get("/attempts/a1").await.main_text(), @r#"
    Course · Publish every task · Attempt
    Attempt of 2026-11-21 13:03 UTC
    Passed this attempt
    Everything that was checked held
    What this run proved
    Three tasks arrive
    ✓Every task is in task-created, once
    The network is slow
    ✓Every task is in task-created, once
    What this adds to the skill
    Run the solution under the same conditions
    What it did not prove
    That a record survives the loss of a broker.
    To try nextSet linger.ms to 1000.
    Kafka
    At the end of “Three tasks arrive”. Position in a table is partition, then offset.
    task-created 3 partitions, end offsets 0, 1, 0
    PartitionOffsetKeyValue
    10none{"id":"task-001","title":"<b>Buy</b>"}
    The same in a terminal, without Kafka: kafka-workbench replay [HOME]/attempts/a1.json
    Back to the lab
    "#);
    let map = visitor.get("/").await;
    assert!(map.body.contains("1 of 3 lessons"));
    assert!(map.body.contains("Lab<span class=\"unseen\">, done"));
}

#[tokio::test]
async fn a_cited_record_is_shown_as_it_is_in_the_log() {
    let visitor = Visitor::signed_in().await;
    visitor.record(&bundle("a1", failed()), "failed", "x");
    assert_snapshot!(visitor.get("/attempts/a1/show/task-created-1@0").await.main_text(), @r#"
    Course · Attempt · Record
    task-created-1@0
    Stage: Three tasks arrive
    Keynone
    Timestamp2026-11-21T13:03:11.204Z
    Headersnone
    Producer idnone: the producer is not idempotent
    Outcomecommitted
    Value40 bytes, json
    {
    "id": "task-001",
    "title": "<b>Buy</b>"
    }
    The same in a terminal, without Kafka: kafka-workbench show [HOME]/attempts/a1.json task-created-1@0
    "#);
    assert_snapshot!(visitor.get("/attempts/a1/show/task-created-1@7").await.summary(), @"
    404 Not Found
    Not found
    There is no record task-created-1@7.
    There are: task-created-1@0 to @0.
    All lessons and labs The skill
    ");
    assert_snapshot!(visitor.get("/attempts/a1/show/nonsense").await.summary(), @"
    404 Not Found
    Not found
    There is no page at this address.
    All lessons and labs The skill
    ");
}

#[tokio::test]
async fn an_attempt_whose_bundle_is_gone_says_why() {
    let visitor = Visitor::signed_in().await;
    visitor.record(&bundle("a1", failed()), "failed", "x");
    std::fs::remove_file(visitor.workbench.home().bundle("a1")).unwrap();
    assert_snapshot!(visitor.get("/attempts/a1").await.summary(), @"
    404 Not Found
    Not found
    There is no attempt “a1”. The oldest attempts make room for new ones.
    All lessons and labs The skill
    ");
    assert!(visitor.get("/labs/05-first-producer").await.status.is_success());
}

#[tokio::test]
async fn a_failure_of_the_same_check_shows_what_it_looks_like_at_once() {
    let only = |headline| {
        let breach = breach(headline, "Who waits?");
        Verdict::of(vec![judged(
            "arrive",
            true,
            None,
            vec![finding("three-records", "Every task arrives", breach)],
        )])
    };
    let visitor = Visitor::signed_in().await;
    visitor.record(&bundle("a1", only("2 records")), "failed", "x");
    let first = visitor.get("/attempts/a1").await;
    assert!(first.main_text().contains("What this looks like\nEnds without flush"), "{}", first.main_text());
    assert!(first.body.contains("<details>\n      <summary>What this looks like"), "{}", first.body);
    visitor.record(&bundle("a2", only("1 records")), "failed", "x");
    let second = visitor.get("/attempts/a2").await;
    assert!(second.body.contains("<details open>\n      <summary>What this looks like"), "{}", second.body);
}

#[tokio::test]
async fn an_attempt_stands_beside_the_solutions() {
    let visitor = Visitor::signed_in().await;
    visitor.record(&bundle("a1", failed()), "failed", "x");
    let held = finding("three-records", "Every task is in `task-created`, once", json!("held"));
    let mut solution = bundle("b1", Verdict::of(vec![judged("arrive", true, None, vec![held])]));
    let attempts = visitor.workbench.home().attempts();
    std::fs::write(attempts.join("b1.json"), serde_json::to_vec(&solution).unwrap()).unwrap();
    assert_snapshot!(visitor.get("/attempts/a1/beside/b1").await.main_text(), @"
    Course · Lab 5: Publish every task · Attempt · Beside the solution
    Beside the solution
    Both ran with the same data (seed 1), the same steps and the same faults. Where a row has one time, it happened in one of them only. A reader may be given its partitions in another order from one run to the next; that alone is no difference that matters.
    Three tasks arrive
    CheckThis attemptThe solution
    Every task is in task-created, oncefailedheld
    This attemptThe solutionWhoWhat
    The same in a terminal, without Kafka: kafka-workbench compare [HOME]/attempts/a1.json --with [HOME]/attempts/b1.json
    Back to the lab
    ");
    let verdict = visitor.get("/attempts/a1").await.body;
    assert!(verdict.contains("action=\"/attempts/a1/beside\""), "{verdict}");

    solution.verdict = Verdict::not_graded(Blame::Broker, "broker 1 of Kafka ended by itself", Vec::new());
    std::fs::write(attempts.join("b1.json"), serde_json::to_vec(&solution).unwrap()).unwrap();
    let page = visitor.get("/attempts/a1/beside/b1").await.main_text();
    assert!(page.contains("there is nothing to compare with. Broker 1 of Kafka ended by itself."), "{page}");

    // A file elsewhere, another lab's attempt, and one that was never there.
    std::fs::write(attempts.with_file_name("outside.json"), serde_json::to_vec(&solution).unwrap()).unwrap();
    solution.lab = "06-reliable-producer".to_owned();
    std::fs::write(attempts.join("b2.json"), serde_json::to_vec(&solution).unwrap()).unwrap();
    for other in ["..%2Foutside", "b2", "b3", "."] {
        let answer = visitor.get(&format!("/attempts/a1/beside/{other}")).await;
        assert_eq!(answer.status, 404, "{other}: {}", answer.body);
    }
}
