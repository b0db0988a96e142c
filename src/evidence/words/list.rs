//! Lists that stay short: the first few, and how many more there are.

use serde_json::Value;
use std::collections::BTreeMap;

/// How many entries a line lists.
const LISTED: usize = 3;

/// The first few of `all`, and how many more there are.
pub fn first(all: &[String]) -> String {
    let listed = all.iter().take(LISTED).map(String::as_str).collect::<Vec<_>>().join(", ");
    match all.len().saturating_sub(LISTED) {
        0 => listed,
        more => format!("{listed} and {more} more"),
    }
}

/// The list `name` of an object; nothing where there is none.
pub(super) fn of<'a>(fields: &'a Value, name: &str) -> &'a [Value] {
    fields.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

pub(super) fn text<'a>(fields: &'a Value, name: &str) -> Option<&'a str> {
    fields.get(name)?.as_str()
}

pub(super) fn number(fields: &Value, name: &str) -> Option<i64> {
    fields.get(name)?.as_i64()
}

/// `task-created-2`.
pub(super) fn partition(of: &Value) -> String {
    let number = number(of, "partition").map_or_else(|| "?".to_owned(), |n| n.to_string());
    format!("{}-{number}", text(of, "topic").unwrap_or("?"))
}

/// Partitions by topic: `task-created 0, 1, 2`.
pub(super) fn by_topic(partitions: &[Value]) -> String {
    let mut topics: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for partition in partitions {
        let of = topics.entry(text(partition, "topic").unwrap_or("?")).or_default();
        of.extend(number(partition, "partition"));
    }
    let told: Vec<String> = topics
        .into_iter()
        .map(|(topic, mut numbers)| {
            numbers.sort_unstable();
            let numbers: Vec<String> = numbers.iter().map(i64::to_string).collect();
            match numbers.len() {
                0..=12 => format!("{topic} {}", numbers.join(", ")),
                count => format!("{topic}, {count} partitions"),
            }
        })
        .collect();
    first(&told)
}

/// `1 record`, `3 records`.
pub(super) fn count(n: i64, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}
