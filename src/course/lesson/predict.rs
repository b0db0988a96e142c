//! A predict block: a question whose answer the broker gives.

use crate::course::lab::{DataSet, Program, Step};
use crate::course::{At, Diagnostic, yaml};
use crate::evidence::cel::Condition;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The YAML of a ` ```predict ` block.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Predict {
    /// Its name, unique in the lesson.
    pub id: At<String>,
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
    pub brokers: At<u32>,
    /// Data of the experiment, by name.
    #[serde(default)]
    pub data: BTreeMap<String, DataSet>,
    /// What is done to find out.
    pub experiment: Vec<At<Step>>,
    /// A CEL expression over the experiment's evidence that gives the id of the right option.
    pub answer: At<String>,
}

fn one() -> At<u32> {
    At::nowhere(1)
}

impl Predict {
    /// Reads the YAML of a block; places are those in `text`.
    pub(super) fn read(path: &str, text: &str) -> (Option<Predict>, Vec<Diagnostic>) {
        let predict: Predict = match yaml::read(path, text) {
            Ok(predict) => predict,
            Err(found) => return (None, found),
        };
        let mut found = Vec::new();
        let mut say = |line: usize, column: usize, message: &str| {
            let message = format!("predict `{}`: {message}", *predict.id);
            found.push(Diagnostic::at(path, text, line, column, message));
        };
        let At { value: brokers, line, column } = predict.brokers;
        if ![1, 3].contains(&brokers) {
            say(line, column, &format!("an experiment has 1 broker or 3, not {brokers}"));
        }
        if predict.options.len() < 2 {
            say(predict.id.line, predict.id.column, "a question has at least two options");
        }
        let complaints = match Condition::compile(&predict.answer) {
            Ok(condition) => condition.lint(None),
            Err(complaint) => vec![complaint],
        };
        for complaint in complaints {
            say(predict.answer.line, predict.answer.column, &format!("answer: {}", complaint.message));
        }
        (Some(predict), found)
    }
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
