//! `stop`: asks a program to end, and waits until it has.

use crate::attempt::scenario::{Halted, Scenario};
use crate::course::lab::StopStep;
use serde_json::{Value, json};
use tokio::time::Instant;

pub(super) async fn perform(step: &StopStep, scenario: &mut Scenario<'_>) -> Result<Value, Halted> {
    let Some(place) = scenario.latest(&step.program, step.worker.as_ref()) else {
        return Ok(json!({ "was_running": false }));
    };
    scenario.order.listener.phase(format!("Stopping {}", step.program.value));
    let clock = scenario.clock;
    let started = &mut scenario.running[place];
    started.process.terminate();
    if let Some(ended) = started.process.wait(Instant::now() + step.within.0).await {
        started.note(ended, clock.now(), true);
        return Ok(json!({ "was_running": true, "exit": ended.exit, "signal": ended.signal }));
    }
    if let Some(ended) = started.process.kill().await {
        started.note(ended, clock.now(), true);
    }
    let (program, within) = (&step.program.value, step.within);
    Err(Halted::Program {
        error: format!("{program} did not end within {within} of SIGTERM"),
        result: json!({
            "program": program,
            "expected": format!("{program} finishes what it holds and ends when it is asked to"),
            "got": format!("it was still running {within} after SIGTERM, and was killed"),
        }),
    })
}
