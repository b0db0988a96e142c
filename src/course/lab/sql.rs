//! What a scenario asks of the lab's database, and what of it a step can be bound to.

use super::{Expect, Way};
use crate::course::At;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `sql`: asks the database of a lab that has `needs: { postgres: true }`. It is not seen by the proxy that stands
/// before programs. In lab.yaml: `- sql: { run: "CREATE TABLE wallet (owner text PRIMARY KEY, cents int)" }`.
///
/// Its result has `rows`, where it asks for some.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SqlStep {
    /// The step's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Statements that give nothing back, with semicolons between them: one transaction, unless they say otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<At<String>>,
    /// A query; its rows are the step's result, each an object of its columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<At<String>>,
    /// In whose name.
    #[serde(default, rename = "as")]
    pub role: SqlRole,
    /// How it is meant to end.
    #[serde(default, skip_serializing_if = "Expect::is_usual")]
    pub expect: Expect,
}

/// In whose name the database is asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SqlRole {
    /// The programs' role, to which what is made then belongs.
    #[default]
    Learner,
    /// One that may do everything: give the programs' role the right to replicate, for one.
    Superuser,
}

/// A statement of a program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SqlTrap {
    /// Which statement.
    pub statement: SqlStatement,
    /// The program; whoever sends it where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<At<String>>,
    /// Which of several instances: its `WORKER_ID`, as `start … as` gave it. Any where there is none.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub worker: Option<At<String>>,
    /// Which of them, counted from the start of the program: 1 for the next.
    #[serde(default = "first")]
    pub nth: u64,
    /// Where it is held: at the request the database has not seen it, at the answer it is done.
    pub hold: Way,
}

/// What a step can wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum SqlStatement {
    /// The end of a transaction that has written something, also of one statement that commits by itself.
    #[serde(rename = "COMMIT")]
    Commit,
}

fn first() -> u64 {
    1
}
