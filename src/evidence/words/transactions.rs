//! InitProducerId, AddPartitionsToTxn, AddOffsetsToTxn, EndTxn: who writes, and as one.

use super::list::{by_topic, number, of, text};
use serde_json::Value;

pub(super) fn asked(api: &str, fields: &Value) -> String {
    let id = text(fields, "transactional_id");
    match (api, id) {
        ("InitProducerId", Some(id)) => format!("for transactions of {id}; ends what it left open"),
        ("InitProducerId", None) => "for an idempotent producer".to_owned(),
        ("EndTxn", id) => {
            let commits = fields.get("committed") == Some(&Value::Bool(true));
            format!("{} the transaction of {}", if commits { "commits" } else { "aborts" }, id.unwrap_or("?"))
        }
        ("AddOffsetsToTxn", id) => {
            format!("{}: offsets of {}", id.unwrap_or("?"), text(fields, "group").unwrap_or("?"))
        }
        (_, id) => format!("{}: {}", id.unwrap_or("several"), by_topic(of(fields, "partitions"))),
    }
}

pub(super) fn started(answer: &Value) -> String {
    match number(answer, "producer_id") {
        Some(id) if id >= 0 => format!("producer {id}, epoch {}", number(answer, "epoch").unwrap_or(-1)),
        _ => String::new(),
    }
}
