//! One broker of a cluster: what it runs on, its addresses, and what is expected of it.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::machine::Machine;
use crate::engine::error::EngineError;
use crate::engine::process::held;
use crate::engine::wire::Address;
use crate::evidence::BrokerState;

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
    /// Bound before the broker starts, since the broker must be told its address, and held ever after.
    pub(crate) fn bind(broker_id: i32, upstream: SocketAddr) -> Result<Self, EngineError> {
        Self::bind_at(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), broker_id, upstream)
    }

    /// The same where the broker has been told of `address` already.
    pub(super) fn bind_at(
        address: SocketAddr,
        broker_id: i32,
        upstream: SocketAddr,
    ) -> Result<Self, EngineError> {
        let listener = TcpListener::bind(address)
            .and_then(|listener| listener.set_nonblocking(true).map(|()| listener))
            .map_err(|error| EngineError::Ports { reason: error.to_string() })?;
        Ok(Self { broker_id, listener, upstream })
    }

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
    /// Of the process that runs now, or ran last; `None` where it is none of this machine's.
    pub pid: Option<u32>,
    /// For the workbench: nothing stands between.
    pub direct: Address,
    /// What programs are told: the front's address where there is one.
    pub advertised: Address,
    /// What the workbench itself did to it last.
    pub state: BrokerState,
}

#[derive(Debug)]
pub(crate) struct Node {
    id: i32,
    machine: Machine,
    pub(super) direct: Address,
    pub(super) advertised: Address,
    /// Only what the workbench did not do itself is a failure.
    expected: Mutex<BrokerState>,
    /// Whether it was ever ended or frozen here, though it may be at work again.
    disturbed: AtomicBool,
}

impl Node {
    /// A broker that has been started on `machine`.
    pub(crate) fn new(id: i32, machine: Machine, direct: SocketAddr, advertised: SocketAddr) -> Self {
        let (direct, advertised) = (direct.into(), advertised.into());
        let (expected, disturbed) = (Mutex::new(BrokerState::Running), AtomicBool::new(false));
        Self { id, machine, direct, advertised, expected, disturbed }
    }

    pub(super) fn describe(&self) -> Broker {
        Broker {
            id: self.id,
            pid: self.machine.pid(),
            direct: self.direct.clone(),
            advertised: self.advertised.clone(),
            state: self.expected(),
        }
    }

    pub(super) fn id(&self) -> i32 {
        self.id
    }

    /// Whether it should be at work: it was neither ended nor frozen here.
    pub(super) fn is_expected(&self) -> bool {
        self.expected() == BrokerState::Running
    }

    fn expected(&self) -> BrokerState {
        *held(&self.expected)
    }

    fn expect(&self, expected: BrokerState) {
        if expected != BrokerState::Running {
            self.disturbed.store(true, Ordering::Relaxed);
        }
        *held(&self.expected) = expected;
    }

    /// Whether nobody here has ever ended or frozen it.
    pub(super) fn is_undisturbed(&self) -> bool {
        !self.disturbed.load(Ordering::Relaxed)
    }

    pub(super) fn machine(&self) -> &Machine {
        &self.machine
    }

    pub(super) fn tail(&self) -> Vec<String> {
        self.machine.tail()
    }

    pub(super) fn log_file(&self) -> Option<PathBuf> {
        self.machine.log_file()
    }

    /// How it ended, if nobody here ended it.
    pub(super) fn ended_by_itself(&self) -> Option<String> {
        match self.expected() {
            BrokerState::Running | BrokerState::Paused => self.machine.ended(),
            BrokerState::Stopped | BrokerState::Killed => None,
        }
    }

    pub(super) async fn kill(&self) -> Result<(), EngineError> {
        self.expect(BrokerState::Killed);
        self.machine.kill().await.map_err(|reason| self.failed("kill", reason))
    }

    /// Asks it to end and waits for that.
    pub(super) async fn stop(&self, within: Duration) -> Result<(), EngineError> {
        self.expect(BrokerState::Stopped);
        self.machine.stop(within).await.map_err(|reason| self.failed("stop", reason))
    }

    pub(super) async fn pause(&self) -> Result<(), EngineError> {
        self.machine.pause().await.map_err(|reason| self.failed("pause", reason))?;
        self.expect(BrokerState::Paused);
        Ok(())
    }

    pub(super) async fn resume(&self) -> Result<(), EngineError> {
        self.machine.resume().await.map_err(|reason| self.failed("resume", reason))?;
        self.expect(BrokerState::Running);
        Ok(())
    }

    /// Lets it go on where it was frozen, starts it where it was ended, and leaves it where it is at work.
    pub(super) async fn bring_back(&self) -> Result<(), EngineError> {
        match self.expected() {
            BrokerState::Running => Ok(()),
            BrokerState::Paused => self.resume().await,
            BrokerState::Stopped | BrokerState::Killed => self.restart().await,
        }
    }

    /// Starts it on the data and the ports of the run that ended.
    pub(super) async fn restart(&self) -> Result<(), EngineError> {
        self.kill().await?;
        self.machine.start_again().await?;
        self.expect(BrokerState::Running);
        Ok(())
    }

    fn failed(&self, doing: &'static str, reason: String) -> EngineError {
        EngineError::Control { doing, broker: self.id, reason }
    }
}
