//! A record as it stands in the log.

use super::Micros;
use super::shape::{Field, Shape};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// Whether readers with `isolation.level=read_committed` get a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Written without a transaction, or in one that was committed.
    Committed,
    /// Written in a transaction that was aborted.
    Aborted,
    /// Written in a transaction that was open when the log was read.
    Open,
}

/// One record of a topic, read by a raw Fetch. Control records are not among them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The topic's name.
    pub topic: String,
    /// The partition, from 0.
    pub partition: i32,
    /// The offset in the partition, from 0.
    pub offset: i64,
    /// The record's timestamp, milliseconds since 1970 UTC.
    pub timestamp: i64,
    /// The key as text, or as `0x…` where it is not UTF-8. `None` where the record has no key.
    pub key: Option<String>,
    /// The value: parsed where it is JSON, else its text, else `0x…`. Null for a tombstone.
    pub value: Value,
    /// How the value was read: `json`, `text`, `bytes`, `avro` or `null`.
    pub format: String,
    /// The id of the schema that a framed value names; `None` where it is not framed, and where there is no registry.
    #[serde(default)]
    pub schema_id: Option<i64>,
    /// Length of the value in bytes.
    pub size: i64,
    /// Headers by name, as text; of headers with one name the last.
    pub headers: BTreeMap<String, String>,
    /// Whether a read_committed reader gets it.
    pub outcome: Outcome,
    /// The producer id of its batch, −1 for a producer that is not idempotent.
    pub producer_id: i64,
    /// The producer epoch of its batch, −1 likewise.
    pub epoch: i64,
    /// The sequence number, −1 likewise.
    pub sequence: i64,
    /// When the gateway read the Produce that carried it; `None` where that was not seen.
    #[serde(default)]
    pub at: Option<Micros>,
    /// The program that sent that, where it is known.
    #[serde(default)]
    pub program: Option<String>,
    /// The id of the step that started the program, likewise.
    #[serde(default)]
    pub run: Option<String>,
}

/// What a condition may ask of a record.
pub(super) const FIELDS: &[Field] = &[
    ("topic", Shape::Scalar),
    ("partition", Shape::Scalar),
    ("offset", Shape::Scalar),
    ("timestamp", Shape::Scalar),
    ("key", Shape::Scalar),
    ("value", Shape::Any),
    ("format", Shape::Scalar),
    ("schema_id", Shape::Scalar),
    ("size", Shape::Scalar),
    ("headers", Shape::Map(&Shape::Scalar)),
    ("outcome", Shape::Scalar),
    ("producer_id", Shape::Scalar),
    ("epoch", Shape::Scalar),
    ("sequence", Shape::Scalar),
    ("at", Shape::Scalar),
    ("program", Shape::Scalar),
    ("run", Shape::Scalar),
];
