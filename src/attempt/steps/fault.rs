//! `fault` and `heal`: rules of the gateway begin and end.

use crate::attempt::run::Trouble;
use crate::attempt::scenario::{Halted, Scenario};
use crate::course::lab::{FaultDo, FaultStep, HealStep, api_of};
use crate::gateway::{Act, Gateway, On, Rule};
use serde_json::Value;

pub(super) fn begin(step: &FaultStep, id: &str, scenario: &mut Scenario<'_>) -> Result<Value, Halted> {
    let name = step.on.api.as_str();
    let api = api_of(name).ok_or_else(|| Trouble::ours(format!("Kafka's protocol has no API `{name}`")))?;
    let act = match step.act {
        FaultDo::Delay(span) => Act::Delay(span.0),
    };
    gateway(scenario)?.fault(id, Rule { on: On::every(api), act, times: None });
    Ok(Value::Null)
}

pub(super) fn end(step: &HealStep, scenario: &mut Scenario<'_>) -> Result<Value, Halted> {
    gateway(scenario)?.heal(&step.fault);
    Ok(Value::Null)
}

fn gateway<'a>(scenario: &Scenario<'a>) -> Result<&'a Gateway, Trouble> {
    scenario.gateway.ok_or_else(|| Trouble::ours("a fault needs the gateway, and there is none"))
}
