//! Between the workbench's types and those that templates render: one file a page.
//!
//! Nothing is decided here. What a lab means, what was proved and what may be written is the
//! workbench's; this room puts it into words and into order.

mod beside;
mod blocks;
mod brokers;
mod chrome;
mod engine;
mod interview;
mod lab;
mod lesson;
mod log;
mod map;
mod offers;
mod progress;
mod place;
mod runs;
mod skill;
mod verdict;
mod wire;

use std::sync::Arc;

use super::error::WebError;
use super::jobs::Jobs;
use crate::skill::SkillError;
use crate::workbench::{Workbench, WorkbenchError};

/// The product, as pages ask for it. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Bench {
    workbench: Arc<Workbench>,
    jobs: Arc<Jobs>,
}

type Answer<T> = Result<T, WebError>;

impl Bench {
    /// The pages' side of a workbench.
    pub(crate) fn new(workbench: Arc<Workbench>) -> Self {
        Self { workbench, jobs: Arc::default() }
    }

    /// The runs, for tests that play one.
    #[cfg(test)]
    pub(crate) fn jobs(&self) -> &Jobs {
        &self.jobs
    }

    /// Stops what goes on, and resolves when it is tidied up.
    pub(crate) async fn close(&self) {
        self.jobs.close().await;
    }
}

impl From<WorkbenchError> for WebError {
    fn from(error: WorkbenchError) -> Self {
        let (message, hint) = (sentence(&error.to_string()), error.hint().map(|hint| sentence(&hint)));
        match error {
            WorkbenchError::NoSuchLab { .. } | WorkbenchError::Missing { .. } => {
                Self::Missing { message, hint }
            }
            WorkbenchError::Content { diagnostics } => {
                let first =
                    diagnostics.iter().map(|d| format!("{}:{}: {}", d.path, d.line, d.message)).next();
                Self::Refused { message, hint: first }
            }
            WorkbenchError::Skill(SkillError::Io { .. }) => Self::Broken { message, hint },
            WorkbenchError::Refused(_) | WorkbenchError::Skill(_) => Self::Refused { message, hint },
            WorkbenchError::Engine(_) => Self::NoKafka { message, hint },
            _ => Self::Broken { message, hint },
        }
    }
}

/// A message of the workbench as a page shows it: a terminal's begin small and end without a stop.
fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    let stop = if message.ends_with(['.', '?', ':', '…']) { "" } else { "." };
    format!("{first}{}{stop}", letters.as_str())
}
