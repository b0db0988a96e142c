//! What a person reads of each exchange of the corpus: the words are written for fields as they are decoded.

use super::corpus::{exchanges, topics};
use super::{answer, name, request};
use crate::evidence::{Request, words};
use insta::assert_snapshot;
use serde_json::{Value, json};

/// An exchange as evidence has it.
fn seen(of: &str) -> Request {
    let exchange = exchanges().into_iter().find(|exchange| exchange.name == of).unwrap();
    let topics = topics();
    let asked = request(&exchange.request, &topics).unwrap();
    let answered = exchange.answer.map(|frame| answer(asked.api, asked.version, &frame, &topics));
    Request {
        n: 1,
        api: name(asked.api),
        version: asked.version.into(),
        connection: 1,
        broker: 1,
        client_id: asked.client_id,
        software: asked.software,
        program: Some("p".into()),
        run: Some("run-1".into()),
        pid: Some(7),
        at: 1_000,
        answered_at: answered.as_ref().map(|_| 2_000),
        error: answered.as_ref().and_then(|answered| answered.error.clone()),
        fault: None,
        read: asked.read.as_str().into(),
        fields: json!(asked.fields),
        answer: answered.map_or(Value::Null, |answered| json!(answered.fields)),
    }
}

#[test]
fn every_exchange_is_told_in_a_line() {
    let lines: Vec<String> = exchanges()
        .iter()
        .map(|exchange| {
            let request = seen(&exchange.name);
            let told = words::told(&request);
            let mark = if words::telling(&request) { "*" } else { " " };
            format!("{mark} {}: {} → {}", exchange.name, told.asked, told.answered)
        })
        .collect();
    assert_snapshot!(lines.join("\n"), @"");
}
