//! Evidence for the tests of verbs: three records in the topic `t`, two tasks and six others that were given.

use super::{Court, Ruling, rule};
use crate::course::lab::Verb;
use crate::evidence::{Evidence, Outcome, Record};
use serde_json::{Value, json};

/// Asserts that the verb, as YAML, holds of the sample.
#[track_caller]
pub(super) fn held(verb: &str) {
    assert_eq!(ask(verb), Ruling::Held);
}

/// What the verb, as YAML, says where it does not hold of the sample.
pub(super) fn got(verb: &str) -> String {
    match ask(verb) {
        Ruling::Held => "held".to_owned(),
        Ruling::NotReached { missing } => format!("not reached: {missing}"),
        Ruling::Failed(failure) => {
            let mut parts = vec![failure.kind.to_owned()];
            parts.extend(failure.expected.map(|expected| format!("expected {expected}")));
            parts.push(format!("got {}", failure.got));
            let cites: Vec<String> = failure.cites.iter().map(ToString::to_string).collect();
            if !cites.is_empty() {
                parts.push(cites.join(", "));
            }
            parts.join(" · ")
        }
    }
}

fn ask(verb: &str) -> Ruling {
    let verb: Verb = serde_saphyr::from_str(verb).unwrap();
    let evidence = evidence();
    rule(&verb, &Court::new(&evidence))
}

fn evidence() -> Evidence {
    let mut evidence = Evidence::default();
    evidence.given.insert("tasks".into(), vec![json!({"id": "a"}), json!({"id": "b"})]);
    evidence.given.insert("many".into(), (0..6).map(|n| json!({ "id": format!("m{n}") })).collect());
    let record = |partition, offset, key: &str, value: Value| Record {
        topic: "t".into(),
        partition,
        offset,
        timestamp: 0,
        key: Some(key.into()),
        size: 0,
        value,
        format: "json".into(),
        headers: [].into(),
        outcome: Outcome::Committed,
        producer_id: -1,
        epoch: -1,
        sequence: -1,
        schema_id: None,
        at: None,
        program: None,
        run: None,
    };
    evidence.records.insert(
        "t".into(),
        vec![
            record(0, 0, "a", json!({"id": "a", "n": 1})),
            record(0, 1, "a", json!({"id": "a", "n": 2})),
            record(1, 0, "b", json!({"id": "b", "n": 3})),
        ],
    );
    evidence
}
