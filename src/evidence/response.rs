//! What a program answered to a request of the scenario.

use super::Micros;
use super::shape::{Field, Shape};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// One request that an `http` step sent to a program, and what came of it: an answer, a refusal, or nothing in time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// The request's number among those of the stage, from 1, in the order in which they were sent.
    pub n: i64,
    /// The id of the step that sent it.
    pub step: String,
    /// The program's name in lab.yaml.
    pub program: String,
    /// The id of the step that started the program; `None` where no run of it was there.
    pub run: Option<String>,
    /// The HTTP method, such as `POST`.
    pub method: String,
    /// The path that was asked for.
    pub path: String,
    /// The body that was sent: JSON where it was, else its text. Null where there was none.
    pub request: Value,
    /// The status of the answer; `None` where none came.
    pub status: Option<i64>,
    /// Headers of the answer by name in lower case; those with one name joined by a comma (RFC 9110, section 5.3).
    pub headers: BTreeMap<String, String>,
    /// The body of the answer: parsed where it is JSON, else its text, else `0x…`. Null where there is none.
    pub body: Value,
    /// When the request was sent.
    pub sent_at: Micros,
    /// When the answer had been read whole; `None` where none came.
    pub answered_at: Option<Micros>,
    /// Why no answer came, in a sentence; `None` where one did.
    pub error: Option<String>,
}

/// What a condition may ask of a response.
pub(super) const FIELDS: &[Field] = &[
    ("n", Shape::Scalar),
    ("step", Shape::Scalar),
    ("program", Shape::Scalar),
    ("run", Shape::Scalar),
    ("method", Shape::Scalar),
    ("path", Shape::Scalar),
    ("request", Shape::Any),
    ("status", Shape::Scalar),
    ("headers", Shape::Map(&Shape::Scalar)),
    ("body", Shape::Any),
    ("sent_at", Shape::Scalar),
    ("answered_at", Shape::Scalar),
    ("error", Shape::Scalar),
];
