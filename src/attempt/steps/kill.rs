//! `kill`: ends a program and all that it started at once, as a crash does.

use crate::attempt::members;
use crate::attempt::scenario::{Halted, Scenario};
use crate::course::lab::KillStep;
use serde_json::{Value, json};

pub(super) async fn perform(step: &KillStep, scenario: &mut Scenario<'_>) -> Result<Value, Halted> {
    let Some(place) = scenario.latest(&step.program) else { return Ok(json!({ "was_running": false })) };
    let clock = scenario.clock;
    let started = &mut scenario.running[place];
    if let Some(ended) = started.process.kill().await {
        started.note(ended, clock.now(), true);
    }
    let run = started.run.run.clone();
    let taken_out = members::take_out(&run, scenario).await?;
    Ok(json!({ "was_running": true, "taken_out": taken_out }))
}
