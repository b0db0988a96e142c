//! Files in the working folder: what a learner answered in one, and what programs left.

use super::shape::{Field, Shape};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A file as it was at the end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FileSeen {
    /// Its path in the working folder, with `/`.
    pub path: String,
    /// Its length in bytes.
    pub size: i64,
    /// SHA-256 over its bytes, in hexadecimal; of a file longer than 4 MiB over the first of them.
    pub sha256: String,
    /// Its text, cut where it is long; null where it is not UTF-8.
    pub text: Option<String>,
    /// Its value where the whole of it is JSON, else null.
    pub json: Value,
}

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FileLine {
    /// The file's path in the working folder, with `/`.
    pub path: String,
    /// The line's number in the file, from 1; empty lines count and are left out.
    pub n: i64,
    /// The line without its end, cut where it is long.
    pub text: String,
    /// Its value where it is JSON, else null.
    pub json: Value,
}

/// What a condition may ask of a file.
pub(super) const FILE_FIELDS: &[Field] = &[
    ("path", Shape::Scalar),
    ("size", Shape::Scalar),
    ("sha256", Shape::Scalar),
    ("text", Shape::Scalar),
    ("json", Shape::Any),
];

/// What a condition may ask of a line of a file.
pub(super) const LINE_FIELDS: &[Field] =
    &[("path", Shape::Scalar), ("n", Shape::Scalar), ("text", Shape::Scalar), ("json", Shape::Any)];
