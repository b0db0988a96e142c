//! `release`: what a step holds goes on.

use crate::attempt::scenario::{Halted, Scenario};
use crate::course::lab::ReleaseStep;
use serde_json::{Value, json};

pub(super) fn perform(step: &ReleaseStep, scenario: &mut Scenario<'_>) -> Result<Value, Halted> {
    Ok(json!({ "was_held": scenario.traps.release(&step.of, scenario.gateway) }))
}
