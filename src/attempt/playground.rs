//! A cluster that stays up between runs of code, for a lesson's blocks.

use super::clock::Clock;
use super::program::{Launch, Output, Process};
use super::{Listener, log};
use crate::engine::runs::{Owner, RunFolder};
use crate::engine::{Cluster, EngineError};
use crate::evidence::{Line, Record, Topic};
use crate::gateway::Gateway;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// A block of a lesson is a demonstration; longer than this it is stuck.
const LIMIT: Duration = Duration::from_secs(60);

/// A cluster, a gateway before it and a folder, kept from one block to the next.
#[derive(Debug)]
pub struct Playground {
    cluster: Cluster,
    _gateway: Gateway,
    folder: RunFolder,
    mark: String,
    next: AtomicU32,
}

/// What became of a block.
#[derive(Debug, Clone, PartialEq)]
pub struct Played {
    /// What it printed, in the order in which it came.
    pub lines: Vec<Line>,
    /// Its exit status; `None` where a signal or the limit ended it.
    pub exit: Option<i32>,
    /// Why it was ended from outside, where it was.
    pub ended: Option<String>,
}

impl Playground {
    /// Opens a playground on `cluster`.
    ///
    /// # Errors
    /// Where no folder can be made, or no gateway opened.
    pub fn open(cluster: Cluster, owner: &Arc<Owner>) -> Result<Playground, String> {
        let folder = owner.folder("playground").map_err(|error| error.to_string())?;
        let mark = format!("{}/{}", owner.mark(), folder.path().display());
        let gateway = super::run::open_gateway(&cluster, Clock::start()).map_err(|trouble| trouble.why)?;
        Ok(Playground { cluster, _gateway: gateway, folder, mark, next: AtomicU32::new(1) })
    }

    /// Whether Kafka still runs.
    ///
    /// # Errors
    /// With its last lines, where it does not.
    pub fn check_alive(&self) -> Result<(), EngineError> {
        self.cluster.check_alive()
    }

    /// Runs `code` of a language, `python` or `sh`, and gives what it printed.
    ///
    /// # Errors
    /// Where the language is another, or the process could not be started.
    pub async fn run(
        &self,
        language: &str,
        code: &str,
        python_bin: &Path,
        listener: &Listener,
        stop: &CancellationToken,
    ) -> Result<Played, String> {
        let (file, command) = match language {
            "python" => ("block.py", "python block.py"),
            "sh" => ("block.sh", "sh block.sh"),
            other => return Err(format!("blocks in {other} cannot be run; there are python and sh")),
        };
        fs::write(self.folder.path().join(file), code).map_err(|error| error.to_string())?;
        let run = format!("run-{}", self.next.fetch_add(1, Ordering::Relaxed));
        let output = Output::new(Clock::start(), listener.clone(), self.folder.path());
        let launch = Launch {
            program: "block".to_owned(),
            command: command.to_owned(),
            folder: self.folder.path().to_owned(),
            bin: python_bin.to_owned(),
            variables: self.cluster.variables().map_err(|error| error.to_string())?,
            mark: format!("{}/{run}", self.mark),
            run,
        };
        let mut process = Process::start(&launch, &output).map_err(|error| error.to_string())?;
        let (ended, why) = tokio::select! {
            ended = process.wait(Instant::now() + LIMIT) => match ended {
                Some(ended) => (Some(ended), None),
                None => (None, Some(format!("it was still running after {} s", LIMIT.as_secs()))),
            },
            () = stop.cancelled() => (None, Some("it was stopped".to_owned())),
        };
        if ended.is_none() {
            process.kill().await;
        }
        let lines = output.lines().remove("block").unwrap_or_default();
        Ok(Played { lines, exit: ended.and_then(|ended| ended.exit), ended: why })
    }

    /// The topics and records that there are now.
    ///
    /// # Errors
    /// Where Kafka does not answer.
    pub async fn look(&self) -> Result<(BTreeMap<String, Topic>, BTreeMap<String, Vec<Record>>), String> {
        log::read(&self.cluster.direct(), &self.cluster.view(), &[]).await.map_err(|error| error.to_string())
    }

    /// Ends Kafka and removes what there was.
    pub async fn close(self) {
        self.cluster.stop().await;
    }
}
