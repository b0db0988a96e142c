//! `offsets`: what a consumer group has committed, set by hand.

use super::Expect;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::borrow::Cow;
use std::fmt;

/// `offsets`: sets what a group has committed for a topic, as an operator would. The group must have no member; where
/// one is still on its way out, the step waits for it. In lab.yaml:
/// `- offsets: { group: audit, topic: task-events, to: earliest }`.
///
/// Its result has `group`, `topic` and `offsets` (`partition`, `offset`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OffsetsStep {
    /// The step's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The group's id.
    pub group: String,
    /// The topic.
    pub topic: String,
    /// The partition; all of the topic's where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition: Option<i32>,
    /// Where the group goes on from.
    pub to: OffsetsTo,
    /// How it is meant to end.
    #[serde(default, skip_serializing_if = "Expect::is_usual")]
    pub expect: Expect,
}

/// Where a group goes on from: `earliest`, `latest`, or an offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OffsetsTo {
    /// The first record that is still there.
    Earliest,
    /// Behind the last record.
    Latest,
    /// This offset.
    Offset(i64),
}

impl Serialize for OffsetsTo {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            OffsetsTo::Earliest => serializer.serialize_str("earliest"),
            OffsetsTo::Latest => serializer.serialize_str("latest"),
            OffsetsTo::Offset(offset) => serializer.serialize_i64(*offset),
        }
    }
}

impl<'de> Deserialize<'de> for OffsetsTo {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<OffsetsTo, D::Error> {
        deserializer.deserialize_any(Reads)
    }
}

impl JsonSchema for OffsetsTo {
    fn schema_name() -> Cow<'static, str> {
        "OffsetsTo".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Where a group goes on from: one of these names, or an offset, which is a number from 0.",
            "oneOf": [
                { "const": "earliest", "type": "string", "description": "The first record that is still there." },
                { "const": "latest", "type": "string", "description": "Behind the last record." },
                { "type": "integer", "minimum": 0 },
            ],
        })
    }
}

struct Reads;

impl de::Visitor<'_> for Reads {
    type Value = OffsetsTo;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("earliest, latest or an offset")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<OffsetsTo, E> {
        match text {
            "earliest" => Ok(OffsetsTo::Earliest),
            "latest" => Ok(OffsetsTo::Latest),
            other => {
                Err(E::custom(format!("`{other}` is no offset: write earliest, latest or a number from 0")))
            }
        }
    }

    fn visit_i64<E: de::Error>(self, offset: i64) -> Result<OffsetsTo, E> {
        match offset {
            0.. => Ok(OffsetsTo::Offset(offset)),
            _ => {
                Err(E::custom(format!("`{offset}` is no offset: write earliest, latest or a number from 0")))
            }
        }
    }

    fn visit_u64<E: de::Error>(self, offset: u64) -> Result<OffsetsTo, E> {
        i64::try_from(offset).map_err(E::custom).and_then(|offset| self.visit_i64(offset))
    }
}

#[cfg(test)]
mod tests {
    use super::OffsetsTo::{self, Earliest, Latest, Offset};

    #[test]
    fn an_offset_is_a_word_or_a_number() {
        let read = |text: &str| serde_saphyr::from_str::<OffsetsTo>(text).ok();
        assert_eq!(["earliest", "latest", "7"].map(read), [Some(Earliest), Some(Latest), Some(Offset(7))]);
        assert_eq!(["-1", "first", "1.5"].map(read), [None, None, None]);
        assert_eq!(serde_json::to_string(&[Earliest, Offset(7)]).unwrap(), r#"["earliest",7]"#);
    }
}
