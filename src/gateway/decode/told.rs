//! How the families give what they picked: objects for evidence, and the first error among many.

use kafka_protocol::protocol::StrBytes;
use serde_json::{Map, Value};

/// What an answer holds for evidence.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// The first error code, 0 where all is well.
    pub(super) error: i16,
    pub(super) fields: Map<String, Value>,
}

impl Told {
    /// `codes` are all of the answer's error codes, in its order.
    pub(super) fn new(codes: impl IntoIterator<Item = i16>, fields: Value) -> Told {
        Told { error: codes.into_iter().find(|code| *code != 0).unwrap_or(0), fields: object(fields) }
    }
}

/// The fields of an object that `json!` made.
pub(super) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        // Nothing else is given to it; what is no object has no fields.
        _ => Map::new(),
    }
}

/// What `pick` takes of each partition; `topics` are names, each with the partitions of its topic.
pub(super) fn partitions<'a, P: 'a>(
    topics: impl Iterator<Item = (String, &'a Vec<P>)>,
    mut pick: impl FnMut(&str, &P) -> Value,
) -> Vec<Value> {
    let mut picked = Vec::new();
    for (topic, partitions) in topics {
        picked.extend(partitions.iter().map(|partition| pick(&topic, partition)));
    }
    picked
}

/// Text that may be missing.
pub(super) fn text(text: Option<&StrBytes>) -> Option<&str> {
    text.map(StrBytes::as_str)
}

/// Text that older clients leave empty where they mean that there is none.
pub(super) fn filled(text: &StrBytes) -> Option<&str> {
    Some(text.as_str()).filter(|text| !text.is_empty())
}
