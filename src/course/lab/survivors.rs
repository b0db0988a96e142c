//! Changes to a lab's checks that change no verdict, explained by their author.

use crate::course::At;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An entry of `survivors.yaml`: mutants of lab.yaml that no program of the lab tells from it, for one reason.
///
/// `verify --mutants` names those that survive. What can be killed should be, by a mistake or by a simpler condition; an
/// explanation is for what cannot, and is an error as soon as the mutant is caught or gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Explained {
    /// Their ids, as `verify --mutants` prints them.
    pub mutants: Vec<At<String>>,
    /// Why no verdict can change, or why none should.
    pub why: String,
}
