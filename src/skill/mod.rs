//! The learner's `kafka-events`: an Agent Skill that grows from lesson 0 on.
//!
//! A folder is read once into [`SkillFiles`]; everything else works on that value, so that a page,
//! a command and a test see the same thing. Writing is apart: [`mod@write`] for the living skill, [`export`]
//! for what leaves the house.
//!
//! ```text
//! scaffold ──► SkillFiles ──► rubric ──► findings, client panel
//!                ▲     │
//!   offer ◄── fragment, proofs
//!                      └────► export (zip, folder)
//! ```

pub mod clients;
pub mod document;
pub mod error;
pub mod export;
pub mod files;
pub mod fragment;
pub mod front;
pub mod history;
pub mod offer;
pub mod proof;
pub mod proofs_file;
pub mod read;
pub mod rubric;
pub mod scaffold;
pub mod tag;
pub mod write;

pub use clients::{ClientReport, panel};
pub use error::SkillError;
pub use export::{Export, Written};
pub use files::{SkillFile, SkillFiles};
pub use fragment::Fragment;
pub use history::{FileDiff, diff};
pub use offer::{Choice, Decision, Offer, accept, offer};
pub use proof::{Proof, Standing};
pub use rubric::{Finding, Known, Level, RULES, Rule, check};
pub use scaffold::{Answers, Scaffold, scaffold};
pub use write::write_changes;

/// The name of the skill, and so of its folder.
pub const NAME: &str = "kafka-events";
