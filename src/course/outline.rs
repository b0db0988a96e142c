//! The whole course as a list: parts, and the lessons in them, whether written yet or not.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `lessons/outline.yaml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Outline {
    /// The parts, in the order of the course.
    pub parts: Vec<Part>,
}

/// A part of the course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Its letter; empty for what stands before the first part.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its lessons.
    pub lessons: Vec<Entry>,
}

/// A lesson's place in the course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The folder's name, such as `05-first-producer`.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// What one can do afterwards, in a line.
    pub can: String,
}
