//! What became of a program's transactions in the lab's database, as the proxy before it saw them.

use super::Micros;
use super::shape::{Field, Shape};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A transaction that the database has ended. Called so, and not a transaction alone, since Kafka has its own.
///
/// One that a program began is here once it ended, whether it wrote or not; a statement that commits by itself is
/// here where it wrote. A transaction that the database never got to end, since its connection was gone, is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DatabaseTransaction {
    /// Its number in the stage, from 1, in the order in which they ended.
    pub n: i64,
    /// The number of the connection that it came on.
    pub connection: i64,
    /// When the database said that it had ended.
    pub at: Micros,
    /// When the program was told; `None` where it never was.
    pub answered_at: Option<Micros>,
    /// Whether it counts.
    pub outcome: Ending,
    /// Whether it changed anything: rows, or what there is at all. What a function did that was called by SELECT is
    /// not known.
    pub wrote: bool,
    /// How many rows it inserted, updated and deleted, those that a ROLLBACK TO undid among them.
    pub rows: i64,
    /// Whether it was one statement that committed by itself, without BEGIN and COMMIT.
    pub implicit: bool,
    /// The program, where that is known.
    pub program: Option<String>,
    /// The id of the step that started it, likewise.
    pub run: Option<String>,
    /// The process, likewise.
    pub pid: Option<i64>,
    /// The id of the step that held its answer.
    pub fault: Option<String>,
}

/// How a transaction ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// What it did is there for all.
    Committed,
    /// What it did is undone: the program asked for it, or COMMIT could not be done.
    RolledBack,
}

/// What a condition may ask of it.
pub(super) const FIELDS: &[Field] = &[
    ("n", Shape::Scalar),
    ("connection", Shape::Scalar),
    ("at", Shape::Scalar),
    ("answered_at", Shape::Scalar),
    ("outcome", Shape::Scalar),
    ("wrote", Shape::Scalar),
    ("rows", Shape::Scalar),
    ("implicit", Shape::Scalar),
    ("program", Shape::Scalar),
    ("run", Shape::Scalar),
    ("pid", Shape::Scalar),
    ("fault", Shape::Scalar),
];
