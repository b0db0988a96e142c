//! A check: what must be true of a stage's evidence.

use super::{Use, Verb};
use crate::course::At;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A check of a lab.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Its name, unique in the lab.
    pub id: At<String>,
    /// What holds when it holds, in a sentence that a learner reads.
    pub says: String,
    /// What it needs of an engine, beside what its sources say: names of capabilities. Where that is missing it is
    /// not judged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<At<String>>,
    /// The condition.
    #[serde(default = "Verb::nothing", skip_serializing_if = "Verb::is_nothing")]
    pub holds: Verb,
    /// A check of another lab in the place of a condition. Once the course is read, `holds` and `tell` are what it
    /// stands for.
    #[serde(default, rename = "use", skip_serializing_if = "Option::is_none")]
    pub uses: Option<Use>,
    /// What a learner is told where it does not hold, by the way in which it failed.
    #[serde(default)]
    pub tell: BTreeMap<String, Tell>,
}

/// What a learner is told about a failure. Names in braces stand for what was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tell {
    /// The breach, in the words of the lab's world.
    pub headline: At<String>,
    /// Where to look, as a question.
    pub next: At<String>,
}
