//! `path`: through which states a thing went.

use crate::course::At;
use crate::evidence::Source;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `path`: within a group, the states that came one after the other are the beginning of a legal way. In lab.yaml:
/// `path: { of: { records: task-events }, by: key, state: value.event_type, legal: [[task.created, task.completed]] }`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Path {
    /// Where the items come from, in the order in which they came.
    pub of: Source,
    /// Which of them.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub only: Option<At<String>>,
    /// What makes a group.
    pub by: At<String>,
    /// The state that an item stands for, as a CEL expression over its fields.
    pub state: At<String>,
    /// The ways that there are, each from its beginning to its end.
    pub legal: Vec<At<Vec<String>>>,
    /// Whether every group has come to the end of a way.
    #[serde(default, skip_serializing_if = "is_false")]
    pub ended: bool,
}

fn is_false(it: &bool) -> bool {
    !it
}

impl Path {
    /// The legal ways that begin with `states`.
    pub fn ways<'a>(&'a self, states: &'a [String]) -> impl Iterator<Item = &'a [String]> {
        self.legal.iter().map(|way| way.as_slice()).filter(move |way| way.starts_with(states))
    }
}
