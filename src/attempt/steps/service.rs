//! `service`: a service of the lab is down, slow, fails for some, or is well again.

use crate::attempt::run::Trouble;
use crate::attempt::scenario::{Halted, Scenario};
use crate::attempt::service::Rule;
use crate::course::lab::ServiceStep;
use serde_json::Value;

pub(super) fn perform(step: &ServiceStep, id: &str, scenario: &mut Scenario<'_>) -> Result<Value, Halted> {
    let name = step.service.as_str();
    let service = scenario.services.get(name);
    let service = service.ok_or_else(|| Trouble::ours(format!("the lab has no service {name}")))?;
    if step.down {
        service.shut(id);
        return Ok(Value::Null);
    }
    let rules = Rule::all(step.answers.as_deref().unwrap_or_default());
    let rules = rules.map_err(|complaint| Trouble::ours(complaint.message))?;
    service.answer(id, rules);
    Ok(Value::Null)
}
