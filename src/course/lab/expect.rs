//! How a step is meant to end.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `expect`: whether a step is to be done, or to be refused. A step that is refused as it should be does not end the
/// scenario, and `steps.ID.error` says how; one that is done all the same does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Expect {
    /// It is done.
    #[default]
    Ok,
    /// It is refused.
    Error,
}

impl Expect {
    /// Whether nothing is said beside the usual.
    pub(super) fn is_usual(&self) -> bool {
        *self == Expect::Ok
    }
}
