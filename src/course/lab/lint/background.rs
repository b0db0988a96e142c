//! What plays beside a scenario can do so, comes to an end, and has enough to write.

use super::File;
use crate::course::lab::{BackgroundStep, DataSet, JoinStep, ProduceStep, Stage, Step};
use crate::course::{At, Diagnostic};
use std::collections::BTreeMap;

/// What a stage has begun so far and not joined: by the id of its step, with where that stands.
#[derive(Default)]
pub(super) struct Beside(BTreeMap<String, At<()>>);

impl Beside {
    /// A `background` or a `join`.
    pub(super) fn step(
        &mut self,
        stage: &Stage,
        step: &At<Step>,
        id: &str,
        file: &File<'_>,
        found: &mut Vec<Diagnostic>,
    ) {
        match &**step {
            Step::Background(s) => {
                begins(stage, s, step, file, found);
                if s.id.is_some() {
                    self.0.insert(id.to_owned(), At { value: (), line: step.line, column: step.column });
                }
            }
            Step::Join(JoinStep { background, .. }) if self.0.remove(background.as_str()).is_none() => {
                let known = self.0.keys().map(String::as_str);
                let message = format!("no background `{}` plays here", **background);
                found.push(file.at(background, message).did_you_mean(background, known));
            }
            _ => {}
        }
    }

    /// The end of the stage: everything has been joined.
    pub(super) fn end(&self, file: &File<'_>, found: &mut Vec<Diagnostic>) {
        for (id, place) in &self.0 {
            let message = "this plays on when the scenario ends, and where it stops is left to chance";
            let help = format!("write `- join: {{ background: {id} }}` where it is to end");
            found.push(file.at(place, message).help(help));
        }
    }
}

fn begins(
    stage: &Stage,
    begun: &BackgroundStep,
    step: &At<Step>,
    file: &File<'_>,
    found: &mut Vec<Diagnostic>,
) {
    if begun.id.is_none() {
        let message = "a background has an id, by which it is joined";
        found.push(file.at(step, message).help("write `id: feed`"));
    }
    if begun.steps.is_empty() || begun.times == Some(0) || begun.every.0.is_zero() {
        found.push(file.at(step, "a background has steps, at least one round, and time between two"));
    }
    for inner in &begun.steps {
        match &**inner {
            Step::Produce(produce) => enough(stage, begun, produce, inner, file, found),
            other => {
                let message = format!("`{}` cannot play beside a scenario", other.kind());
                found.push(file.at(inner, message).help("`produce` can"));
            }
        }
    }
}

/// Every round takes entries, and as many rounds as there are find some.
fn enough(
    stage: &Stage,
    begun: &BackgroundStep,
    produce: &ProduceStep,
    step: &At<Step>,
    file: &File<'_>,
    found: &mut Vec<Diagnostic>,
) {
    let Some(data) = stage.data.get(produce.data.as_str()) else {
        let known = stage.data.keys().map(String::as_str);
        let message = format!("stage `{}` has no data `{}`", *stage.id, *produce.data);
        return found.push(file.at(&produce.data, message).did_you_mean(&produce.data, known));
    };
    let Some(take) = produce.take.filter(|take| *take > 0) else {
        let message = "a `produce` in a background says how many entries a round writes";
        return found.push(file.at(step, message).help("write `take: 5`"));
    };
    let entries = match data {
        DataSet::Lines(lines) => lines.len(),
        DataSet::Text(lines) => lines.len(),
        DataSet::Made { count, .. } => *count,
    };
    let rounds = begun.times.and_then(|times| usize::try_from(times).ok());
    if let Some(wanted) =
        rounds.and_then(|rounds| rounds.checked_mul(take)).filter(|wanted| *wanted > entries)
    {
        let message = format!("`{}` has {entries} entries, and all rounds take {wanted}", *produce.data);
        found.push(file.at(step, message));
    }
}
