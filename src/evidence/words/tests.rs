//! What the corpus of frames does not have: lost answers, long lists, and figures.

use super::*;
use serde_json::json;

fn request(api: &str, fields: Value, answer: Value) -> Request {
    Request {
        n: 3,
        program: Some("producer".into()),
        run: Some("run-1".into()),
        pid: Some(7),
        at: 10,
        answered_at: Some(20),
        ..Request::sample(api, fields, answer)
    }
}

fn produce() -> Request {
    let batch = |partition: i64| {
        json!({"topic": "t", "partition": partition, "records": 1, "bytes": 70, "compression": "none",
            "producer_id": 4, "epoch": 0, "sequence": partition, "transactional": false})
    };
    let took = |partition: i64| json!({"topic": "t", "partition": partition, "error": null, "offset": 9});
    request(
        "Produce",
        json!({"acks": 1, "timeout_ms": 1, "transactional_id": null, "partitions": (0..5).map(batch).collect::<Vec<_>>()}),
        json!({"partitions": (0..5).map(took).collect::<Vec<_>>()}),
    )
}

#[test]
fn a_long_list_says_how_much_is_left_out() {
    let told = told(&produce());
    assert_eq!(
        told.asked,
        "acks=1 · t-0: 1 record (producer 4, epoch 0, sequence 0), t-1: 1 record (producer 4, epoch 0, sequence 1), \
         t-2: 1 record (producer 4, epoch 0, sequence 2) and 2 more"
    );
    assert_eq!(told.answered, "t-0 from offset 9, t-1 from offset 9, t-2 from offset 9 and 2 more");
    let many: Vec<Value> = (0..500).map(|p| json!({"topic": "t", "partition": p})).collect();
    let facts = facts(&json!({"group": "g", "partitions": many}));
    assert_eq!(facts[0], ("group".to_owned(), vec!["g".to_owned()]));
    assert_eq!((facts[1].1.len(), facts[1].1[20].as_str()), (21, "… and 480 more"));
}

#[test]
fn an_answer_that_was_lost_is_told_apart_from_none() {
    let lost = Request { answered_at: None, ..produce() };
    assert!(told(&lost).answered.ends_with("and 2 more; the answer did not reach the program"), "{lost:?}");
    let none = Request { answered_at: None, answer: Value::Null, ..produce() };
    assert_eq!(told(&none).answered, "no answer came; the broker may have done it all the same");
    let unread = Request { answer: Value::Null, ..produce() };
    assert_eq!(told(&unread).answered, "answered; the answer was not read");
    let unasked = Request { fields: json!({"acks": 0}), answered_at: None, answer: Value::Null, ..produce() };
    assert_eq!(told(&unasked).answered, "no answer: acks=0 asks for none");
}

#[test]
fn an_error_or_a_fault_makes_any_request_tell_something() {
    let beat = request("Heartbeat", json!({"group": "g", "member": "m", "generation": 3}), json!({}));
    assert!(!telling(&beat));
    assert_eq!(told(&beat), Told { asked: "g, generation 3".into(), answered: "done".into() });
    let moved = Request { error: Some("REBALANCE_IN_PROGRESS".into()), ..beat.clone() };
    assert!(telling(&moved));
    assert_eq!(told(&moved).answered, "REBALANCE_IN_PROGRESS: refused");
    assert!(telling(&Request { fault: Some("slow".into()), ..beat }));
}

#[test]
fn what_was_not_read_is_not_made_up() {
    assert_eq!(
        told(&request("Produce", json!({}), json!({}))).asked,
        "not read: too long, or of a version that is not known"
    );
    assert_eq!(
        told(&request("Produce", json!({"acks": -1, "timeout_ms": 1, "transactional_id": null}), json!({})))
            .asked,
        "acks=all (−1) · records not read: too many to be kept"
    );
    assert_eq!(told(&request("DescribeGroups", json!({}), json!({}))).asked, "");
    assert_eq!(told(&request("OffsetCommit", json!({"group": "g"}), json!({}))).asked, "g: ");
}

#[test]
fn none_nothing_and_some_are_three_things() {
    let of = |committed: Option<i64>, end: i64, lag: Option<i64>| {
        super::lag(&Progress { topic: "t".into(), partition: 0, committed, end, lag })
    };
    assert_eq!(of(None, 5, None), "none: nothing was committed");
    assert_eq!(of(Some(5), 5, Some(0)), "0: all is done");
    assert_eq!(of(None, 0, Some(0)), "0: the partition never held anything");
    assert_eq!(of(Some(2), 5, Some(3)), "3: still to be done");
    assert_eq!(of(Some(9), 5, Some(-4)), "-4: committed beyond the end");
}

#[test]
fn moments_and_people() {
    assert_eq!(seconds(1_234_499), "1.234 s");
    assert_eq!(seconds(499), "0.000 s");
    assert_eq!(seconds(62_000_000), "62.000 s");
    assert_eq!(who(Some("p"), Some("run-1"), Some(7)), "p, run-1");
    assert_eq!(who(None, None, Some(7)), "process 7");
    assert_eq!(who(None, None, None), "not known");
}
