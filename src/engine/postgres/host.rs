//! What a server runs on: one process and its forks.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use rustix::process::Signal;
use tokio_postgres::Client;

use super::client::{Login, connect};
use super::error::PostgresError;
use crate::engine::eventually::{eventually, eventually_blocking};
use crate::engine::process::{Launch, Process};
use crate::engine::runs::kill_marked;

/// A tenth of a second as a rule.
const STARTING: Duration = Duration::from_secs(30);
/// It tells its processes to leave everything as it is, and waits for them.
const ENDING: Duration = Duration::from_secs(5);

/// A running server. Dropped, it is ended. A container is another kind.
#[derive(Debug)]
pub(super) enum Host {
    /// A process of this machine, whose forks carry the mark too.
    Process { process: Process, mark: String },
}

impl Host {
    /// Starts a process.
    ///
    /// # Errors
    /// As the operating system says.
    pub(super) fn boot(launch: &Launch, mark: &str) -> io::Result<Self> {
        let process = Process::start(launch, |_| {})?;
        Ok(Self::Process { process, mark: mark.to_owned() })
    }

    /// How it ended; `None` while it runs.
    pub(super) fn ended(&self) -> Option<String> {
        match self {
            Self::Process { process, .. } => process.ended().map(|status| status.to_string()),
        }
    }

    /// The last lines of its log, oldest first.
    pub(super) fn tail(&self) -> Vec<String> {
        match self {
            Self::Process { process, .. } => process.tail(),
        }
    }

    /// The first connection to `database`. Whoever else may listen there is not waited for once this has ended.
    pub(super) async fn wait_until_ready(
        &self,
        address: SocketAddr,
        login: &Login,
        database: &str,
    ) -> Result<Client, PostgresError> {
        let Self::Process { process, .. } = self;
        let late = |overdue| PostgresError::NotReady { overdue, log: self.tail() };
        tokio::select! {
            biased;
            ended = process.wait("PostgreSQL to answer", STARTING) => {
                let status = ended.map_err(late)?.to_string();
                Err(PostgresError::Start { status, log: self.tail() })
            }
            answered = eventually("PostgreSQL to answer", STARTING, || connect(address, login, database)) => {
                answered.map_err(late)
            }
        }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let Self::Process { process, mark } = self;
        // "Immediate": its processes end at once, and what it shares with them is given back.
        let _ = process.signal(Signal::QUIT);
        let ended = eventually_blocking("the end of PostgreSQL", ENDING, || {
            process.ended().ok_or("it is still running")
        });
        if ended.is_err() {
            kill_marked(mark);
        }
    }
}
