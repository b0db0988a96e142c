//! `before`: paired by a key, what came first.

use super::Pick;
use crate::course::At;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `before`: for each key of the second side that has a moment, the first side has that key at an earlier one. In
/// lab.yaml: `before: { first: { of: { effects: email }, by: body.id }, second: { of: …, by: key }, second_at: covered_at }`.
///
/// Of several items with one key the earliest counts, on both sides. An item whose moment is null has not come about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Before {
    /// What comes first.
    pub first: Pick,
    /// What comes after it.
    pub second: Pick,
    /// The moment of an item of the first side, in microseconds, as a CEL expression over its fields; `at` where
    /// there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_at: Option<At<String>>,
    /// The same of the second side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_at: Option<At<String>>,
}

impl Before {
    /// The field that tells when an item came, where nothing else is said.
    pub const AT: &'static str = "at";

    /// Both sides, each with the expression for its moments where there is one.
    pub fn sides(&self) -> [(&Pick, Option<&At<String>>); 2] {
        [(&self.first, self.first_at.as_ref()), (&self.second, self.second_at.as_ref())]
    }
}
