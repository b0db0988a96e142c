//! Plays a scenario step by step, and keeps what each came to.

use super::background::Playing;
use super::run::Trouble;
use super::scenario::{Halted, Scenario};
use super::{steps, traps};
use crate::course::lab::{Expect, Step};
use crate::evidence::StepResult;
use serde_json::{Value, json};

impl Scenario<'_> {
    /// Plays the steps. What a program could not do ends it early, and is in the evidence.
    pub(super) async fn play(&mut self) -> Result<(), Trouble> {
        let stage = self.stage;
        let mut playing = Playing::default();
        for (n, step) in (1..).zip(&stage.scenario) {
            traps::arm(n - 1, self)?;
            let goes_on = playing.beside(self.step(step, step.id(n))).await??;
            self.begun.drain(..).for_each(|rounds| playing.begin(rounds));
            if !goes_on {
                break;
            }
        }
        for (id, beside) in &self.beside {
            if let Some(step) = self.known.steps.get_mut(id) {
                step.result = beside.result();
            }
        }
        Ok(())
    }

    /// Plays a step, and says whether the scenario goes on.
    pub(super) async fn step(&mut self, step: &Step, id: String) -> Result<bool, Trouble> {
        // What is there to be explored is explored with its faults.
        let left_out = !self.order.mode.is_check() && !self.stage.stays_up;
        if left_out && step.is_fault() {
            return Ok(true);
        }
        let from = self.clock.now();
        let done = steps::perform(step, &id, self).await;
        let to = self.clock.now();
        let Done { result, error, meant } = done_as(step, done)?;
        self.halted |= error.is_some() && !meant;
        let kind = step.kind().to_owned();
        self.look(Some(&id)).await?;
        self.known.steps.insert(id.clone(), StepResult { id, kind, from, to, result, error, meant });
        Ok(!self.halted && !self.running.iter().any(|started| started.run.died))
    }
}

/// What a step came to.
struct Done {
    result: Value,
    error: Option<String>,
    /// Whether the error is what the lab wants.
    meant: bool,
}

/// Holds what came of a step against what is expected of it.
fn done_as(step: &Step, done: Result<Value, Halted>) -> Result<Done, Trouble> {
    match (done, step.expect()) {
        (Err(Halted::Trouble(trouble)), _) => Err(trouble),
        (Ok(result), Expect::Ok) => Ok(Done { result, error: None, meant: false }),
        (Err(Halted::Program { error, result }), expect) => {
            Ok(Done { result, error: Some(error), meant: expect == Expect::Error })
        }
        (Ok(result), Expect::Error) => Ok(Done {
            result: json!({
                "allowed": true,
                "expected": format!("{} is refused", step.deed()),
                "got": "it was done",
                "result": result,
            }),
            error: Some(format!("{} was to be refused, and it was done", step.deed())),
            meant: false,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(expect: &str, done: Result<Value, Halted>) -> (Option<String>, bool) {
        let step: Step =
            serde_saphyr::from_str(&format!("topic: {{ name: t, partitions: 1, expect: {expect} }}"))
                .unwrap();
        let done = done_as(&step, done).unwrap();
        (done.error, done.meant)
    }

    fn refused() -> Result<Value, Halted> {
        Err(Halted::Program { error: "no".to_owned(), result: Value::Null })
    }

    #[test]
    fn what_is_refused_ends_the_scenario_but_where_it_is_meant() {
        assert_eq!(done("ok", Ok(Value::Null)), (None, false));
        assert_eq!(done("ok", refused()), (Some("no".to_owned()), false));
        assert_eq!(done("error", refused()), (Some("no".to_owned()), true));
        let allowed = "the creation of the topic t was to be refused, and it was done".to_owned();
        assert_eq!(done("error", Ok(Value::Null)), (Some(allowed), false));
    }
}
