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
    /// program that the step kills, of any program where it only waits.
    pub fn armed_by(&self, place: usize) -> Option<usize> {
        let step = self.scenario.get(place).filter(|step| !step.traps().is_empty())?;
        let kills = match &**step {
            Step::Kill(kill) => Some(kill.program.as_str()),
            _ => None,
        };
        let arms = |step: &At<Step>| match &**step {
            Step::Start(start) => kills.is_none_or(|program| *start.program == program),
            _ => false,
        };
        self.scenario[..place].iter().rposition(arms)
    }
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
