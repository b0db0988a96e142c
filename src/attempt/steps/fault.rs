//! `fault` and `heal`: rules of the gateway begin and end.

use crate::attempt::run::Trouble;
use crate::attempt::scenario::{Halted, Scenario};
use crate::course::Rate;
use crate::course::lab::{FaultDo, FaultOn, FaultStep, HealStep, Speed, Stage, Way, api_of};
use crate::evidence::cel::Condition;
use crate::gateway::{Act, Gateway, Leg, On, Refusal, Rule, Throttle};
use serde_json::Value;
use std::sync::Arc;

pub(super) fn begin(step: &FaultStep, id: &str, scenario: &mut Scenario<'_>) -> Result<Value, Halted> {
    let gateway = gateway(scenario)?;
    let times = step.times;
    let stage = scenario.stage;
    let rules = |act| Ok::<_, Trouble>(vec![Rule { on: on(&step.on, stage)?, act, times }]);
    match &step.act {
        FaultDo::Delay(span) => gateway.fault(id, rules(Act::Delay(span.0))?),
        FaultDo::Lose(way) => gateway.fault(id, rules(Act::Lose(leg(*way)))?),
        FaultDo::Cut => gateway.fault(id, rules(Act::Cut)?),
        FaultDo::Hold(way) => gateway.fault(id, rules(Act::Hold(leg(*way)))?),
        FaultDo::Answer(error) => gateway.fault(id, rules(Act::Answer(error.response()))?),
        FaultDo::Throttle(Speed { requests, answers }) => {
            let speed = |rate: &Option<Rate>| rate.map(|rate| rate.0);
            let (requests, answers) = (speed(requests), speed(answers));
            gateway.throttle(id, Throttle { program: program(&step.on), requests, answers });
        }
        FaultDo::Refuse => gateway.refuse(id, Refusal { program: program(&step.on), times }),
    }
    Ok(Value::Null)
}

fn program(on: &FaultOn) -> Option<String> {
    on.program.as_ref().map(|program| program.value.clone())
}

/// Which requests, as the gateway has it.
pub(in crate::attempt) fn on(on: &FaultOn, stage: &Stage) -> Result<On, Trouble> {
    let name = on.api_name();
    let api = api_of(name).ok_or_else(|| Trouble::ours(format!("Kafka's protocol has no API `{name}`")))?;
    let condition = on.only.as_ref().map(|only| Condition::compile(only).map(Arc::new)).transpose();
    Ok(On {
        api,
        program: program(on),
        runs: on.worker.as_ref().map(|worker| stage.runs_of(program(on).as_deref(), worker)),
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
