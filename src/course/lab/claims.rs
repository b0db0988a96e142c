//! The verb `claims`: what a learner says of a run is asked of the run.

use crate::course::At;
use crate::evidence::Source;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `claims`: each item holds a CEL condition over the whole evidence, as text, and this run agrees with it. In lab.yaml:
/// `claims: { of: { answers: diagnosis.yaml }, by: symptom, condition: evidence }`.
///
/// The same conditions can be asked of a broken system, of which they must be true, and of the mended one, of which they
/// must not be (`gives: false`): then one that is true of anything is caught.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// Where the items come from.
    pub of: Source,
    /// Which of them.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub only: Option<At<String>>,
    /// What names an item, as a CEL expression over its fields.
    pub by: At<String>,
    /// What gives its condition, as a CEL expression over its fields.
    pub condition: At<String>,
    /// Whether it is to be true of this run, or not.
    #[serde(default = "yes")]
    pub gives: bool,
}

fn yes() -> bool {
    true
}
