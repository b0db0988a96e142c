//! What gives a mistake away in the history of an attempt.

use crate::course::At;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An entry of `signatures.yaml`, which `verify --learn` writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// The mistake's folder name.
    pub mistake: At<String>,
    /// What it does in every run, and no right program in any.
    #[serde(default)]
    pub does: Vec<String>,
    /// What every right program does in every run, and it in none.
    #[serde(default)]
    pub lacks: Vec<String>,
}
