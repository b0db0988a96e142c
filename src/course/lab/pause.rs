//! What takes a program's time away, and gives it back.

use crate::course::At;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `pause`: the program and all that it started stand still where they are; its connections stay. In lab.yaml:
/// `- pause: { program: worker, as: w2 }`.
///
/// Its result has `was_running`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PauseStep {
    /// The step's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The program.
    pub program: At<String>,
    /// Which of several instances: its `WORKER_ID`, as `start … as` gave it. The latest run of the program where there is none.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub worker: Option<At<String>>,
}

/// `resume`: the program goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResumeStep {
    /// The step's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The program.
    pub program: At<String>,
    /// Which of several instances: its `WORKER_ID`, as `start … as` gave it. The latest run of the program where there is none.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub worker: Option<At<String>>,
}
