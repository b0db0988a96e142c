//! A call that a program made to a service of the lab: what it did to the world outside Kafka.

use super::Micros;
use super::shape::{Field, Shape};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// One call that a service accepted. It counts from that moment on, whether it was answered or not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Effect {
    /// The service's name in lab.yaml.
    pub service: String,
    /// The call's number among those of the service, from 1, in the order in which they were accepted.
    pub n: i64,
    /// When it was accepted: its request had been read whole, and nothing held it any more.
    pub at: Micros,
    /// When its answer was given; `None` where the caller was gone before, or the answer is held.
    pub answered_at: Option<Micros>,
    /// The HTTP method, such as `POST`.
    pub method: String,
    /// The path as it was asked for, without the query.
    pub path: String,
    /// The query's fields by name, decoded; of fields with one name the last.
    pub query: BTreeMap<String, String>,
    /// Headers by name in lower case; those with one name joined by a comma (RFC 9110, section 5.3).
    pub headers: BTreeMap<String, String>,
    /// The body: parsed where it is JSON, else its text, else `0x…`. Null where there is none.
    pub body: Value,
    /// The status that it was answered with; `None` where it was not answered.
    pub status: Option<i64>,
    /// The program that called, where that is known.
    pub program: Option<String>,
    /// The id of the step that started it, likewise.
    pub run: Option<String>,
    /// The process that called, likewise.
    pub pid: Option<i64>,
    /// The id of the step that made the service answer otherwise than it does by itself.
    pub fault: Option<String>,
}

/// What a condition may ask of an effect.
pub(super) const FIELDS: &[Field] = &[
    ("service", Shape::Scalar),
    ("n", Shape::Scalar),
    ("at", Shape::Scalar),
    ("answered_at", Shape::Scalar),
    ("method", Shape::Scalar),
    ("path", Shape::Scalar),
    ("query", Shape::Map(&Shape::Scalar)),
    ("headers", Shape::Map(&Shape::Scalar)),
    ("body", Shape::Any),
    ("status", Shape::Scalar),
    ("program", Shape::Scalar),
    ("run", Shape::Scalar),
    ("pid", Shape::Scalar),
    ("fault", Shape::Scalar),
];

/// What a service knows of a call when it chooses an answer: the part of an effect that the caller wrote.
pub const CALL: Shape = Shape::Object(&[
    ("n", Shape::Scalar),
    ("method", Shape::Scalar),
    ("path", Shape::Scalar),
    ("query", Shape::Map(&Shape::Scalar)),
    ("headers", Shape::Map(&Shape::Scalar)),
    ("body", Shape::Any),
]);
