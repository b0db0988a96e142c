//! Deliveries from evidence that is written as data.

use super::*;
use crate::evidence::{Effect, Record, Request, commits};
use insta::assert_snapshot;
use serde_json::json;

fn record(offset: i64, key: Option<&str>, outcome: Outcome) -> Record {
    Record {
        topic: "tasks".into(),
        partition: 0,
        offset,
        timestamp: 0,
        key: key.map(str::to_owned),
        value: json!({ "id": key }),
        format: "json".into(),
        size: 0,
        headers: [].into(),
        outcome,
        producer_id: -1,
        epoch: -1,
        sequence: -1,
        schema_id: None,
        at: None,
        program: None,
        run: None,
    }
}

/// A request of `run` at `at` that was answered 5 µs later.
fn request(at: Micros, run: &str, api: &str, fields: Value, answer: Value) -> Request {
    let answered_at = Some(at + 5);
    Request { n: at, run: Some(run.into()), at, answered_at, ..Request::sample(api, fields, answer) }
}

fn fetch(at: Micros, run: &str, asked: Option<i64>, first: i64, next: i64) -> Request {
    let place = |more: Value| {
        let mut place = json!({ "topic": "tasks", "partition": 0 });
        for (name, value) in more.as_object().unwrap() {
            place[name] = value.clone();
        }
        place
    };
    let asked: Vec<Value> = asked.into_iter().map(|offset| place(json!({ "offset": offset }))).collect();
    let got = place(json!({ "first_offset": first, "next_offset": next }));
    let fields = json!({ "isolation": "read_committed", "partitions": asked });
    request(at, run, "Fetch", fields, json!({ "partitions": [got] }))
}

fn commit(at: Micros, offset: i64) -> Request {
    let place = json!({ "topic": "tasks", "partition": 0, "offset": offset });
    let answer = json!({ "partitions": [{ "topic": "tasks", "partition": 0, "error": null }] });
    request(at, "first", "OffsetCommit", json!({ "group": "g", "partitions": [place] }), answer)
}

fn effect(n: i64, at: Micros, id: &str, status: i64) -> Effect {
    Effect {
        service: "email".into(),
        n,
        at,
        answered_at: None,
        method: "POST".into(),
        path: "/".into(),
        query: [].into(),
        headers: [].into(),
        body: json!({ "id": id }),
        status: Some(status),
        program: None,
        run: None,
        pid: None,
        fault: None,
    }
}

fn work(only: Option<&str>) -> Work {
    let only = only.map(str::to_owned);
    Work { service: "email".into(), by: "body.id".into(), record: "key".into(), only }
}

/// `offset fetched run · calls, the first at · covered by at`, a line each.
fn told(work: Option<Work>, records: Vec<Record>, requests: Vec<Request>, effects: Vec<Effect>) -> String {
    let evidence = Evidence {
        records: [("tasks".to_owned(), records)].into(),
        commits: commits(&requests),
        requests,
        effects: [("email".to_owned(), effects)].into(),
        ..Evidence::default()
    };
    let deliveries = Deliveries { topic: "tasks".into(), by: "g".into(), effect: work };
    let number = |n: Option<i64>| n.map_or_else(|| "–".to_owned(), |n| n.to_string());
    let line = |d: &Delivery| {
        let calls: Vec<i64> = d.effects.iter().map(|call| call.n).collect();
        let run = d.run.as_deref().unwrap_or("–");
        format!(
            "{} {} {run} · {calls:?} {} · {} {}\n",
            d.offset,
            number(d.fetched_at),
            number(d.effect_at),
            number(d.covered_by),
            number(d.covered_at)
        )
    };
    deliveries.of(&evidence).iter().map(line).collect()
}

fn three() -> Vec<Record> {
    (0..).zip(["a", "b", "c"]).map(|(offset, key)| record(offset, Some(key), Outcome::Committed)).collect()
}

#[test]
fn each_record_has_its_first_fetch_its_calls_and_its_first_commit() {
    let requests = vec![
        fetch(10, "first", Some(0), 0, 2),
        commit(30, 1),
        // A batch is given from its beginning.
        fetch(40, "first", Some(2), 0, 3),
        commit(50, 1),
        commit(60, 3),
        commit(70, 2),
        fetch(80, "first", Some(0), 0, 3),
    ];
    let effects = vec![
        effect(1, 20, "a", 200),
        effect(2, 45, "b", 503),
        effect(3, 55, "b", 200),
        effect(4, 65, "c", 200),
    ];
    assert_snapshot!(told(Some(work(None)), three(), requests.clone(), effects.clone()), @"
    0 15 first · [1] 20 · 1 30
    1 15 first · [2, 3] 45 · 3 60
    2 45 first · [4] 65 · 3 60
    ");
    assert_snapshot!(told(Some(work(Some("status == 200"))), three(), requests.clone(), effects.clone()), @"
    0 15 first · [1] 20 · 1 30
    1 15 first · [3] 55 · 3 60
    2 45 first · [4] 65 · 3 60
    ");
    assert_snapshot!(told(None, three(), requests, effects), @"
    0 15 first · [] – · 1 30
    1 15 first · [] – · 3 60
    2 45 first · [] – · 3 60
    ");
}

#[test]
fn who_is_not_in_the_group_fetches_for_others() {
    let stranger = fetch(10, "second", Some(0), 0, 3);
    let lost = Request { answered_at: None, ..fetch(20, "first", Some(0), 0, 3) };
    let elsewhere = Request {
        fields: json!({ "group": "h", "partitions": [{ "topic": "tasks", "partition": 0, "offset": 3 }] }),
        ..commit(25, 3)
    };
    assert_snapshot!(told(None, three(), vec![stranger, lost, elsewhere, commit(30, 1)], vec![]), @"
    0 – – · [] – · 1 30
    1 – – · [] – · – –
    2 – – · [] – · – –
    ");
}

#[test]
fn in_a_session_the_offset_is_the_one_last_asked_for() {
    let requests = vec![fetch(10, "first", Some(1), 0, 2), fetch(20, "first", None, 0, 3), commit(30, 1)];
    assert_snapshot!(told(None, three(), requests, vec![]), @"
    0 – – · [] – · 1 30
    1 15 first · [] – · – –
    2 25 first · [] – · – –
    ");
}

#[test]
fn what_was_aborted_does_not_reach_a_reader_of_what_was_committed() {
    let records = vec![record(0, None, Outcome::Aborted), record(1, None, Outcome::Committed)];
    let mut nobody = effect(1, 20, "", 200);
    nobody.body = json!({ "id": null });
    let requests = vec![fetch(10, "first", Some(0), 0, 2), commit(30, 2)];
    // A record without a key is not paired with a call without an id.
    assert_snapshot!(told(Some(work(None)), records, requests, vec![nobody]), @"
    0 – – · [] – · 1 30
    1 15 first · [] – · 1 30
    ");
}
