//! A program on three brokers, of which two go and come back.

use std::collections::BTreeSet;

use insta::assert_snapshot;
use serde_json::Value;

use super::services::evidence;
use crate::harness::{Home, repository};

const COURSE: &str = "tests/fixtures/three";

/// A line for each step after which something was otherwise: how the brokers were, and which were in sync.
fn history(evidence: &Value) -> String {
    let mut lines: Vec<String> = Vec::new();
    let brokers = evidence["brokers"].as_array().unwrap();
    for look in brokers.chunk_by(|a, b| a["at"] == b["at"]) {
        let states: Vec<&str> = look.iter().map(|broker| broker["state"].as_str().unwrap()).collect();
        let partitions = evidence["partitions"]["letter-sent"].as_array().into_iter().flatten();
        let isr: BTreeSet<String> = partitions
            .filter(|seen| seen["at"] == look[0]["at"])
            .map(|seen| seen["isr"].to_string())
            .collect();
        let told = format!("{}; in sync {isr:?}", states.join(", "));
        if lines.last().is_none_or(|last| !last.ends_with(&told)) {
            lines.push(format!("{}: {told}", look[0]["step"]));
        }
    }
    lines.join("\n")
}

#[test]
fn a_program_goes_on_while_brokers_come_and_go() {
    let home = Home::new().with_course(repository(COURSE));
    let solution = repository(COURSE).join("labs/01-replicas/solution").display().to_string();
    assert_snapshot!(home.run(["grade", "1", "--dir", &solution]), @"");

    let loss = evidence(&home, 1);
    assert_snapshot!(history(&loss), @"");
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

#[test]
fn each_mistake_on_three_brokers_is_told() {
    let said = Home::new().with_course(repository(COURSE)).run(["verify", "1"]);
    assert_eq!(said.status, "0", "{said}");
    assert!(said.out.ends_with("5 runs, 0 not as they should be; 1 blocks; 0 skipped\n"), "{said}");
}
