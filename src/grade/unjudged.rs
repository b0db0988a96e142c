//! What of a stage an engine cannot show, decided before anything ran.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What of a stage is not judged here, and why. Empty where all of it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Unjudged {
    /// Why its scenario cannot be played; then it does not run, and the stages after it do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// Why checks cannot be judged, by their ids.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub checks: BTreeMap<String, String>,
}

impl Unjudged {
    /// Whether the whole stage is judged.
    pub fn is_empty(&self) -> bool {
        self.stage.is_none() && self.checks.is_empty()
    }

    /// Why a check of the stage is not judged, where it is not.
    pub fn why(&self, check: &str) -> Option<&str> {
        self.stage.as_deref().or_else(|| self.checks.get(check).map(String::as_str))
    }
}
