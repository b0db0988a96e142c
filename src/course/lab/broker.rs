//! What a step does to a broker.

use crate::course::At;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `broker`: ends a broker, freezes it, or brings it back. What is away when the scenario ends comes back by
/// itself, before the log is read. In lab.yaml: `- broker: { do: kill, node: 1 }`.
///
/// Its result has `node`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BrokerStep {
    /// The step's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What happens.
    #[serde(rename = "do")]
    pub act: BrokerDo,
    /// The broker's `node.id`: they count from 1.
    pub node: At<i32>,
}

/// What happens to a broker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BrokerDo {
    /// SIGTERM: it hands over what it leads, closes its log, and ends.
    Stop,
    /// SIGKILL, as a crash is.
    Kill,
    /// It freezes: connections stay open, and nothing is answered.
    Pause,
    /// It comes back, with what it had, from wherever an earlier step has put it; the scenario goes on when it serves.
    Start,
}
