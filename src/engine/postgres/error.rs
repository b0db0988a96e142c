//! What can go wrong between "a database, please" and "it is gone".

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::engine::eventually::Overdue;
use crate::engine::runs::RunsError;

/// Why there is no PostgreSQL, or it did not do what it was asked. One sentence; what the reader can do is
/// [`PostgresError::hint`], what the server said last is [`PostgresError::log`].
#[derive(Debug, Error)]
pub enum PostgresError {
    /// Nobody is there that it could run as.
    #[error("PostgreSQL does not run as root, and cannot be started as another user: {reason}")]
    Root {
        /// What is in the way.
        reason: String,
    },
    /// The folder of runs.
    #[error(transparent)]
    Runs(#[from] RunsError),
    /// `initdb` said no.
    #[error("could not make a data directory for PostgreSQL: {reason}")]
    Init {
        /// The last thing that it said.
        reason: String,
        /// Its last lines.
        log: Vec<String>,
    },
    /// It ended before it was ready.
    #[error("PostgreSQL ended while it was starting ({status})")]
    Start {
        /// How the process ended.
        status: String,
        /// Its last lines.
        log: Vec<String>,
    },
    /// It runs, and does not serve.
    #[error("PostgreSQL did not get ready: {overdue}")]
    NotReady {
        /// What was waited for, and what was seen instead.
        overdue: Overdue,
        /// Its last lines.
        log: Vec<String>,
    },
    /// It ended by itself, while it was in use.
    #[error("PostgreSQL ended by itself ({status})")]
    Gone {
        /// How the process ended.
        status: String,
        /// Its last lines.
        log: Vec<String>,
    },
    /// It does not answer, or no more.
    #[error("could not {doing} PostgreSQL: {reason}")]
    Unreachable {
        /// As a verb: "ask", "connect to".
        doing: &'static str,
        /// What was seen.
        reason: String,
    },
    /// A statement is not done.
    #[error("PostgreSQL refused a statement: {0}")]
    Refused(Refusal),
    /// No port was free.
    #[error("could not get a free port on 127.0.0.1 for PostgreSQL: {reason}")]
    Port {
        /// What the operating system said.
        reason: String,
    },
    /// The file system.
    #[error("could not {doing} {}: {source}", path.display())]
    Io {
        /// As a verb: "write", "copy".
        doing: &'static str,
        /// What it was about.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
}

/// What the server says against a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Five letters and digits (PostgreSQL manual, Appendix A): `42P01`.
    pub code: String,
    /// Its sentence.
    pub message: String,
    /// More about it, where it has more to say.
    pub detail: Option<String>,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.message, self.code)?;
        self.detail.iter().try_for_each(|detail| write!(f, ": {detail}"))
    }
}

impl PostgresError {
    /// Adds to an I/O error what was being done, and to what.
    pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { doing, path, source }
    }

    /// What a client's error means while it was `doing` something.
    pub(super) fn of(doing: &'static str, error: &tokio_postgres::Error) -> Self {
        match error.as_db_error() {
            Some(said) => Self::Refused(Refusal {
                code: said.code().code().to_owned(),
                message: said.message().to_owned(),
                detail: said.detail().map(str::to_owned),
            }),
            None => {
                let cause = std::error::Error::source(error).map(|cause| format!(": {cause}"));
                Self::Unreachable { doing, reason: format!("{error}{}", cause.unwrap_or_default()) }
            }
        }
    }

    /// What the reader can do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Root { .. } => Some("start the workbench as a user that is not root".into()),
            Self::Init { log, .. } | Self::Start { log, .. } if holds(log, "No space left on device") => {
                Some("free about 100 MB of disk, then try again".into())
            }
            Self::Init { log, .. } | Self::Start { log, .. } if holds(log, "could not map anonymous shared") => {
                Some("free about 100 MB of memory, then try again".into())
            }
            Self::Init { .. } | Self::Start { .. } | Self::NotReady { .. } => {
                Some("the last lines of PostgreSQL's log say more".into())
            }
            Self::Io { doing: "start", .. } => Some(
                "start the workbench again: it looks at PostgreSQL's files and fetches what is damaged. Programs must be \
                 allowed to run from the home's folder"
                    .into(),
            ),
            Self::Gone { .. } | Self::Unreachable { .. } => {
                Some("try again: the next attempt gets a new server".into())
            }
            Self::Runs(_) | Self::Refused(_) | Self::Port { .. } | Self::Io { .. } => None,
        }
    }

    /// The last lines of what failed, oldest first; often empty.
    pub fn log(&self) -> &[String] {
        match self {
            Self::Init { log, .. }
            | Self::Start { log, .. }
            | Self::NotReady { log, .. }
            | Self::Gone { log, .. } => log,
            _ => &[],
        }
    }
}

fn holds(log: &[String], words: &str) -> bool {
    log.iter().any(|line| line.contains(words))
}
