//! Makes the data that programs are given, from a seed.

use crate::course::lab::DataSet;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Where generated times begin: 2026-03-02T08:00:00Z, in seconds since 1970.
const TIMES_FROM: i64 = 1_772_438_400;

const WORDS: &[&str] = &[
    "archive", "blue", "carry", "deliver", "early", "fetch", "garden", "hand", "invoice", "join", "kettle",
    "letter", "mend", "north", "order", "paint", "quiet", "repair", "sort", "train", "unpack", "visit",
    "water", "yellow",
];

/// The entries of a data set. The same seed, name and set give the same entries on every machine.
pub(super) fn make(name: &str, set: &DataSet, seed: u64) -> Vec<Value> {
    let mut random = StdRng::from_seed(seed_of(name, seed));
    match set {
        DataSet::Lines(lines) => {
            lines.iter().zip(1..).map(|(line, n)| filled(line, n, &mut random)).collect()
        }
        DataSet::Text(lines) => {
            lines.iter().zip(1..).map(|(line, n)| text(&fill_text(line, n, &mut random))).collect()
        }
        DataSet::Made { count, each } => (1..=*count).map(|n| filled(each, n, &mut random)).collect(),
    }
}

/// What a program reads of a data set: its entries as JSON, one a line, and lines of text as they stand.
pub(super) fn file(set: &DataSet, entries: &[Value]) -> String {
    let line = |entry: &Value| match (set, entry) {
        (DataSet::Text(_), Value::String(line)) => format!("{line}\n"),
        _ => format!("{entry}\n"),
    };
    entries.iter().map(line).collect()
}

/// A line that is one number placeholder is text all the same.
fn text(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::from(text.as_str()),
        other => Value::from(other.to_string()),
    }
}

fn seed_of(name: &str, seed: u64) -> [u8; 32] {
    Sha256::new().chain_update(seed.to_be_bytes()).chain_update(name).finalize().into()
}

fn filled(value: &Value, n: usize, random: &mut StdRng) -> Value {
    match value {
        Value::String(text) => fill_text(text, n, random),
        Value::Array(list) => list.iter().map(|v| filled(v, n, random)).collect(),
        Value::Object(map) => map.iter().map(|(k, v)| (k.clone(), filled(v, n, random))).collect(),
        other => other.clone(),
    }
}

/// Fills the placeholders of a text. A text that is one number placeholder becomes a number.
fn fill_text(text: &str, n: usize, random: &mut StdRng) -> Value {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((inside, behind)) = after.split_once('}') else { break };
        match placeholder(inside, n, random) {
            Some(Value::String(piece)) => filled.push_str(&format!("{before}{piece}")),
            Some(number) if before.is_empty() && behind.is_empty() && filled.is_empty() => return number,
            Some(number) => filled.push_str(&format!("{before}{number}")),
            None => filled.push_str(&format!("{before}{{{inside}}}")),
        }
        rest = behind;
    }
    filled.push_str(rest);
    Value::String(filled)
}

fn placeholder(inside: &str, n: usize, random: &mut StdRng) -> Option<Value> {
    let mut parts = inside.split(':');
    let name = parts.next()?;
    let numbers: Vec<i64> = parts.filter_map(|part| part.parse().ok()).collect();
    Some(match (name, numbers.as_slice()) {
        ("n", []) => Value::from(n),
        ("n", [width]) => {
            let width = usize::try_from(*width).unwrap_or(0).min(20);
            Value::from(format!("{n:0width$}"))
        }
        ("words", [count]) => {
            let words: Vec<&str> = (0..*count).map(|_| WORDS[random.random_range(0..WORDS.len())]).collect();
            Value::from(words.join(" "))
        }
        ("text", [length]) => {
            let letters = (0..*length).map(|_| char::from(random.sample(rand::distr::Alphanumeric)));
            Value::from(letters.collect::<String>())
        }
        ("int", [from, to]) if from <= to => Value::from(random.random_range(*from..=*to)),
        ("uuid", []) => Value::from(uuid(random)),
        ("time", []) => {
            let seconds = TIMES_FROM + 60 * i64::try_from(n).unwrap_or(0);
            Value::from(jiff::Timestamp::from_second(seconds).ok()?.to_string())
        }
        _ => return None,
    })
}

/// A random UUID, version 4 (RFC 9562 section 5.4).
fn uuid(random: &mut StdRng) -> String {
    let mut bytes: [u8; 16] = random.random();
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn placeholders_are_filled_in() {
        let set = DataSet::Made {
            count: 2,
            each: json!({"id": "task-{n:03}", "n": "{n}", "at": "{time}", "left": "{unknown}", "open": "a { b"}),
        };
        assert_eq!(
            make("tasks", &set, 1)[1],
            json!({"id": "task-002", "n": 2, "at": "2026-03-02T08:02:00Z", "left": "{unknown}", "open": "a { b"})
        );
    }

    #[test]
    fn lines_of_text_are_no_json() {
        let set = DataSet::Text(vec!["{n} chairs".to_owned(), "{n}".to_owned(), "say \"hello\"".to_owned()]);
        let entries = make("log", &set, 1);
        assert_eq!(entries, [json!("1 chairs"), json!("2"), json!("say \"hello\"")]);
        assert_eq!(file(&set, &entries), "1 chairs\n2\nsay \"hello\"\n");
        assert_eq!(file(&DataSet::Lines(entries.clone()), &entries[..1]), "\"1 chairs\"\n");
    }

    #[test]
    fn one_seed_gives_one_text() {
        let set = DataSet::Lines(vec![json!("{text:20}-{words:2}-{int:1:100}-{uuid}")]);
        assert_eq!(make("a", &set, 1), make("a", &set, 1));
        assert_ne!(make("a", &set, 1), make("a", &set, 2));
        assert_ne!(make("a", &set, 1), make("b", &set, 1));
        assert_eq!(
            make("a", &DataSet::Lines(vec![json!("{text:20000}")]), 1)[0].as_str().unwrap().len(),
            20_000
        );
    }
}
