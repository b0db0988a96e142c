//! Speeds as they are written in a lab: `800B/s`, `20KiB/s`, `1MiB/s`.
//!
//! The unit stands in the text, as a bare number would leave open whether bits or bytes are meant, and in a second
//! or in all; `KB` is refused, since half of the world takes it for 1000 bytes.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::borrow::Cow;
use std::fmt;

/// Bytes a second; one at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rate(pub u64);

/// What a text is that is none.
const OTHERWISE: &str = "no speed: write 800B/s, 20KiB/s or 1MiB/s, more than none";
const KIB: u64 = 1 << 10;
const MIB: u64 = 1 << 20;

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            rate if rate.is_multiple_of(MIB) => write!(f, "{}MiB/s", rate / MIB),
            rate if rate.is_multiple_of(KIB) => write!(f, "{}KiB/s", rate / KIB),
            rate => write!(f, "{rate}B/s"),
        }
    }
}

impl Rate {
    fn parse(text: &str) -> Option<Rate> {
        let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
        let count: u64 = digits.parse().ok()?;
        let bytes = match text.get(digits.len()..)? {
            "B/s" => Some(count),
            "KiB/s" => count.checked_mul(KIB),
            "MiB/s" => count.checked_mul(MIB),
            _ => None,
        };
        bytes.filter(|bytes| *bytes > 0).map(Rate)
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Rate, D::Error> {
        let text = String::deserialize(deserializer)?;
        Rate::parse(&text).ok_or_else(|| de::Error::custom(format!("`{text}` is {OTHERWISE}")))
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for Rate {
    fn schema_name() -> Cow<'static, str> {
        "Rate".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A speed: `800B/s`, `20KiB/s`, `1MiB/s`.",
            "type": "string",
            "pattern": "^0*[1-9][0-9]*(B|KiB|MiB)/s$",
            "patternErrorMessage": OTHERWISE,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_written_as_they_are_read() {
        for text in ["800B/s", "20KiB/s", "1MiB/s", "1B/s", "1023KiB/s"] {
            assert_eq!(Rate::parse(text).unwrap().to_string(), text);
        }
        for text in ["20", "20KiB", "20KB/s", "0B/s", "-1B/s", "1.5MiB/s", "B/s", "", "99999999999999MiB/s"] {
            assert_eq!(Rate::parse(text), None, "{text}");
        }
    }
}
