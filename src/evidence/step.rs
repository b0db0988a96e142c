//! What one step of the scenario did.

use super::Micros;
use super::shape::{Field, Shape};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The result of a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StepResult {
    /// The step's id: given in lab.yaml, else its kind and number, such as `produce-2`.
    pub id: String,
    /// The kind of step, such as `produce`.
    pub kind: String,
    /// When it began.
    pub from: Micros,
    /// When it was done.
    pub to: Micros,
    /// What it gave back, by kind; null where there is nothing to say.
    pub result: Value,
    /// Why it failed, in one sentence; `None` where it did not.
    pub error: Option<String>,
    /// Whether that is what the lab wants: `expect: error`.
    #[serde(default)]
    pub meant: bool,
}

/// What a condition may ask of a step.
pub(super) const FIELDS: &[Field] = &[
    ("id", Shape::Scalar),
    ("kind", Shape::Scalar),
    ("from", Shape::Scalar),
    ("to", Shape::Scalar),
    ("result", Shape::Any),
    ("error", Shape::Scalar),
    ("meant", Shape::Scalar),
];
