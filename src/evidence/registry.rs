//! What the schema registry holds, and what programs asked of it.

use super::Micros;
use super::shape::{Field, Shape};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A version of a subject, as it was at the end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// The subject, such as `task-created-value`.
    pub subject: String,
    /// The version, from 1.
    pub version: i64,
    /// The id of the schema, which framed values name.
    pub id: i64,
    /// `AVRO`, `JSON` or `PROTOBUF`.
    pub schema_type: String,
    /// The schema: parsed where it is JSON, else its text.
    pub schema: Value,
    /// The subject's level of compatibility, such as `BACKWARD`; the registry's own where none was set.
    pub level: String,
    /// Whether the level was set for the subject itself.
    pub level_set: bool,
}

/// A call to the registry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegistryCall {
    /// Its number, from 1, in the order in which calls came.
    pub n: i64,
    /// When it came.
    pub at: Micros,
    /// When it was answered; `None` where it was not.
    pub answered_at: Option<Micros>,
    /// The HTTP method.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The subject that the path names.
    pub subject: Option<String>,
    /// The body that was sent: parsed where it is JSON, else its text. Null where there was none.
    pub body: Value,
    /// The status of the answer.
    pub status: Option<i64>,
    /// The body of the answer, read likewise.
    pub answer: Value,
    /// The program that called, where that is known.
    pub program: Option<String>,
    /// The id of the step that started it, likewise.
    pub run: Option<String>,
}

/// What a condition may ask of a subject.
pub(super) const SUBJECT_FIELDS: &[Field] = &[
    ("subject", Shape::Scalar),
    ("version", Shape::Scalar),
    ("id", Shape::Scalar),
    ("schema_type", Shape::Scalar),
    ("schema", Shape::Any),
    ("level", Shape::Scalar),
    ("level_set", Shape::Scalar),
];

/// What a condition may ask of a call to the registry.
pub(super) const CALL_FIELDS: &[Field] = &[
    ("n", Shape::Scalar),
    ("at", Shape::Scalar),
    ("answered_at", Shape::Scalar),
    ("method", Shape::Scalar),
    ("path", Shape::Scalar),
    ("subject", Shape::Scalar),
    ("body", Shape::Any),
    ("status", Shape::Scalar),
    ("answer", Shape::Any),
    ("program", Shape::Scalar),
    ("run", Shape::Scalar),
];
