//! Lengths of time as they are written in a lab: `300ms`, `15s`, `2m`.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

/// A length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(pub Duration);

/// What a text is that is none.
const OTHERWISE: &str = "no length of time: write 300ms, 15s or 2m";

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millis = self.0.as_millis();
        match millis {
            _ if millis.is_multiple_of(60_000) && millis > 0 => write!(f, "{}m", millis / 60_000),
            _ if millis.is_multiple_of(1000) => write!(f, "{}s", millis / 1000),
            _ => write!(f, "{millis}ms"),
        }
    }
}

impl Span {
    fn parse(text: &str) -> Option<Span> {
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let count: u64 = digits.parse().ok()?;
        let millis = match text.get(digits.len()..)? {
            "ms" => count,
            "s" => count.checked_mul(1000)?,
            "m" => count.checked_mul(60_000)?,
            _ => return None,
        };
        Some(Span(Duration::from_millis(millis)))
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Span, D::Error> {
        let text = String::deserialize(deserializer)?;
        Span::parse(&text).ok_or_else(|| de::Error::custom(format!("`{text}` is {OTHERWISE}")))
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for Span {
    fn schema_name() -> Cow<'static, str> {
        "Span".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A length of time: `300ms`, `15s`, `2m`.",
            "type": "string",
            "pattern": "^[0-9]+(ms|s|m)$",
            "patternErrorMessage": OTHERWISE,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_written_as_they_are_read() {
        for text in ["300ms", "15s", "2m", "90s", "0s"] {
            assert_eq!(Span::parse(text).unwrap().to_string(), text);
        }
        for text in ["15", "s", "1h", "-3s", "1.5s", "99999999999999999999s"] {
            assert_eq!(Span::parse(text), None, "{text}");
        }
    }
}
