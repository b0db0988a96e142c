//! Places of a bundle: found, told, and with their neighbours.

use super::*;
use crate::evidence::{BrokerSeen, BrokerState, PartitionSeen};
use serde_json::{Value, json};

fn bundle() -> Bundle {
    let text = std::fs::read_to_string(
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/bundles/wire.json"),
    );
    serde_json::from_str(&text.unwrap()).unwrap()
}

fn moment(bundle: &Bundle, place: &str) -> Vec<String> {
    let [sighting] =
        show(bundle, place).unwrap().try_into().unwrap_or_else(|_| panic!("{place} is in one stage"));
    let mark = |event: &Event| if event.here { "> " } else { "" };
    around(&sighting)
        .iter()
        .map(|event| {
            let place = event.cite.as_ref().map(ToString::to_string).unwrap_or_default();
            let what: String = event.what.chars().take(23).collect();
            format!("{}{}: {place} {what}", mark(event), event.who)
        })
        .collect()
}

#[test]
fn a_kill_is_seen_between_the_work_and_the_commit() {
    assert_eq!(
        moment(&bundle(), "call:email:12"),
        [
            "consumer, second-run: email, call 11 POST / {\"id\":\"task-016\"",
            "consumer, second-run: request 76 OffsetCommit task-notif",
            "> consumer, second-run: email, call 12 POST / {\"id\":\"task-019\"",
            "consumer, second-run:  ended by the scenario: ",
        ]
    );
}

#[test]
fn a_commit_stands_where_its_request_does() {
    let bundle = bundle();
    let commit = moment(&bundle, "commit:task-notification-service:2");
    assert_eq!(commit, moment(&bundle, "crash/request:27"));
    assert!(commit[2].starts_with("> consumer, first-run: request 27 OffsetCommit"), "{commit:?}");
}

#[test]
fn what_any_client_asks_is_left_out_unless_it_is_asked_for() {
    let bundle = bundle();
    let fetch = moment(&bundle, "crash/request:20");
    assert!(fetch[2].starts_with("> consumer, first-run: request 20 "), "{fetch:?}");
    assert!(!moment(&bundle, "crash/request:19").iter().any(|line| line.contains("request 20 ")));
}

#[test]
fn the_first_and_the_last_have_neighbours_on_one_side() {
    let bundle = bundle();
    let last = moment(&bundle, "lost-answer/request:16");
    assert!(last[2].starts_with("> ") && last.len() == 4 && last[3].contains("ended by itself"), "{last:?}");
    let group = show(&bundle, "group:task-notification-service").unwrap();
    assert_eq!(around(&group[0]), []);
}

/// The text of a fact and where it leads.
fn leads(bundle: &Bundle, place: &str, name: &str) -> Vec<String> {
    let found = show(bundle, place).unwrap();
    let fact = facts(&found[0]).into_iter().find(|fact| fact.name == name);
    fact.into_iter().flat_map(|fact| fact.lines).filter_map(|line| line.cite?.place()).collect()
}

#[test]
fn requests_records_and_commits_lead_to_each_other() {
    let bundle = bundle();
    assert_eq!(leads(&bundle, "lost-answer/request:16", "stored"), ["task-events-0@11"]);
    assert_eq!(leads(&bundle, "task-events-0@12", "written by"), ["request:16"]);
    // No answer told where the broker put the records of request 6.
    assert_eq!(leads(&bundle, "task-events-0@0", "written by"), Vec::<String>::new());
    assert_eq!(leads(&bundle, "crash/request:27", "counts as"), ["commit:task-notification-service:2"]);
    assert_eq!(leads(&bundle, "commit:task-notification-service:2", "request"), ["request:27"]);
    assert_eq!(leads(&bundle, "commit:task-notification-service:10", "done last"), ["task-created-1@3"]);
    assert_eq!(leads(&bundle, "commit:task-notification-service:10", "goes on at"), ["task-created-1@4"]);
    // Records of partition 2 are not in this bundle, as those are not that were not written yet.
    assert_eq!(leads(&bundle, "commit:task-notification-service:2", "goes on at"), Vec::<String>::new());
}

#[test]
fn a_place_has_a_stage_where_there_are_several() {
    let mut bundle = bundle();
    let place = |bundle: &Bundle, cite: Value| {
        let cite: Cite = serde_json::from_value(cite).unwrap();
        place_of(bundle, "crash", &cite).map(|place| show_command(Path::new("b.json"), &place))
    };
    let request = json!({"request": {"n": 3}});
    let said = |place: &str| Some(format!("kafka-workbench show b.json {place}"));
    assert_eq!(place(&bundle, request.clone()), said("crash/request:3"));
    assert_eq!(place(&bundle, json!({"record": {"topic": "t", "partition": 0, "offset": 1}})), said("t-0@1"));
    assert_eq!(place(&bundle, json!({"group": {"group": "it's"}})), said(r"'crash/group:it'\''s'"));
    assert_eq!(place(&bundle, json!({"line": {"program": "p", "n": 1}})), None);
    bundle.stages.truncate(1);
    assert_eq!(place(&bundle, request), said("request:3"));
}

fn seen(at: i64, step: Option<&str>, leader: Option<i64>, isr: &[i64]) -> PartitionSeen {
    PartitionSeen {
        at,
        step: step.map(str::to_owned),
        topic: "task-events".into(),
        partition: 1,
        leader,
        isr: isr.into(),
        replicas: vec![1, 2, 3],
        offline: vec![],
        eligible: vec![],
    }
}

#[test]
fn a_partition_is_told_step_by_step() {
    let mut bundle = bundle();
    let evidence = bundle.stages.last_mut().unwrap().evidence.as_mut().unwrap();
    let killed =
        |at, step: &str| BrokerSeen { at, step: Some(step.into()), broker: 3, state: BrokerState::Killed };
    evidence.brokers = vec![killed(2_000, "crash"), killed(3_000, "wait-3")];
    evidence.partitions.insert(
        "task-events".into(),
        vec![
            seen(1_000, Some("topic-1"), Some(3), &[1, 2, 3]),
            PartitionSeen { partition: 0, ..seen(1_000, Some("topic-1"), Some(1), &[1]) },
            seen(2_000, Some("crash"), Some(3), &[1, 2, 3]),
            seen(3_000, Some("wait-3"), Some(3), &[1, 2, 3]),
            seen(4_000, None, None, &[]),
        ],
    );
    let [sighting] = show(&bundle, "partition:task-events-1").unwrap().try_into().unwrap();
    let told: Vec<String> = facts(&sighting).remove(0).lines.into_iter().map(|line| line.text).collect();
    assert_eq!(
        told,
        [
            "after step topic-1, 0.001 s: leader 3; in sync 1, 2, 3; replicas 1, 2, 3",
            "after step crash, 0.002 s: leader 3; in sync 1, 2, 3; replicas 1, 2, 3 (broker 3 killed)",
            "at the end, 0.004 s: no leader; in sync none; replicas 1, 2, 3",
        ]
    );
    let looks = serde_json::to_value(sighting.seen).unwrap();
    assert_eq!(looks.as_array().map(Vec::len), Some(4));
    let missing = show(&bundle, "partition:task-events-2").unwrap_err();
    assert_eq!(missing.to_string(), "there is no partition `partition:task-events-2`");
    assert_eq!(missing.hint().unwrap(), "there are: lost-answer/partition:task-events-0 to 1");
}
