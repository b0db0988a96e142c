//! Words for people: names in braces filled in, keys and values shown short.

use serde_json::Value;

/// How many keys a message lists.
const LISTED: usize = 5;
/// How long a value is shown, in characters.
const SHOWN: usize = 160;

/// `text` with each `{name}` replaced by what `facts` say.
pub(super) fn fill(text: &str, facts: &[(&str, String)]) -> String {
    facts.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// The first few of `keys`, and how many more there are.
pub(super) fn list(keys: &[String]) -> String {
    let first: Vec<&str> = keys.iter().take(LISTED).map(String::as_str).collect();
    match keys.len().saturating_sub(LISTED) {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

/// A key as a person reads it: text without quotes, several values in parentheses.
pub(super) fn key(value: &Value) -> String {
    match value {
        Value::String(text) => short(text),
        Value::Null => "(none)".to_owned(),
        Value::Array(parts) => format!("({})", parts.iter().map(key).collect::<Vec<_>>().join(", ")),
        other => short(&other.to_string()),
    }
}

/// A value as JSON, cut where it is long.
pub(super) fn value(value: &Value) -> String {
    short(&value.to_string())
}

fn short(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}… ({} characters)", &text[..end], text.chars().count()),
        None => text.to_owned(),
    }
}
