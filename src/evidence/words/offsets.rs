//! OffsetCommit, TxnOffsetCommit, OffsetFetch: how far a group says that it is.

use super::list::{by_topic, first, number, of, partition, text};
use serde_json::Value;

/// An offset is that of the next record: everything before it is done.
pub(super) fn committing(fields: &Value) -> String {
    let offsets: Vec<String> = of(fields, "partitions")
        .iter()
        .map(|of| format!("{} to {}", partition(of), number(of, "offset").unwrap_or(-1)))
        .collect();
    let group = text(fields, "group").unwrap_or("?");
    let within = text(fields, "transactional_id").map(|id| format!(", in the transaction of {id}"));
    let member = match fields.get("member") {
        Some(Value::Null) => ", not as a member",
        _ => "",
    };
    format!("{group}: {}{member}{}", first(&offsets), within.unwrap_or_default())
}

pub(super) fn asking(fields: &Value) -> String {
    let group = text(fields, "group").unwrap_or("?");
    match of(fields, "partitions") {
        [] => format!("{group}: all that it committed"),
        partitions => format!("{group}: {}", by_topic(partitions)),
    }
}

pub(super) fn given(answer: &Value) -> String {
    let told: Vec<String> = of(answer, "partitions")
        .iter()
        .map(|of| match (text(of, "error"), number(of, "offset")) {
            (Some(error), _) => format!("{}: {error}", partition(of)),
            (None, Some(offset)) if offset >= 0 => format!("{} at {offset}", partition(of)),
            (None, _) => format!("{}: nothing committed", partition(of)),
        })
        .collect();
    if told.is_empty() { "nothing committed".to_owned() } else { first(&told) }
}
