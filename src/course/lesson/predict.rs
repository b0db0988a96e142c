//! A predict block: a question whose answer the broker gives.

use crate::course::At;
use crate::course::lab::{DataSet, Program, Step};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The YAML of a ` ```predict ` block.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Predict {
    /// Its name, unique in the lesson.
    pub id: String,
    /// The question, as Markdown.
    pub question: String,
    /// What can be chosen.
    pub options: Vec<Choice>,
    /// Files of the experiment, by path.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
    /// Programs of the experiment, by name.
    #[serde(default)]
    pub programs: BTreeMap<String, Program>,
    /// How many brokers the experiment needs: 1 or 3.
    #[serde(default = "one")]
    pub brokers: u32,
    /// Data of the experiment, by name.
    #[serde(default)]
    pub data: BTreeMap<String, DataSet>,
    /// What is done to find out.
    pub experiment: Vec<At<Step>>,
    /// A CEL expression over the experiment's evidence that gives the id of the right option.
    pub answer: At<String>,
}

fn one() -> u32 {
    1
}

/// One of the options.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Its name, unique in the block.
    pub id: String,
    /// What it says, as Markdown.
    pub says: String,
    /// Why it is so, or is not, as Markdown.
    pub why: String,
}
