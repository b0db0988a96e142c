//! Produce: what was written where, how surely, and as whom.

use super::list::{count, first, number, of, partition, text};
use serde_json::Value;

pub(super) fn asked(fields: &Value) -> String {
    let mut parts = vec![acks(number(fields, "acks"))];
    if let Some(id) = text(fields, "transactional_id") {
        parts.push(format!("in the transaction of {id}"));
    }
    let partitions: Vec<String> = of(fields, "partitions").iter().map(batch).collect();
    if fields.get("partitions").is_none() {
        parts.push("records not read: too many to be kept".to_owned());
    }
    if !partitions.is_empty() {
        parts.push(first(&partitions));
    }
    parts.join(" · ")
}

/// As configurations have it, and as the wire has it where that is another word.
fn acks(acks: Option<i64>) -> String {
    match acks {
        Some(-1) => "acks=all (−1)".to_owned(),
        Some(acks) => format!("acks={acks}"),
        None => "acks not read".to_owned(),
    }
}

fn batch(of: &Value) -> String {
    let records = count(number(of, "records").unwrap_or(0), "record");
    let producer = match number(of, "producer_id") {
        Some(id) if id >= 0 => format!(
            "producer {id}, epoch {}, sequence {}",
            number(of, "epoch").unwrap_or(-1),
            number(of, "sequence").unwrap_or(-1)
        ),
        _ => "no producer id".to_owned(),
    };
    format!("{}: {records} ({producer})", partition(of))
}

pub(super) fn answered(answer: &Value) -> String {
    let told: Vec<String> = of(answer, "partitions")
        .iter()
        .map(|of| match (text(of, "error"), number(of, "offset")) {
            (Some(error), _) => format!("{}: {error}", partition(of)),
            (None, Some(offset)) => format!("{} from offset {offset}", partition(of)),
            (None, None) => partition(of),
        })
        .collect();
    first(&told)
}
