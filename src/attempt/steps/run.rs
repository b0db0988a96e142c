//! `run`: starts a program and waits until it ends by itself.

use crate::attempt::scenario::{Halted, Scenario};
use crate::course::Span;
use crate::course::lab::RunStep;
use serde_json::{Value, json};
use tokio::time::Instant;

pub(super) async fn perform(step: &RunStep, id: &str, scenario: &mut Scenario<'_>) -> Result<Value, Halted> {
    scenario.order.listener.phase(format!("Running {}", step.program.value));
    let given = step.given.iter().map(|(variable, set)| (variable.clone(), set.value.clone()));
    scenario.start(&step.program, id, step.exit, given, step.env.clone().into_iter())?;
    let deadline = (Instant::now() + step.within.0).min(scenario.over);
    let clock = scenario.clock;
    // It was started a line above.
    let Some(started) = scenario.running.last_mut() else { return Ok(Value::Null) };
    if let Some(ended) = started.process.wait(deadline).await {
        started.note(ended, clock.now(), false);
        return Ok(json!({ "exit": ended.exit, "signal": ended.signal }));
    }
    if let Some(ended) = started.process.kill().await {
        started.note(ended, clock.now(), true);
    }
    let limit = scenario.order.lab.spec.limit;
    let within = if deadline == scenario.over { limit } else { step.within };
    Err(overdue(&step.program, within))
}

fn overdue(program: &str, within: Span) -> Halted {
    Halted::Program {
        error: format!("{program} was still running after {within}"),
        result: json!({
            "program": program,
            "expected": format!("{program} does its work and ends by itself within {within}"),
            "got": format!("it was still running after {within}, and was ended"),
        }),
    }
}
