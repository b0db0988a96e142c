//! Connectors and their tasks, as Kafka Connect tells of them.

use super::Micros;
use super::shape::{Field, Shape};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A connector after a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Connector {
    /// Its name.
    pub name: String,
    /// The id of the step after which it was looked at; `None` for the end of the scenario.
    pub step: Option<String>,
    /// When it was looked at.
    pub at: Micros,
    /// `source` or `sink`.
    pub kind: String,
    /// Its state, such as `RUNNING`: what Connect says, which may be out of date.
    pub state: String,
    /// The worker that has it.
    pub worker: Option<String>,
    /// Its settings.
    pub config: Value,
    /// Its tasks.
    pub tasks: Vec<ConnectorTask>,
}

/// A task of a connector.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConnectorTask {
    /// Its number, from 0.
    pub id: i64,
    /// Its state, such as `FAILED`.
    pub state: String,
    /// The worker that has it.
    pub worker: Option<String>,
    /// Why it failed, where it did.
    pub trace: Option<String>,
}

/// What a condition may ask of a connector.
pub(super) const FIELDS: &[Field] = &[
    ("name", Shape::Scalar),
    ("step", Shape::Scalar),
    ("at", Shape::Scalar),
    ("kind", Shape::Scalar),
    ("state", Shape::Scalar),
    ("worker", Shape::Scalar),
    ("config", Shape::Any),
    ("tasks", Shape::List(&Shape::Object(TASK_FIELDS))),
];

/// What a condition may ask of a task.
pub(super) const TASK_FIELDS: &[Field] =
    &[("id", Shape::Scalar), ("state", Shape::Scalar), ("worker", Shape::Scalar), ("trace", Shape::Scalar)];
