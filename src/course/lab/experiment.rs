//! Experiments: named lists of steps, of which a scenario plays one, or those that a learner has chosen.

use super::Step;
use crate::course::At;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One of the lab's `experiments`. It uses the data of the stage that plays it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Experiment {
    /// What it finds out, in a sentence that a learner reads.
    pub says: String,
    /// Its steps. Their ids are those of the stage; a step without one has the experiment's name before its own.
    pub scenario: Vec<At<Step>>,
}

/// `experiment`: plays experiments where it stands. In lab.yaml: `- experiment: { name: same-key }`, or
/// `- experiment: { chosen_by: "answers['claims.yaml'].map(c, c.experiment)", among: [slow-work, same-key] }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExperimentStep {
    /// The step's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The experiment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<At<String>>,
    /// A CEL expression over the evidence that gives a name, or a list of names, in the place of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chosen_by: Option<At<String>>,
    /// What can be chosen. Each that was is played once, in this order; other names are in the step's result.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub among: Vec<At<String>>,
}

impl ExperimentStep {
    /// The id of the `n`th step of the experiment `name`, from 1, which is played as one of the stage.
    pub fn inner_id(name: &str, step: &Step, n: usize) -> String {
        step.given_id().map_or_else(|| format!("{name}-{}", step.id(n)), str::to_owned)
    }

    /// The experiments that it may play.
    pub fn may_play(&self) -> impl Iterator<Item = &At<String>> {
        self.name.iter().chain(&self.among)
    }
}
