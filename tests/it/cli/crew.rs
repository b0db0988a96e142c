//! Several instances of one program: named, killed and paused apart, while records come beside the scenario.

use serde_json::Value;

use super::services::evidence;
use crate::harness::{Home, repository};

const COURSE: &str = "tests/fixtures/crew";

#[test]
fn instances_are_told_apart() {
    let home = Home::new().with_course(repository(COURSE));
    let said = home.run(["verify", "1"]);
    assert_eq!(said.status, "0", "{said}");
}

#[test]
fn what_happens_to_one_does_not_happen_to_the_other() {
    let home = Home::new().with_course(repository(COURSE));
    let solution = repository(COURSE).join("labs/01-crew/solution").display().to_string();
    let said = home.run(["grade", "1", "--dir", &solution]);
    assert_eq!(said.status, "0", "{said}");
    let [together, crash, sleep] = [0, 1, 2].map(|stage| evidence(&home, stage));

    // All rounds of a background that says how many, each with the entries that come next.
    assert_eq!(together["steps"]["feed"]["result"], serde_json::json!({ "rounds": 20, "count": 40 }));
    let mut ids: Vec<i64> = records(&together, "parcel");
    ids.sort_unstable();
    assert_eq!(ids, (1..=40).collect::<Vec<_>>());
    let ended = |run: &str| runs(&together).find(|known| known["run"] == run).unwrap()["ended"].as_i64();
    assert!(ended("first") < ended("second"), "{}", together["programs"]);

    // The one that was held was killed, the fifth call of its own.
    assert_eq!(crash["steps"]["crash"]["result"]["tripped"], "effect");
    assert_eq!(runs(&crash).map(|run| &run["signal"]).collect::<Vec<_>>(), [&Value::from(9), &Value::Null]);
    let calls = crash["effects"]["desk"].as_array().unwrap().iter();
    let mut first = calls.filter(|call| call["run"] == "first");
    assert_eq!(first.clone().count(), 5);
    assert_eq!(first.next_back().unwrap()["answered_at"], Value::Null);

    // While one stood still, both had its partitions.
    let woke = sleep["steps"]["wake"]["from"].as_i64();
    let members = sleep["members"]["crew"].as_array().unwrap();
    let took_over = members
        .iter()
        .find(|m| m["run"] == "second" && m["partitions"].as_array().unwrap().len() == 4)
        .unwrap();
    assert!(took_over["from"].as_i64() < woke, "{took_over}");
    // The one that stood still had its own until it woke and saw that its session was over.
    let fenced = members.iter().find(|m| m["ended"] == "fenced").unwrap();
    assert!(fenced["run"] == "sleeper" && fenced["to"].as_i64() > woke, "{fenced}");
}

fn runs(evidence: &Value) -> impl Iterator<Item = &Value> {
    evidence["programs"]["hand"].as_array().unwrap().iter()
}

/// The numbers in the ids of a topic's records.
fn records(evidence: &Value, topic: &str) -> Vec<i64> {
    let records = evidence["records"][topic].as_array().unwrap().iter();
    records.map(|r| r["value"]["id"].as_str().unwrap()[2..].parse().unwrap()).collect()
}
