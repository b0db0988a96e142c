//! A lesson: front matter, and Markdown with blocks that run.

mod blocks;
mod output;
mod predict;
mod read;

pub use blocks::Block;
pub use output::mismatch;
pub use predict::{Choice, Predict};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A lesson, read from `lessons/<slug>/lesson.md`.
#[derive(Debug, Clone, PartialEq)]
pub struct Lesson {
    /// The folder's name, such as `05-first-producer`.
    pub slug: String,
    /// What stands above the text.
    pub front: FrontMatter,
    /// The text, cut at its blocks.
    pub blocks: Vec<Block>,
}

/// What stands between the `---` lines at the top.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FrontMatter {
    /// The lesson's title.
    pub title: String,
    /// What one can do afterwards, in a line.
    pub can: String,
    /// How long it takes.
    pub minutes: Minutes,
    /// Slugs of lessons that it builds on.
    #[serde(default)]
    pub needs: Vec<String>,
    /// The folders of its labs, in order; the first is the lesson's own, others are practice.
    #[serde(default)]
    pub labs: Vec<String>,
}

/// Minutes, from newcomers that were timed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Minutes {
    /// Reading, with the blocks run.
    pub read: u32,
    /// The lab.
    pub lab: u32,
    /// Reflecting: what enters the skill.
    pub reflect: u32,
}

impl Lesson {
    /// The run block of this number, from 1.
    pub fn run_block(&self, n: usize) -> Option<(&str, &str)> {
        self.blocks.iter().find_map(|block| match block {
            Block::Run { n: number, language, code, .. } if *number == n => {
                Some((language.as_str(), code.as_str()))
            }
            _ => None,
        })
    }

    /// The predict block of this id.
    pub fn predict_block(&self, id: &str) -> Option<&Predict> {
        self.blocks.iter().find_map(|block| match block {
            Block::Predict(predict) if *predict.id == id => Some(predict),
            _ => None,
        })
    }
}
