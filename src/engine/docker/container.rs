//! A broker's container, as a machine: started, killed, frozen, followed.

use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::process::ExitStatus;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::StreamExt;
use testcontainers::ContainerRequest;
use testcontainers::bollard::container::LogOutput;
use testcontainers::bollard::errors::Error as ClientError;
use testcontainers::bollard::query_parameters::{
    KillContainerOptionsBuilder, LogsOptionsBuilder, StartContainerOptions, WaitContainerOptionsBuilder,
};
use testcontainers::runners::AsyncRunner;
use tokio::sync::watch;
use tokio::task::AbortHandle;

use super::daemon::Daemon;
use super::error::DockerError;
use super::image::Script;
use super::network::Network;
use super::removal::Removal;
use crate::engine::error::EngineError;
use crate::engine::log::Log;
use crate::engine::process::held;

/// SIGKILL ends a container within tenths of a second, unless the machine is starved.
const DYING: Duration = Duration::from_secs(10);
/// Docker makes a container and starts it within a second; then it is about the broker.
const STARTING: Duration = Duration::from_secs(60);

/// A container that runs, or has ended. Dropped, it is removed with its data.
#[derive(Debug)]
pub(crate) struct Container {
    daemon: Daemon,
    log: Log,
    log_file: Option<PathBuf>,
    /// Docker gives the whole log each time it is followed, that of earlier runs too.
    seen: Arc<AtomicUsize>,
    run: Mutex<Run>,
    removal: Removal,
    /// After its containers.
    _network: Option<Arc<Network>>,
}

/// From one start to the end that follows it.
#[derive(Debug)]
struct Run {
    /// How it ended.
    end: watch::Receiver<Option<String>>,
    followers: [AbortHandle; 2],
}

impl Drop for Run {
    fn drop(&mut self) {
        self.followers.iter().for_each(AbortHandle::abort);
    }
}

impl Container {
    /// Makes and starts a container that bears `name`. Given up half-way, nothing of it is left.
    pub(super) async fn start(
        daemon: &Daemon,
        name: &str,
        request: ContainerRequest<Script>,
        network: Option<Arc<Network>>,
        log_file: Option<&Path>,
    ) -> Result<Self, EngineError> {
        let open = Log::open(log_file);
        let log = open.map_err(EngineError::io("write", log_file.unwrap_or(Path::new("a log"))))?;
        let mut removal = Removal::of(daemon, name);
        let started = tokio::time::timeout(STARTING, request.start()).await;
        match started.map_err(|_| DockerError::Silent { doing: "start a container", within: STARTING })? {
            Ok(container) => removal.started(container),
            Err(error) => {
                removal.refused();
                return Err(daemon.not_started(error).into());
            }
        }
        let seen = Arc::default();
        let run = Mutex::new(follow(daemon, name, &log, &seen));
        let (daemon, log_file) = (daemon.clone(), log_file.map(Path::to_owned));
        Ok(Self { daemon, log, log_file, seen, run, removal, _network: network })
    }

    pub(crate) fn tail(&self) -> Vec<String> {
        self.log.tail()
    }

    pub(crate) fn log_file(&self) -> Option<PathBuf> {
        self.log_file.clone()
    }

    /// How it ended, `None` while it runs.
    pub(crate) fn ended(&self) -> Option<String> {
        held(&self.run).end.borrow().clone()
    }

    /// SIGKILL, which a frozen container obeys too.
    pub(crate) async fn kill(&self) -> Result<(), String> {
        self.signal("SIGKILL").await?;
        self.gone(DYING).await
    }

    /// SIGTERM, and no second signal when it does not help.
    pub(crate) async fn stop(&self, within: Duration) -> Result<(), String> {
        self.signal("SIGTERM").await?;
        self.gone(within).await
    }

    pub(crate) async fn pause(&self) -> Result<(), String> {
        let paused = self.daemon.client.pause_container(self.name()).await;
        paused.map_err(|error| self.daemon.failed("pause a container")(error).to_string())
    }

    pub(crate) async fn resume(&self) -> Result<(), String> {
        let resumed = self.daemon.client.unpause_container(self.name()).await;
        resumed.map_err(|error| self.daemon.failed("resume a container")(error).to_string())
    }

    /// The same container: data and ports are those of the run that ended.
    pub(crate) async fn start_again(&self) -> Result<(), EngineError> {
        let started = self.daemon.client.start_container(self.name(), None::<StartContainerOptions>).await;
        started.map_err(self.daemon.failed("start a container again"))?;
        *held(&self.run) = follow(&self.daemon, self.name(), &self.log, &self.seen);
        Ok(())
    }

    /// How it ended, waiting for that for a moment, and until everything that it printed is there.
    pub(crate) async fn end(&self) -> String {
        match self.gone(Duration::from_secs(2)).await {
            Ok(()) => self.ended().unwrap_or_default(),
            Err(overdue) => overdue,
        }
    }

    fn name(&self) -> &str {
        self.removal.name()
    }

    async fn signal(&self, signal: &str) -> Result<(), String> {
        let options = KillContainerOptionsBuilder::new().signal(signal).build();
        match self.daemon.client.kill_container(self.name(), Some(options)).await {
            // It is not running, which is what was wanted.
            Ok(()) | Err(ClientError::DockerResponseServerError { status_code: 404 | 409, .. }) => Ok(()),
            Err(error) => Err(self.daemon.failed("signal a container")(error).to_string()),
        }
    }

    async fn gone(&self, within: Duration) -> Result<(), String> {
        let mut end = held(&self.run).end.clone();
        let gone = tokio::time::timeout(within, end.wait_for(Option::is_some)).await;
        match gone {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) => Err("nobody follows it any more".to_owned()),
            Err(_) => {
                Err(format!("waited {} s for the container to end; it is still running", within.as_secs()))
            }
        }
    }
}

/// Follows the log and the end of the run that has begun.
fn follow(daemon: &Daemon, name: &str, log: &Log, seen: &Arc<AtomicUsize>) -> Run {
    let (ended, end) = watch::channel(None);
    let read = tokio::spawn(read(daemon.clone(), name.to_owned(), log.clone(), Arc::clone(seen)));
    let (reader, reading) = (read.abort_handle(), read.abort_handle());
    let (daemon, name) = (daemon.clone(), name.to_owned());
    let wait = tokio::spawn(async move {
        let how = wait(&daemon, &name).await;
        // What it printed last is there when its end is told. The log ends with the run, a moment later at most.
        if tokio::time::timeout(Duration::from_millis(500), read).await.is_err() {
            reading.abort();
        }
        ended.send_replace(Some(how));
    });
    Run { end, followers: [reader, wait.abort_handle()] }
}

/// Passes on the lines that are new.
async fn read(daemon: Daemon, name: String, log: Log, seen: Arc<AtomicUsize>) {
    let options = LogsOptionsBuilder::new().follow(true).stdout(true).stderr(true).tail("all").build();
    let mut pieces = pin!(daemon.client.logs(&name, Some(options)));
    let (mut passed, mut line) = (0, Vec::new());
    while let Some(Ok(piece)) = pieces.next().await {
        let (LogOutput::StdOut { message }
        | LogOutput::StdErr { message }
        | LogOutput::Console { message }
        | LogOutput::StdIn { message }) = piece;
        for byte in message {
            if byte != b'\n' {
                line.push(byte);
                continue;
            }
            passed += 1;
            if passed > seen.load(Ordering::Relaxed) {
                seen.store(passed, Ordering::Relaxed);
                log.push(String::from_utf8_lossy(&line).trim_end_matches('\r'));
            }
            line.clear();
        }
    }
}

/// How the run ends, as the system says it of processes.
async fn wait(daemon: &Daemon, name: &str) -> String {
    loop {
        let options = WaitContainerOptionsBuilder::default().condition("not-running").build();
        let mut ends = pin!(daemon.client.wait_container(name, Some(options)));
        let code = match ends.next().await {
            Some(Ok(end)) => end.status_code,
            Some(Err(ClientError::DockerContainerWaitError { code, .. })) => code,
            // So long as nothing happens, a request ends at its time limit.
            Some(Err(ClientError::RequestTimeoutError)) => continue,
            Some(Err(error)) => return daemon.failed("tell when a container ends")(error).to_string(),
            None => return "Docker does not tell how".to_owned(),
        };
        let state = daemon.client.inspect_container(name, None).await.ok().and_then(|it| it.state);
        let memory = state.is_some_and(|state| state.oom_killed == Some(true));
        return format!("{}{}", status(code), if memory { ", out of memory" } else { "" });
    }
}

/// Docker adds 128 to a signal; 143 is what a JVM says of itself after SIGTERM.
fn status(code: i64) -> String {
    let code = i32::try_from(code).unwrap_or(255);
    let raw = if code > 128 && code != 143 { code - 128 } else { code << 8 };
    ExitStatus::from_raw(raw).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_told_as_that_of_a_process() {
        assert_eq!(
            [0, 1, 137, 143].map(status),
            ["exit status: 0", "exit status: 1", "signal: 9 (SIGKILL)", "exit status: 143"]
        );
    }
}
