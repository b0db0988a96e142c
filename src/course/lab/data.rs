//! Data that programs are given: a file of lines, named by an environment variable. They are JSON, but for `text`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A data set of a stage.
///
/// Text in it may hold placeholders, filled in from the seed: `{n}` and `{n:03}` the entry's number
/// from 1, `{words:3}`, `{text:20000}` (letters that do not compress), `{int:1:100}`, `{uuid}`, `{time}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum DataSet {
    /// These entries.
    Lines(Vec<Value>),
    /// These lines as they stand, for a file that is not JSON. In the evidence an entry is `it`.
    Text(Vec<String>),
    /// `count` entries of one shape.
    Made {
        /// How many.
        count: usize,
        /// What each looks like.
        each: Value,
    },
}
