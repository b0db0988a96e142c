//! Steps that play beside the scenario.

use super::Step;
use crate::course::{At, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `background`: plays a list of steps again and again beside the scenario, until it is joined, its rounds are
/// done, or a `produce` in it has no entries left. In lab.yaml:
/// `- background: { id: feed, every: 100ms, do: [{ produce: { topic: task-events, data: tasks, key: id, take: 5 } }] }`.
///
/// Only what needs nothing of the scenario can play beside it: `produce` and `sql`.
///
/// Its result has `rounds` and `count`, how many records they wrote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BackgroundStep {
    /// The step's id, by which `join` names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// From the beginning of one round to that of the next. A round that takes longer is not hurried after.
    pub every: Span,
    /// How many rounds there are; none for as many as come until it is joined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
    /// The steps of a round.
    #[serde(rename = "do")]
    pub steps: Vec<At<Step>>,
}

/// `join`: where the background has `times`, waits until its rounds are done; else ends it after the round that
/// it is in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JoinStep {
    /// The step's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The id of the step that began it.
    pub background: At<String>,
}
