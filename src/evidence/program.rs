//! What a program did as a process: its runs and what it printed.

use super::Micros;
use super::shape::{Field, Shape};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One run of a program, from its start to its end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// The program's name in lab.yaml.
    pub program: String,
    /// The id of the step that started it.
    pub run: String,
    /// Its process id.
    pub pid: i64,
    /// When it was started.
    pub started: Micros,
    /// When it had ended; `None` while it ran at the end of the scenario.
    pub ended: Option<Micros>,
    /// Its exit status; `None` where a signal ended it.
    pub exit: Option<i64>,
    /// The signal that ended it; `None` where it ended by itself.
    pub signal: Option<i64>,
    /// Whether the scenario ended it (stop, kill, or the limit).
    pub ended_by_scenario: bool,
    /// Whether it ended by itself in a way that no step expected.
    pub died: bool,
}

/// What a condition may ask of a run.
pub(super) const RUN_FIELDS: &[Field] = &[
    ("program", Shape::Scalar),
    ("run", Shape::Scalar),
    ("pid", Shape::Scalar),
    ("started", Shape::Scalar),
    ("ended", Shape::Scalar),
    ("exit", Shape::Scalar),
    ("signal", Shape::Scalar),
    ("ended_by_scenario", Shape::Scalar),
    ("died", Shape::Scalar),
];

/// Where a line was printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

/// One line that a program printed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The program's name in lab.yaml.
    pub program: String,
    /// The id of the step that started it.
    pub run: String,
    /// The line's number among those of its program, from 1.
    pub n: i64,
    /// When it was read.
    pub at: Micros,
    /// Where it was printed.
    pub stream: Stream,
    /// The line without its end. Bytes that are not UTF-8 are shown as `\xNN`; long lines are cut.
    pub text: String,
    /// The line's value where it is a JSON object on standard output, else null.
    pub json: Value,
}

/// What a condition may ask of a line. The source `lines` holds only those that are JSON.
pub(super) const LINE_FIELDS: &[Field] = &[
    ("program", Shape::Scalar),
    ("run", Shape::Scalar),
    ("n", Shape::Scalar),
    ("at", Shape::Scalar),
    ("stream", Shape::Scalar),
    ("text", Shape::Scalar),
    ("json", Shape::Any),
];
