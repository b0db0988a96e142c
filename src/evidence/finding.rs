//! What the rubric found in a skill.

use super::shape::{Field, Shape};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One finding of the skill's rubric, as evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SkillFinding {
    /// The rule's id, such as `A3`.
    pub rule: String,
    /// What of the rule was found, such as `folder-name/differs`.
    pub code: String,
    /// `error` or `warning`.
    pub level: String,
    /// The file inside the skill.
    pub file: String,
    /// The line, from 1; 0 where the finding is about the whole file.
    pub line: i64,
    /// What is wrong, in a sentence.
    pub reason: String,
    /// What mends it.
    pub fix: String,
}

/// What a condition may ask of a finding.
pub(super) const FIELDS: &[Field] = &[
    ("rule", Shape::Scalar),
    ("code", Shape::Scalar),
    ("level", Shape::Scalar),
    ("file", Shape::Scalar),
    ("line", Shape::Scalar),
    ("reason", Shape::Scalar),
    ("fix", Shape::Scalar),
];
