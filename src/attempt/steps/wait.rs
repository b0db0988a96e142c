//! `wait`: until a condition over the evidence holds, or what the step is bound to has come.

use crate::attempt::question::Question;
use crate::attempt::scenario::{Halted, Scenario};
use crate::attempt::traps;
use crate::course::At;
use crate::course::lab::{IfNever, WaitStep};
use crate::engine::eventually::eventually;
use serde_json::{Value, json};
use tokio::time::Instant;

pub(super) async fn perform(step: &WaitStep, id: &str, scenario: &mut Scenario<'_>) -> Result<Value, Halted> {
    match &step.until {
        Some(until) => condition(until, step, scenario).await,
        None => {
            let tripped = traps::wait(id, &step.when, step.within, step.if_never, scenario).await?;
            Ok(json!({ "held": tripped.is_some(), "tripped": tripped }))
        }
    }
}

async fn condition(
    until: &At<String>,
    step: &WaitStep,
    scenario: &mut Scenario<'_>,
) -> Result<Value, Halted> {
    let question = Question::new(until)?;
    let seen = loop {
        let before = scenario.progress();
        let within = step.within.0.min(scenario.over.saturating_duration_since(Instant::now()));
        let seen = eventually(until, within, || {
            scenario.notice_ends();
            let died = scenario.running.iter().any(|s| s.run.died);
            let asked = question.ask(scenario);
            async move {
                match asked.await {
                    Ok(true) => Ok(true),
                    // What a dead program was to do will not come.
                    _ if died => Ok(false),
                    Ok(false) => Err("it did not hold".to_owned()),
                    Err(error) => Err(error),
                }
            }
        })
        .await;
        if seen.is_ok() || !scenario.goes_on(before) {
            break seen;
        }
    };
    match seen {
        Ok(held) => Ok(json!({ "held": held })),
        Err(_) if step.if_never == IfNever::Continue => Ok(json!({ "held": false })),
        Err(overdue) => Err(Halted::Program {
            error: format!("what was waited for did not come within {}", step.within),
            result: json!({ "expected": until.value, "got": overdue.last_seen }),
        }),
    }
}
