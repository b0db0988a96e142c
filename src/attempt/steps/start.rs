//! `start`: starts a program and goes on, once it is ready.

use crate::attempt::http::{self, Asked};
use crate::attempt::run::Trouble;
use crate::attempt::scenario::{Halted, Scenario};
use crate::course::lab::{Ready, StartStep};
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
    scenario.start(&step.program, id, step.exit, given, step.env.clone().into_iter().chain(worker))?;
    if let Some(started) = scenario.running.last_mut() {
        started.worker.clone_from(&step.worker);
    }
    let ready = scenario.order.lab.spec.programs.get(step.program.as_str()).and_then(|p| p.ready.clone());
    match ready {
        None => Ok(Value::Null),
        Some(Ready::Http(path)) => wait_for_answer(&step.program, id, &path, scenario).await,
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
        // What a later step waits for may come before the line, and nothing comes after it until that step.
        let held = scenario.traps.hold_up(run, scenario.gateway);
        std::future::ready(match (said, ended || held) {
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

/// Asks until an answer comes that is no error. What is asked here is no response of the lab's.
async fn wait_for_answer(
    program: &str,
    run: &str,
    path: &str,
    scenario: &mut Scenario<'_>,
) -> Result<Value, Halted> {
    let within = READY.min(scenario.over.saturating_duration_since(Instant::now()));
    let (_, port) = scenario.port(program, None);
    let port = port.ok_or_else(|| Trouble::ours(format!("{program} was given no port")))?;
    let asked = Asked { method: "GET", path: path.to_owned(), headers: [].into(), body: Vec::new() };
    let clock = scenario.clock;
    let seen = eventually(&format!("{program} to answer"), within, || {
        scenario.notice_ends();
        let ended = scenario.running.iter().any(|s| s.run.run == run && s.run.ended.is_some());
        let asked = &asked;
        async move {
            match http::ask(port, asked, within, clock).await.came {
                Ok(answered) if answered.status < 400 => Ok(true),
                // A death is told by itself.
                _ if ended => Ok(false),
                Ok(answered) => Err(format!("an answer with the status {}", answered.status)),
                Err(why) => Err(why),
            }
        }
    })
    .await;
    match seen {
        Ok(ready) => Ok(json!({ "ready": ready })),
        Err(overdue) => Err(Halted::Program {
            error: format!("{program} was not ready within {} s", overdue.within.as_secs_f64().round()),
            result: json!({
                "program": program,
                "expected": format!("an answer with a status below 400 to GET {path}, at the port that `PORT` names"),
                "got": overdue.last_seen,
            }),
        }),
    }
}
