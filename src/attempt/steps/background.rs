//! `background` and `join`: steps that play beside the scenario begin, and end.

use super::produce::Feed;
use crate::attempt::background::{Beside, Rounds};
use crate::attempt::run::Trouble;
use crate::attempt::scenario::{Halted, Scenario};
use crate::course::lab::{BackgroundStep, JoinStep, Step};
use serde_json::{Value, json};

pub(super) fn begin(step: &BackgroundStep, id: &str, scenario: &mut Scenario<'_>) -> Result<Value, Halted> {
    let feeds = step.steps.iter().map(|inner| match &**inner {
        Step::Produce(produce) => Feed::new(produce, scenario),
        other => Err(Trouble::ours(format!("`{}` cannot play beside a scenario", other.kind()))),
    });
    let beside = Beside::default();
    let feeds = feeds.collect::<Result<_, _>>()?;
    let rounds = Rounds { every: step.every.0, times: step.times, feeds, beside: beside.clone() };
    scenario.begun.push(rounds);
    scenario.beside.insert(id.to_owned(), beside);
    Ok(Value::Null)
}

pub(super) async fn join(step: &JoinStep, scenario: &mut Scenario<'_>) -> Result<Value, Halted> {
    let name = step.background.as_str();
    let beside = scenario.beside.get(name);
    let beside = beside.ok_or_else(|| Trouble::ours(format!("nothing called {name} plays")))?.clone();
    let counted = scenario.stage.scenario.iter().any(|begun| match &**begun {
        Step::Background(begun) => begun.id.as_deref() == Some(name) && begun.times.is_some(),
        _ => false,
    });
    if !counted {
        beside.stop();
    }
    match tokio::time::timeout_at(scenario.over, beside.done()).await {
        Ok(()) => Ok(beside.result()),
        Err(_) => Err(Halted::Program {
            error: format!("the time of this stage was over while `{name}` went on"),
            result: json!({
                "expected": format!("the stage ends within {}", scenario.order.lab.spec.limit),
                "got": format!("`{name}` had still rounds to play"),
            }),
        }),
    }
}
