//! All fields of anything that was decoded, by the names that a condition has for them.

use serde_json::{Map, Value};

/// Entries of a list that are shown.
const SHOWN: usize = 20;
/// Characters of a text that are shown.
const CHARACTERS: usize = 400;

/// Fields by name, each with the lines that show it.
pub type Fields = Vec<(String, Vec<String>)>;

/// A value's fields by name, each as the lines that show it: a list has a line an entry, the first few of
/// them, and one more for how many are left out.
pub fn facts(of: &Value) -> Fields {
    match of {
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), lines(value))).collect(),
        Value::Null => Vec::new(),
        other => vec![("it".to_owned(), lines(other))],
    }
}

fn lines(value: &Value) -> Vec<String> {
    let Some(all) = value.as_array().filter(|all| all.iter().any(Value::is_object)) else {
        return vec![one(value)];
    };
    let mut lines: Vec<String> = all.iter().take(SHOWN).map(entry).collect();
    if let more @ 1.. = all.len().saturating_sub(SHOWN) {
        lines.push(format!("… and {more} more"));
    }
    lines
}

/// `task-created-1: records 2, bytes 197`.
fn entry(value: &Value) -> String {
    let Some(fields) = value.as_object() else { return one(value) };
    let place = place(fields);
    let rest =
        fields.iter().filter(|(name, _)| place.is_none() || !matches!(name.as_str(), "topic" | "partition"));
    let told: Vec<String> = rest.map(|(name, value)| format!("{name} {}", one(value))).collect();
    match place {
        Some(place) if told.is_empty() => place,
        Some(place) => format!("{place}: {}", told.join(", ")),
        None => told.join(", "),
    }
}

fn place(fields: &Map<String, Value>) -> Option<String> {
    let partition = fields.get("partition")?.as_i64()?;
    Some(format!("{}-{partition}", fields.get("topic")?.as_str()?))
}

fn one(value: &Value) -> String {
    let text = match value {
        Value::Null => "(none)".to_owned(),
        Value::String(text) if text.is_empty() => "(empty)".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(all) if all.is_empty() => "(none)".to_owned(),
        Value::Array(all) => {
            let mut told: Vec<String> = all.iter().take(SHOWN).map(one).collect();
            if let more @ 1.. = all.len().saturating_sub(SHOWN) {
                told.push(format!("… and {more} more"));
            }
            told.join(", ")
        }
        other => other.to_string(),
    };
    match text.char_indices().nth(CHARACTERS) {
        Some((end, _)) => format!("{}… ({} characters)", &text[..end], text.chars().count()),
        None => text,
    }
}
