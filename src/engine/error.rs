//! What can go wrong between "start Kafka" and "Kafka is gone".

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::docker::DockerError;
use super::eventually::Overdue;
use super::external::{ExternalError, ServersError};
use super::postgres::PostgresError;
use super::runs::RunsError;
use super::runtime::RuntimeError;
use super::security::ConfigError;
use super::wire::WireError;

/// Why there is no cluster, or not any more. One sentence; what the reader can do is [`EngineError::hint`], what
/// the broker said last is [`EngineError::log`].
#[derive(Debug, Error)]
pub enum EngineError {
    /// Java, the jars or the Python environment.
    #[error(transparent)]
    Runtime(#[from] RuntimeError),
    /// The folder of runs.
    #[error(transparent)]
    Runs(#[from] RunsError),
    /// Docker, before or while it has something to do with Kafka.
    #[error(transparent)]
    Docker(#[from] DockerError),
    /// The database.
    #[error(transparent)]
    Postgres(#[from] PostgresError),
    /// The formatter of data directories said no.
    #[error("could not format a data directory for Kafka: {reason}")]
    Format {
        /// The last thing that it said.
        reason: String,
        /// Its last lines.
        log: Vec<String>,
    },
    /// A broker ended before it was ready.
    #[error("Kafka ended while it was starting ({status})")]
    Start {
        /// How the process ended.
        status: String,
        /// Its last lines.
        log: Vec<String>,
        /// How many brokers the cluster was to have.
        brokers: usize,
    },
    /// A broker runs, but does not serve.
    #[error("Kafka did not get ready: {overdue}")]
    NotReady {
        /// What was waited for, and what was seen instead.
        overdue: Overdue,
        /// The broker's last lines.
        log: Vec<String>,
        /// How many brokers the cluster was to have.
        brokers: usize,
    },
    /// A broker ended by itself, while it was in use.
    #[error("broker {broker} of Kafka ended by itself ({status})")]
    BrokerGone {
        /// Its node id.
        broker: i32,
        /// How the process ended.
        status: String,
        /// Its last lines.
        log: Vec<String>,
    },
    /// The controller ended by itself: without it no partition gets a leader.
    #[error("the controller of Kafka ended by itself ({status})")]
    ControllerGone {
        /// How the process ended.
        status: String,
        /// Its last lines.
        log: Vec<String>,
    },
    /// The cluster does not do what any cluster does: what a program saw on it proves nothing.
    #[error("Kafka does not work as it should: the workbench's own check could not {step}: {reason}")]
    Canary {
        /// As a verb phrase: "write a record".
        step: &'static str,
        /// What Kafka or its client said.
        reason: String,
        /// The broker's last lines.
        log: Vec<String>,
    },
    /// What programs left in the cluster could not be removed.
    #[error("could not make the cluster clean: {reason}")]
    Clean {
        /// What was left.
        reason: String,
    },
    /// No engine has clusters of this size.
    #[error("there are no clusters of {brokers} brokers here: an engine starts one broker, or three")]
    NoSuchShape {
        /// How many were asked for.
        brokers: u8,
    },
    /// There is no broker with this id.
    #[error("this cluster has no broker {broker}")]
    NoSuchBroker {
        /// The id that was asked for.
        broker: i32,
    },
    /// No port was free, or none could be bound.
    #[error("could not get a free port on 127.0.0.1: {reason}")]
    Ports {
        /// What the operating system said.
        reason: String,
    },
    /// A process did not end, or a signal did not reach it.
    #[error("could not {doing} broker {broker}: {reason}")]
    Control {
        /// As a verb: "pause".
        doing: &'static str,
        /// Its node id.
        broker: i32,
        /// What was seen.
        reason: String,
    },
    /// The engine that was asked for.
    #[error(
        "there is no engine called {0:?}; a cluster that is there is named with its port, such as kafka.example:9092"
    )]
    UnknownEngine(String),
    /// The list of brokers that was given as engine.
    #[error(transparent)]
    Servers(#[from] ServersError),
    /// The file with the settings for an existing cluster.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// An existing cluster.
    #[error(transparent)]
    External(#[from] ExternalError),
    /// The connection to a broker.
    #[error(transparent)]
    Wire(#[from] WireError),
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

impl EngineError {
    /// Adds to an I/O error what was being done, and to what.
    pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { doing, path, source }
    }

    /// What the reader can do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Runtime(error) => error.hint(),
            Self::Docker(error) => Some(error.hint()),
            Self::Postgres(error) => error.hint(),
            Self::Start { status, log, brokers } if was_killed(status) || out_of_memory(log) => {
                Some(free_memory(*brokers))
            }
            Self::NotReady { log, brokers, .. } if out_of_memory(log) => Some(free_memory(*brokers)),
            Self::Start { .. } | Self::NotReady { .. } | Self::Format { .. } => Some(
                "the last lines of Kafka's log say more; `kafka-workbench doctor` checks what it runs on"
                    .into(),
            ),
            Self::BrokerGone { .. }
            | Self::ControllerGone { .. }
            | Self::Canary { .. }
            | Self::Clean { .. } => Some("try again: the next attempt gets a new cluster".into()),
            Self::UnknownEngine(_) => {
                Some("use --engine auto, --engine docker, --engine local or --engine HOST:PORT".into())
            }
            Self::Config(error) => error.hint(),
            Self::External(error) => error.hint(),
            Self::Wire(error) => error.hint(),
            Self::Runs(_)
            | Self::NoSuchBroker { .. }
            | Self::NoSuchShape { .. }
            | Self::Ports { .. }
            | Self::Control { .. }
            | Self::Servers(_)
            | Self::Io { .. } => None,
        }
    }

    /// The last lines of what failed, oldest first; often empty.
    pub fn log(&self) -> &[String] {
        match self {
            Self::Runtime(error) => error.log(),
            Self::Postgres(error) => error.log(),
            Self::Format { log, .. }
            | Self::Start { log, .. }
            | Self::NotReady { log, .. }
            | Self::BrokerGone { log, .. }
            | Self::ControllerGone { log, .. }
            | Self::Canary { log, .. } => log,
            _ => &[],
        }
    }
}

fn out_of_memory(log: &[String]) -> bool {
    log.iter().any(|line| line.contains("OutOfMemoryError") || line.contains("Cannot allocate memory"))
}

/// A system without memory kills what takes most, and says so of a container; nobody else kills a broker that starts.
fn was_killed(status: &str) -> bool {
    status.contains("SIGKILL") || status.contains("out of memory")
}

/// With the controller apart that several brokers have (docs/bench/engine.md).
fn free_memory(brokers: usize) -> String {
    match brokers {
        0 | 1 => "free about 400 MB of memory, then try again".to_owned(),
        many => {
            format!("free about 900 MB of memory, which {many} brokers and a controller take, then try again")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_memory_is_short_it_is_said_how_much_to_free() {
        let hint = |status: &str, line: &str, brokers| {
            let (status, log) = (status.to_owned(), vec![line.to_owned()]);
            EngineError::Start { status, log, brokers }.hint().unwrap()
        };
        let short = "java.lang.OutOfMemoryError: unable to create native thread";
        assert_eq!(hint("exit status: 1", short, 1), "free about 400 MB of memory, then try again");
        let three = "free about 900 MB of memory, which 3 brokers and a controller take, then try again";
        assert_eq!(hint("exit status: 1", short, 3), three);
        assert_eq!(hint("signal: 9 (SIGKILL), out of memory", "", 3), three);
        assert!(hint("exit status: 1", "ERROR another", 3).contains("Kafka's log say more"));
    }
}
