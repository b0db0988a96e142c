//! Which brokers were there after each step of the scenario, and who had which partition then.
//!
//! Kept where a lab has more than one broker: with one there is nothing to tell that its steps do not tell.

use super::Micros;
use super::shape::{Field, Shape};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the scenario has done to a broker last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BrokerState {
    /// Nothing, or it has come back.
    Running,
    /// It was told to end, and has.
    Stopped,
    /// It was ended as a crash does.
    Killed,
    /// It is there and does nothing.
    Paused,
}

/// A broker after a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BrokerSeen {
    /// When it was looked at.
    pub at: Micros,
    /// The id of the step that had ended; `None` for the last look, when all programs had ended and before what
    /// is away comes back. While the scenario waits, the last look is that of the moment.
    pub step: Option<String>,
    /// Its `node.id`.
    pub broker: i64,
    /// How it was.
    pub state: BrokerState,
}

/// A partition after a step, as a broker that was at work knew it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PartitionSeen {
    /// When it was looked at.
    pub at: Micros,
    /// The step, as [`BrokerSeen::step`].
    pub step: Option<String>,
    /// The topic.
    pub topic: String,
    /// The partition, from 0.
    pub partition: i64,
    /// The broker that leads it; `None` where none does.
    pub leader: Option<i64>,
    /// The in-sync replicas, by id. A broker that has gone is among them until its session ends.
    pub isr: Vec<i64>,
    /// All its replicas, in the order of the assignment: the first is the preferred leader.
    pub replicas: Vec<i64>,
    /// Replicas whose broker the controller takes for dead, by id.
    pub offline: Vec<i64>,
    /// Replicas that may lead though they are not in sync: they have all that was committed (KIP-966), by id.
    pub eligible: Vec<i64>,
}

/// What a condition may ask of a broker.
pub(super) const BROKER_FIELDS: &[Field] =
    &[("at", Shape::Scalar), ("step", Shape::Scalar), ("broker", Shape::Scalar), ("state", Shape::Scalar)];

/// What a condition may ask of a partition.
pub(super) const PARTITION_FIELDS: &[Field] = &[
    ("at", Shape::Scalar),
    ("step", Shape::Scalar),
    ("topic", Shape::Scalar),
    ("partition", Shape::Scalar),
    ("leader", Shape::Scalar),
    ("isr", Shape::List(&Shape::Scalar)),
    ("replicas", Shape::List(&Shape::Scalar)),
    ("offline", Shape::List(&Shape::Scalar)),
    ("eligible", Shape::List(&Shape::Scalar)),
];
