//! `kill`: ends a program and all that it started at once, as a crash does. What it was held at is dropped.

use crate::attempt::members;
use crate::attempt::scenario::{Halted, Scenario};
use crate::attempt::traps;
use crate::course::lab::KillStep;
use serde_json::{Value, json};

pub(super) async fn perform(step: &KillStep, id: &str, scenario: &mut Scenario<'_>) -> Result<Value, Halted> {
    let tripped = match step.within.filter(|_| !step.when.is_empty()) {
        Some(within) => traps::wait(id, &step.when, within, step.if_never, scenario).await?,
        None => None,
    };
    let place = scenario.latest(&step.program, step.worker.as_ref());
    if let Some(place) = place {
        let clock = scenario.clock;
        let started = &mut scenario.running[place];
        if let Some(ended) = started.process.kill().await {
            started.note(ended, clock.now(), true);
        }
    }
    let taken_out = match place.map(|place| scenario.running[place].run.run.clone()) {
        Some(run) => {
            scenario.traps.drop_held(&run, scenario.gateway);
            members::take_out(&run, scenario).await?
        }
        None => Vec::new(),
    };
    Ok(json!({ "was_running": place.is_some(), "tripped": tripped, "taken_out": taken_out }))
}
