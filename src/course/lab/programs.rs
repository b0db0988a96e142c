//! Steps that start programs, make them wait and end them.

use super::{IfNever, Trap};
use crate::course::{At, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `run`. Its result has `exit` and `signal`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RunStep {
    /// The step's id, which is also the run's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The program.
    pub program: At<String>,
    /// Environment variables that name a data set's file.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub given: BTreeMap<String, At<String>>,
    /// More environment variables.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub env: BTreeMap<String, String>,
    /// How long it may take.
    #[serde(rename = "for")]
    pub within: Span,
    /// How it is expected to end.
    #[serde(default)]
    pub exit: Exit,
}

/// How a program may end by itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Exit {
    /// With status 0; anything else is a death.
    #[default]
    Ok,
    /// With any status: a check looks at it.
    Any,
}

/// `start`. Its result has `ready`, where the program says when it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartStep {
    /// The step's id, which is also the run's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The program.
    pub program: At<String>,
    /// `WORKER_ID`, where several of one program run.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub worker: Option<String>,
    /// Environment variables that name a data set's file.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub given: BTreeMap<String, At<String>>,
    /// More environment variables.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub env: BTreeMap<String, String>,
    /// How it is expected to end, where it ends before the scenario ends it.
    #[serde(default)]
    pub exit: Exit,
}

/// `stop`. Its result has `was_running`, and `exit` and `signal` where it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StopStep {
    /// The step's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The program.
    pub program: At<String>,
    /// Which of several instances: its `WORKER_ID`, as `start … as` gave it. The latest run of the program where there is none.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub worker: Option<At<String>>,
    /// How long it may take to end.
    #[serde(rename = "for", default = "ten_seconds")]
    pub within: Span,
}

fn ten_seconds() -> Span {
    Span(std::time::Duration::from_secs(10))
}

/// `kill`. Its result has `was_running`, `tripped` (what it was bound to and came: `effect`, `request`, `sql` or
/// `fact`) and `taken_out`, the members that were taken out of their groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KillStep {
    /// The step's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The program.
    pub program: At<String>,
    /// Which of several instances: its `WORKER_ID`, as `start … as` gave it. The latest run of the program where there is none.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub worker: Option<At<String>>,
    /// What it waits for, of which the first that comes counts; none for a kill at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<At<Trap>>,
    /// How long it waits for that.
    #[serde(default, rename = "for", skip_serializing_if = "Option::is_none")]
    pub within: Option<Span>,
    /// What becomes of it where that never comes.
    #[serde(default)]
    pub if_never: IfNever,
}

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
