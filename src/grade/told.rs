//! Words for people: names in braces filled in, keys and values shown short.

use crate::evidence::{Cite, Item, words};
use serde_json::Value;

/// How many keys a message lists.
const LISTED: usize = 5;
/// How long a value is shown, in characters.
const SHOWN: usize = 160;
/// The same of a line that a program printed.
const LINE: usize = 400;

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

/// All of `keys`, where there are some and few enough to be listed.
pub(super) fn whole_list<'a>(keys: impl Iterator<Item = &'a str>) -> Option<String> {
    let keys: Vec<&str> = keys.take(LISTED + 1).collect();
    (1..=LISTED).contains(&keys.len()).then(|| keys.join(", "))
}

/// A key as a person reads it: text without quotes, several values in parentheses.
pub(super) fn key(value: &Value) -> String {
    match value {
        Value::String(text) if text.is_empty() => "(empty)".to_owned(),
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

/// An item in a few words: of a finding its reason and its fix, else its key, text or value.
pub(super) fn summary(item: &Item) -> String {
    let text = |name: &str| item.fields.get(name).and_then(Value::as_str);
    match (text("reason"), text("fix"), text("key"), text("text")) {
        (Some(reason), Some(fix), ..) => format!("{reason} ({fix})"),
        (_, _, Some(key), _) => short(key),
        (_, _, _, Some(line)) => short(line),
        // Of a row its columns are what it is.
        _ if matches!(item.cite, Cite::Row { .. }) => short(&Value::Object(item.fields.clone()).to_string()),
        _ => item.cite.to_string(),
    }
}

/// A moment, microseconds since the attempt began, as a person reads it: `1.234 s`.
pub(super) fn moment(value: &Value) -> String {
    value.as_i64().map_or_else(|| key(value), words::seconds)
}

/// A condition of a lab on one line, cut where it is too long to be read.
pub(super) fn condition(text: &str) -> String {
    short(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A line that a program printed, cut where it is too long to be read.
pub(super) fn line(text: &str) -> String {
    cut(text, LINE)
}

fn short(text: &str) -> String {
    cut(text, SHOWN)
}

fn cut(text: &str, at: usize) -> String {
    match text.char_indices().nth(at) {
        Some((end, _)) => format!("{}… ({} characters)", &text[..end], text.chars().count()),
        None => text.to_owned(),
    }
}
