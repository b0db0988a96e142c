//! A program that is wrong on purpose, and what it must be told.

use crate::course::At;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// `wrong/<name>/`: only the files that differ from the solution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The folder's name.
    pub name: String,
    /// The folder.
    pub dir: PathBuf,
    /// What `mistake.yaml` says.
    pub spec: MistakeSpec,
    /// `again/`: another program that makes the same mistake, where there is one; only the files that differ from
    /// the solution. Nothing is learnt from it, so that it measures whether a mistake is recognised.
    pub again: Option<PathBuf>,
}

/// The folder of a mistake's second program.
pub const AGAIN: &str = "again";

/// `mistake.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MistakeSpec {
    /// The mistake in a few words.
    pub title: String,
    /// Checks that must fail.
    pub fails: Vec<At<String>>,
    /// Checks that may fail too.
    #[serde(default)]
    pub also: Vec<At<String>>,
    /// A regular expression that what the learner reads must match.
    pub message: At<String>,
    /// How one comes to make it, and what it costs in production.
    pub story: String,
}
