//! One broker of a cluster: its process, its addresses, and what is expected of it.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustix::process::Signal;

use crate::engine::error::EngineError;
use crate::engine::process::{Launch, Process, held};

/// What a broker advertises to programs: a socket of ours, already bound, to be served by a gateway that passes
/// on to `upstream`. Non-blocking, as an async runtime wants it.
#[derive(Debug)]
pub struct Front {
    /// The broker behind it.
    pub broker_id: i32,
    /// Accepts programs' connections from now on; they wait until somebody serves it.
    pub listener: TcpListener,
    /// The broker's LEARNER listener.
    pub upstream: SocketAddr,
}

impl Front {
    /// Where programs connect to.
    ///
    /// # Errors
    /// As the operating system says.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// A broker, as others see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broker {
    /// `node.id`.
    pub id: i32,
    /// Of the process that runs now, or ran last.
    pub pid: u32,
    /// For the workbench: nothing stands between.
    pub direct: SocketAddr,
    /// The LEARNER listener itself, behind the front.
    pub learner: SocketAddr,
    /// The front's address, which programs are told.
    pub advertised: SocketAddr,
}

/// What the workbench itself did to a broker last. Only what it did not do is a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    Running,
    /// It is there and does nothing.
    Paused,
    Down,
}

#[derive(Debug)]
pub(crate) struct Node {
    id: i32,
    launch: Launch,
    pub(super) direct: SocketAddr,
    learner: SocketAddr,
    advertised: SocketAddr,
    state: Mutex<(Arc<Process>, Expected)>,
}

impl Node {
    pub(crate) fn start(
        id: i32,
        launch: Launch,
        direct: SocketAddr,
        learner: SocketAddr,
        advertised: SocketAddr,
    ) -> Result<Self, EngineError> {
        let process = Process::start(&launch, |_| {}).map_err(EngineError::io("start", &launch.program))?;
        let state = Mutex::new((Arc::new(process), Expected::Running));
        Ok(Self { id, launch, direct, learner, advertised, state })
    }

    pub(super) fn describe(&self) -> Broker {
        let Self { id, direct, learner, advertised, .. } = *self;
        Broker { id, pid: self.process().pid(), direct, learner, advertised }
    }

    pub(super) fn id(&self) -> i32 {
        self.id
    }

    fn process(&self) -> Arc<Process> {
        Arc::clone(&held(&self.state).0)
    }

    /// Whether it should be at work: it was neither ended nor frozen here.
    pub(super) fn is_expected(&self) -> bool {
        held(&self.state).1 == Expected::Running
    }

    fn expect(&self, expected: Expected) {
        held(&self.state).1 = expected;
    }

    pub(super) fn tail(&self) -> Vec<String> {
        self.process().tail()
    }

    pub(super) fn log_file(&self) -> Option<PathBuf> {
        self.launch.log_file.clone()
    }

    /// How its process ended, if nobody here ended it.
    pub(super) fn ended_by_itself(&self) -> Option<String> {
        let (process, expected) = &*held(&self.state);
        match expected {
            Expected::Running | Expected::Paused => process.ended().map(|status| status.to_string()),
            Expected::Down => None,
        }
    }

    pub(super) async fn kill(&self) -> Result<(), EngineError> {
        self.expect(Expected::Down);
        self.process().kill().await.map_err(|overdue| self.failed("kill", &overdue))
    }

    /// Sends `signal` and waits for the end.
    pub(super) async fn end(&self, signal: Signal, within: Duration) -> Result<(), EngineError> {
        self.expect(Expected::Down);
        let process = self.process();
        process.signal(signal).map_err(|error| self.failed("stop", &error))?;
        process
            .wait("the broker to end", within)
            .await
            .map(drop)
            .map_err(|overdue| self.failed("stop", &overdue))
    }

    pub(super) fn pause(&self) -> Result<(), EngineError> {
        self.process().signal(Signal::STOP).map_err(|error| self.failed("pause", &error))?;
        self.expect(Expected::Paused);
        Ok(())
    }

    pub(super) fn resume(&self) -> Result<(), EngineError> {
        self.process().signal(Signal::CONT).map_err(|error| self.failed("resume", &error))?;
        self.expect(Expected::Running);
        Ok(())
    }

    /// Lets it go on where it was frozen, starts it where it was ended, and leaves it where it is at work.
    pub(super) async fn bring_back(&self) -> Result<(), EngineError> {
        let expected = held(&self.state).1;
        match expected {
            Expected::Running => Ok(()),
            Expected::Paused => self.resume(),
            Expected::Down => self.restart().await,
        }
    }

    /// Starts a process on the data and the ports of the one that ended.
    pub(super) async fn restart(&self) -> Result<(), EngineError> {
        self.kill().await?;
        let process =
            Process::start(&self.launch, |_| {}).map_err(EngineError::io("start", &self.launch.program))?;
        *held(&self.state) = (Arc::new(process), Expected::Running);
        Ok(())
    }

    /// Why it ended while it was starting, once everything that it printed is there.
    pub(super) async fn start_error(&self) -> EngineError {
        let process = self.process();
        let ended = process.wait("the broker to end", Duration::from_secs(1)).await;
        let status = ended.map_or_else(|overdue| overdue.to_string(), |status| status.to_string());
        EngineError::Start { status, log: process.tail() }
    }

    fn failed(&self, doing: &'static str, reason: &dyn std::fmt::Display) -> EngineError {
        EngineError::Control { doing, broker: self.id, reason: reason.to_string() }
    }
}
