//! `start`: starts a program and goes on, once it is ready.

use crate::attempt::scenario::{Halted, Scenario};
use crate::course::lab::{Exit, Ready, StartStep};
use crate::engine::eventually::eventually;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::Instant;

/// A Python program with a Kafka client is ready after half a second; on a starved machine it takes longer.
const READY: Duration = Duration::from_secs(20);

pub(super) async fn perform(
    step: &StartStep,
    id: &str,
    scenario: &mut Scenario<'_>,
) -> Result<Value, Halted> {
    scenario.order.listener.phase(format!("Starting {}", step.program.value));
    let given = step.given.iter().map(|(variable, set)| (variable.clone(), set.value.clone()));
    let worker = step.worker.clone().map(|worker| ("WORKER_ID".to_owned(), worker));
    scenario.start(&step.program, id, Exit::Ok, given, step.env.clone().into_iter().chain(worker))?;
    if let Some(started) = scenario.running.last_mut() {
        started.worker.clone_from(&step.worker);
    }
    let ready = scenario.order.lab.spec.programs.get(step.program.as_str()).and_then(|p| p.ready.clone());
    match ready {
        None => Ok(Value::Null),
        Some(Ready::Http(_)) => Ok(Value::Null),
        Some(Ready::Log(text)) => wait_for_line(&step.program, id, &text, scenario).await,
    }
}

async fn wait_for_line(
    program: &str,
    run: &str,
    text: &str,
    scenario: &mut Scenario<'_>,
) -> Result<Value, Halted> {
    let within = READY.min(scenario.over.saturating_duration_since(Instant::now()));
    let what = format!("{program} to print “{text}”");
    let seen = eventually(&what, within, || {
        scenario.notice_ends();
        let lines = scenario.output.lines();
        let said =
            lines.get(program).into_iter().flatten().any(|line| line.run == run && line.text.contains(text));
        let ended = scenario.running.iter().any(|s| s.run.run == run && s.run.ended.is_some());
        std::future::ready(match (said, ended) {
            (true, _) => Ok(true),
            // A death is told by itself.
            (false, true) => Ok(false),
            (false, false) => Err("it has not"),
        })
    })
    .await;
    match seen {
        Ok(ready) => Ok(json!({ "ready": ready })),
        Err(overdue) => Err(Halted::Program {
            error: format!("{program} was not ready within {} s", overdue.within.as_secs_f64().round()),
            result: json!({
                "program": program,
                "expected": format!("a line that holds “{text}”, on either stream"),
                "got": "no such line",
            }),
        }),
    }
}
