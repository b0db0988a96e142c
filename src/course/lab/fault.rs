//! What bends the wire, and what ends that.

use super::KafkaError;
use crate::course::{At, Rate, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `fault`: bends the wire from here on.
///
/// Its result has `fired`: each time that it happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FaultStep {
    /// The step's id, by which `heal` and evidence name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Which requests, or whose connections.
    #[serde(default)]
    pub on: FaultOn,
    /// What happens to them.
    #[serde(rename = "do")]
    pub act: FaultDo,
    /// How often it happens; until it is healed where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
}

/// Which requests a fault is about: those for which all that is given holds. A fault that is about connections
/// takes `program` alone, or nothing for everybody's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FaultOn {
    /// The API's name in the protocol, such as `Metadata` or `Produce`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api: Option<At<String>>,
    /// The program that sends them, or whose connections they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<At<String>>,
    /// Which of several instances: its `WORKER_ID`, as `start … as` gave it. Any where there is none.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub worker: Option<At<String>>,
    /// A topic that they name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// The consumer group that they name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// A CEL condition over what they hold, the `fields` of a request in the evidence.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub only: Option<At<String>>,
    /// From which of them on, counted from this step: the first where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nth: Option<u64>,
}

impl FaultOn {
    /// The API's name; empty where it is about connections.
    pub fn api_name(&self) -> &str {
        self.api.as_ref().map_or("", |api| api.as_str())
    }
}

/// What a fault does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FaultDo {
    /// Lets the answer through this much later.
    Delay(Span),
    /// The request never reaches the broker, or its answer never the program; the connection ends with it.
    Lose(Way),
    /// The request goes on, and the connection ends before its answer.
    Cut,
    /// It waits until the fault is healed, and is dropped if the program ends before.
    Hold(Way),
    /// It never reaches Kafka, and is answered with this error, as a broker answers to a request of which it has
    /// done nothing. A Produce that asks for no answer has its connection ended.
    Answer(At<KafkaError>),
    /// New connections are reset, as by a port on which nobody listens. Those that are there stay; a fault with
    /// `cut` ends them.
    Refuse,
    /// Bytes go on as a line of such a speed delivers them, until the fault is healed.
    Throttle(Speed),
}

/// How fast a throttle lets bytes go, in all connections that it is about together: one of the ways, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Speed {
    /// From the program to Kafka; as fast as they come where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requests: Option<Rate>,
    /// From Kafka to the program; likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<Rate>,
}

impl FaultDo {
    /// As it is written in lab.yaml.
    pub fn name(&self) -> &'static str {
        match self {
            FaultDo::Delay(_) => "delay",
            FaultDo::Lose(_) => "lose",
            FaultDo::Cut => "cut",
            FaultDo::Hold(_) => "hold",
            FaultDo::Answer(_) => "answer",
            FaultDo::Refuse => "refuse",
            FaultDo::Throttle(_) => "throttle",
        }
    }

    /// Whether it is about requests; else it is about connections as such.
    pub fn is_about_requests(&self) -> bool {
        !matches!(self, FaultDo::Refuse | FaultDo::Throttle(_))
    }
}

/// One of the two ways between a program and what it asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// What the program sends.
    Request,
    /// What comes back.
    Answer,
}

/// `heal`: ends a fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HealStep {
    /// The step's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The id of the fault.
    pub fault: At<String>,
}
