//! `fault` and `heal`: rules of the gateway begin and end.

use crate::attempt::run::Trouble;
use crate::attempt::scenario::{Halted, Scenario};
use crate::course::lab::{FaultDo, FaultOn, FaultStep, HealStep, Way, api_of};
use crate::evidence::cel::Condition;
use crate::gateway::{Act, Gateway, Leg, On, Rule};
use serde_json::Value;
use std::sync::Arc;

pub(super) fn begin(step: &FaultStep, id: &str, scenario: &mut Scenario<'_>) -> Result<Value, Halted> {
    let act = match step.act {
        FaultDo::Delay(span) => Act::Delay(span.0),
        FaultDo::Lose(way) => Act::Lose(leg(way)),
        FaultDo::Cut => Act::Cut,
        FaultDo::Hold(way) => Act::Hold(leg(way)),
    };
    gateway(scenario)?.fault(id, vec![Rule { on: on(&step.on)?, act, times: step.times }]);
    Ok(Value::Null)
}

/// Which requests, as the gateway has it.
pub(in crate::attempt) fn on(on: &FaultOn) -> Result<On, Trouble> {
    let name = on.api.as_str();
    let api = api_of(name).ok_or_else(|| Trouble::ours(format!("Kafka's protocol has no API `{name}`")))?;
    let condition = on.only.as_ref().map(|only| Condition::compile(only).map(Arc::new)).transpose();
    Ok(On {
        api,
        program: on.program.as_ref().map(|program| program.value.clone()),
        topic: on.topic.clone(),
        group: on.group.clone(),
        condition: condition.map_err(|complaint| Trouble::ours(complaint.message))?,
        nth: on.nth.unwrap_or(1),
    })
}

/// Which way, as the gateway has it.
pub(in crate::attempt) fn leg(way: Way) -> Leg {
    match way {
        Way::Request => Leg::Request,
        Way::Answer => Leg::Answer,
    }
}

pub(super) fn end(step: &HealStep, scenario: &mut Scenario<'_>) -> Result<Value, Halted> {
    gateway(scenario)?.heal(&step.fault);
    Ok(Value::Null)
}

pub(in crate::attempt) fn gateway<'a>(scenario: &Scenario<'a>) -> Result<&'a Gateway, Trouble> {
    scenario.gateway.ok_or_else(|| Trouble::ours("a fault needs the gateway, and there is none"))
}
