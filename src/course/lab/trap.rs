//! What a step can be bound to, so that it lands between two exact moments.

use super::{FaultOn, SqlTrap, Way};
use crate::course::At;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What trips a step that is bound by `when`. It is armed right before its program starts, and what trips it is
/// held until a step releases it or its program is killed. In lab.yaml:
/// `when: [{ effect: { service: email, nth: 7, hold: request } }]`; of several the first that comes counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Trap {
    /// A call to a service.
    Effect(EffectTrap),
    /// A request to Kafka.
    Request(RequestTrap),
    /// A statement to the lab's database.
    Sql(SqlTrap),
    /// A CEL condition over the evidence. Nothing is held by it.
    Fact(At<String>),
}

impl Trap {
    /// The instance whose doing it is about, where it names one.
    pub fn worker(&self) -> Option<&At<String>> {
        match self {
            Trap::Effect(effect) => effect.worker.as_ref(),
            Trap::Request(request) => request.on.worker.as_ref(),
            Trap::Sql(sql) => sql.worker.as_ref(),
            Trap::Fact(_) => None,
        }
    }
}

/// A call to a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EffectTrap {
    /// The service.
    pub service: At<String>,
    /// Which of several instances: its `WORKER_ID`, as `start … as` gave it. Any where there is none.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub worker: Option<At<String>>,
    /// Which calls, as a CEL condition over `n`, `method`, `path`, `query`, `headers` and `body`; all of them where
    /// there is none.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub only: Option<At<String>>,
    /// Which of those, counted from the start of the program: 1 for the next.
    #[serde(default = "first")]
    pub nth: u64,
    /// Where it is held: at the request it does not count yet, at the answer it does.
    pub hold: Way,
}

/// A request to Kafka.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestTrap {
    /// Which one; `nth` counts from the start of the program.
    pub on: FaultOn,
    /// Where it is held: at the request the broker has not seen it, at the answer it has done what was asked.
    pub hold: Way,
}

fn first() -> u64 {
    1
}

/// What becomes of a step that waits for what never comes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IfNever {
    /// The scenario ends there, and says what it waited for.
    #[default]
    Fail,
    /// The step is done all the same, and the scenario goes on.
    Continue,
}

/// `release`: lets what a step holds go on.
///
/// Its result has `was_held`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseStep {
    /// The step's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The id of the step that holds it.
    pub of: At<String>,
}
