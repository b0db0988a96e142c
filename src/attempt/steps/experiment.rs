//! `experiment`: plays lists of steps of the lab, one that is named or those that a learner has chosen.

use crate::attempt::question::Question;
use crate::attempt::scenario::{Halted, Scenario};
use crate::course::lab::ExperimentStep;
use serde_json::{Value, json};
use std::sync::Arc;

pub(super) async fn perform(step: &ExperimentStep, scenario: &mut Scenario<'_>) -> Result<Value, Halted> {
    let chosen = match (&step.name, &step.chosen_by) {
        (Some(name), _) => vec![name.value.clone()],
        (None, Some(text)) => {
            let question = Question::new(text)?;
            let answer = question.value(scenario).await;
            // What a learner wrote may be anything; what it lacks is for the checks.
            answer.map(|value| names(&value)).unwrap_or_default()
        }
        (None, None) => Vec::new(),
    };
    let wanted: Vec<&str> = match &step.name {
        Some(name) => vec![name.as_str()],
        None => step
            .among
            .iter()
            .map(|name| name.as_str())
            .filter(|name| chosen.iter().any(|it| it == name))
            .collect(),
    };
    let unknown: Vec<&String> = chosen.iter().filter(|name| !wanted.contains(&name.as_str())).collect();
    let lab = Arc::clone(&scenario.order.lab);
    let mut played: Vec<&str> = Vec::new();
    'all: for name in wanted {
        let Some(experiment) = lab.spec.experiments.get(name) else { continue };
        scenario.order.listener.phase(format!("Experiment: {}", experiment.says));
        played.push(name);
        for (n, inner) in (1..).zip(&experiment.scenario) {
            let id = ExperimentStep::inner_id(name, inner, n);
            if !Box::pin(scenario.step(inner, id)).await? {
                break 'all;
            }
        }
    }
    Ok(json!({ "played": played, "unknown": unknown }))
}

/// A name, or the names in a list; what is no text is none.
fn names(value: &Value) -> Vec<String> {
    let texts = match value {
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
        other => other.as_str().into_iter().collect::<Vec<_>>(),
    };
    let mut names: Vec<String> = Vec::new();
    for text in texts {
        if !names.iter().any(|name| name == text) {
            names.push(text.to_owned());
        }
    }
    names
}
