//! `pause` and `resume`: a program stands still where it is, and goes on.

use crate::attempt::run::Trouble;
use crate::attempt::scenario::{Halted, Scenario};
use crate::course::lab::{PauseStep, ResumeStep};
use serde_json::{Value, json};

pub(super) fn pause(step: &PauseStep, scenario: &mut Scenario<'_>) -> Result<Value, Halted> {
    let place = scenario.latest(&step.program, step.worker.as_ref());
    if let Some(place) = place {
        scenario.order.listener.phase(format!("Pausing {}", step.program.value));
        scenario.running[place].process.pause().map_err(Trouble::ours)?;
    }
    Ok(json!({ "was_running": place.is_some() }))
}

pub(super) fn resume(step: &ResumeStep, scenario: &mut Scenario<'_>) -> Result<Value, Halted> {
    let place = scenario.latest(&step.program, step.worker.as_ref());
    if let Some(place) = place {
        scenario.order.listener.phase(format!("Letting {} go on", step.program.value));
        scenario.running[place].process.resume().map_err(Trouble::ours)?;
    }
    Ok(json!({ "was_running": place.is_some() }))
}
