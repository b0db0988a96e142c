//! What can go wrong on the way to a verdict, and what a person can do about it.

use super::BundleError;
use crate::course::Diagnostic;
use crate::engine::EngineError;
use crate::engine::runs::RunsError;
use crate::engine::tools::ToolError;
use crate::skill::SkillError;
use crate::store::{HomeError, StoreError};
use std::path::PathBuf;

/// Why something could not be done.
#[derive(Debug, thiserror::Error)]
pub enum WorkbenchError {
    /// The home.
    #[error(transparent)]
    Home(#[from] HomeError),
    /// Progress.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Folders of what runs.
    #[error(transparent)]
    Runs(#[from] RunsError),
    /// Kafka.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A saved attempt.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// The skill.
    #[error(transparent)]
    Skill(#[from] SkillError),
    /// One of Kafka's own tools.
    #[error(transparent)]
    Tool(#[from] ToolError),
    /// There is no such lab.
    #[error("there is no lab `{name}`")]
    NoSuchLab {
        /// What was asked for.
        name: String,
        /// The labs that there are.
        known: Vec<String>,
    },
    /// A lesson, stage, file, mistake, attempt or block that there is not.
    #[error("there is no {what} `{name}`")]
    Missing {
        /// The kind of thing.
        what: &'static str,
        /// What was asked for.
        name: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// The lab's content has errors.
    #[error("the lab cannot be used: {} of its files {} a look", count(diagnostics), if count(diagnostics) == 1 { "needs" } else { "need" })]
    Content {
        /// What is wrong, and where.
        diagnostics: Vec<Diagnostic>,
    },
    /// A file could not be read or written.
    #[error("could not {doing} {}: {source}", path.display())]
    File {
        /// As a verb: `read`, `write`.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The engine lacks what it takes.
    #[error("{what} cannot run here: it needs {missing}, which {engine} does not have")]
    NotHere {
        /// What was asked for, such as `lab 13`.
        what: String,
        /// What is missing, in words.
        missing: String,
        /// The engine, as a noun.
        engine: String,
    },
    /// It needs what no engine has.
    #[error("{what} cannot be run yet: it needs {missing}, which no engine of the workbench has so far")]
    NotYet {
        /// What was asked for, such as `lab 14`.
        what: String,
        /// What is missing, in words.
        missing: String,
    },
    /// Somebody else uses what would be removed.
    #[error("another workbench is at work on this home: nothing was removed")]
    HomeInUse,
    /// Somebody stopped it before the program was started.
    #[error("stopped before the program was started; nothing was graded")]
    Stopped,
    /// A request that makes no sense.
    #[error("{0}")]
    Refused(String),
}

fn count(diagnostics: &[Diagnostic]) -> usize {
    let files: std::collections::BTreeSet<&str> = diagnostics.iter().map(|d| d.path.as_str()).collect();
    files.len()
}

impl WorkbenchError {
    /// What a person can do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            WorkbenchError::Home(error) => Some(error.hint()),
            WorkbenchError::Store(error) => error.hint(),
            WorkbenchError::Engine(error) => error.hint(),
            WorkbenchError::Bundle(error) => Some(error.hint()),
            WorkbenchError::Skill(error) => error.hint().map(str::to_owned),
            WorkbenchError::Tool(error) => error.hint(),
            WorkbenchError::HomeInUse => {
                Some("end it, then try again: it may use what nobody else does".to_owned())
            }
            WorkbenchError::NoSuchLab { known, .. } if known.is_empty() => {
                Some("no lab of the course can be read: `kafka-workbench list` says why".to_owned())
            }
            WorkbenchError::NoSuchLab { known, .. } => Some(format!("the labs: {}", known.join(", "))),
            WorkbenchError::Missing { known, .. } if !known.is_empty() => {
                Some(format!("there are: {}", known.join(", ")))
            }
            WorkbenchError::NotHere { .. } => {
                Some("a cluster of the workbench's own has it: start with `--engine local`".to_owned())
            }
            _ => None,
        }
    }

    /// What it is about was not asked for rightly, or its content is wrong: not a fault of the machine.
    pub fn is_usage(&self) -> bool {
        matches!(
            self,
            WorkbenchError::NoSuchLab { .. }
                | WorkbenchError::Missing { .. }
                | WorkbenchError::Content { .. }
                | WorkbenchError::HomeInUse
                | WorkbenchError::Refused(_)
                | WorkbenchError::NotHere { .. }
                | WorkbenchError::NotYet { .. }
        ) || matches!(self, WorkbenchError::Bundle(error) if error.is_usage())
            || matches!(self, WorkbenchError::Engine(EngineError::Config(_)))
            || matches!(self, WorkbenchError::Tool(error) if error.is_usage())
    }

    pub(super) fn file(
        doing: &'static str,
        path: &std::path::Path,
    ) -> impl FnOnce(std::io::Error) -> WorkbenchError {
        let path = path.to_owned();
        move |source| WorkbenchError::File { doing, path, source }
    }
}
