//! What a check found.

use crate::evidence::Cite;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A check and how it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// The check's id.
    pub check: String,
    /// What holds when it holds.
    pub says: String,
    /// Whether it does.
    pub standing: Standing,
}

/// How a check stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It holds.
    Held,
    /// It does not.
    Failed(Breach),
    /// What it is about did not come about; it neither fails nor earns.
    NotReached {
        /// What was missing.
        missing: String,
    },
    /// This engine cannot show it.
    NotJudged {
        /// Why.
        why: String,
    },
}

/// How a check was broken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Breach {
    /// The way in which it failed, such as `missing`.
    pub kind: String,
    /// The breach in the words of the lab's world.
    pub headline: String,
    /// What should have been.
    pub expected: String,
    /// What was.
    pub got: String,
    /// Where to see it; the first few.
    pub cites: Vec<Cite>,
    /// Where to look, as a question.
    pub next: String,
}

impl Finding {
    /// Whether the check holds.
    pub fn held(&self) -> bool {
        self.standing == Standing::Held
    }

    /// Whether the check was broken.
    pub fn failed(&self) -> bool {
        matches!(self.standing, Standing::Failed(_))
    }
}
