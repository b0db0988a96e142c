//! A stage: one idea, its scenario and its checks.

use super::{DataSet, Step};
use crate::course::At;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A stage of a lab.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Its name, unique in the lab.
    pub id: At<String>,
    /// Its title.
    pub title: String,
    /// What the learner is to do, as Markdown.
    pub goal: String,
    /// Whether it is there to be explored: what goes wrong in it is the matter itself, so that it may be the first
    /// stage, and a run that only tries a program leaves none of it out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stays_up: bool,
    /// Data that programs are given, by name.
    #[serde(default)]
    pub data: BTreeMap<String, DataSet>,
    /// What happens, step by step.
    pub scenario: Vec<At<Step>>,
    /// The ids of the checks that judge it, in the order in which they are shown.
    pub checks: Vec<At<String>>,
    /// Four hints, as Markdown: the place, an experiment, the symbol, the code.
    pub hints: Vec<String>,
}

impl Stage {
    /// The place of the `start` before which the traps of the step at `place` are armed: the last one of the
    /// program, or the instance, that the step kills. Where it only waits, of the instance that its first trap
    /// names, or of any program.
    pub fn armed_by(&self, place: usize) -> Option<usize> {
        let step = self.scenario.get(place).filter(|step| !step.traps().is_empty())?;
        let (program, worker) = match &**step {
            Step::Kill(kill) => (Some(kill.program.as_str()), kill.worker.as_ref()),
            other => (None, other.traps().iter().find_map(|trap| trap.worker())),
        };
        let arms = |step: &At<Step>| is_start_of(step, program, worker.map(|worker| worker.as_str()));
        self.scenario[..place].iter().rposition(arms)
    }

    /// The runs of an instance: the ids of the steps that start it.
    pub fn runs_of(&self, program: Option<&str>, worker: &str) -> Vec<String> {
        let starts = self.scenario.iter().zip(1..);
        starts
            .filter(|(step, _)| is_start_of(step, program, Some(worker)))
            .map(|(step, n)| step.id(n))
            .collect()
    }
}

fn is_start_of(step: &Step, program: Option<&str>, worker: Option<&str>) -> bool {
    let Step::Start(start) = step else { return false };
    program.is_none_or(|program| *start.program == program)
        && worker.is_none_or(|worker| start.worker.as_deref() == Some(worker))
}

/// What is said after a pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct After {
    /// What the run did not prove, a sentence each.
    pub not_proved: Vec<String>,
    /// One experiment to go on with, as Markdown.
    pub experiment: String,
}
