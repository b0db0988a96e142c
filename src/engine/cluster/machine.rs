//! What a broker runs on. The same few verbs for each kind, so that a cluster does not ask which it is.

use std::fmt::Display;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustix::process::Signal;

use crate::engine::docker::Container;
use crate::engine::error::EngineError;
use crate::engine::process::{Launch, Process, held};

/// A broker's machine, running or ended.
#[derive(Debug)]
pub(crate) enum Machine {
    /// A JVM of this machine.
    Jvm(Jvm),
    /// A container.
    Container(Box<Container>),
}

/// A process, and how it is started again.
#[derive(Debug)]
pub(crate) struct Jvm {
    launch: Launch,
    process: Mutex<Arc<Process>>,
}

impl Machine {
    /// Starts a process.
    ///
    /// # Errors
    /// As the operating system says.
    pub(crate) fn jvm(launch: Launch) -> Result<Self, EngineError> {
        let process = Mutex::new(Arc::new(start(&launch)?));
        Ok(Self::Jvm(Jvm { launch, process }))
    }

    /// One that has been started.
    pub(crate) fn container(container: Container) -> Self {
        Self::Container(Box::new(container))
    }

    /// The id of the process that runs now, or ran last, where there is one on this machine.
    pub(super) fn pid(&self) -> Option<u32> {
        match self {
            Self::Jvm(jvm) => Some(jvm.process().pid()),
            Self::Container(_) => None,
        }
    }

    /// The last lines of its log, oldest first.
    pub(super) fn tail(&self) -> Vec<String> {
        match self {
            Self::Jvm(jvm) => jvm.process().tail(),
            Self::Container(container) => container.tail(),
        }
    }

    /// The file with all that it logged.
    pub(super) fn log_file(&self) -> Option<PathBuf> {
        match self {
            Self::Jvm(jvm) => jvm.launch.log_file.clone(),
            Self::Container(container) => container.log_file(),
        }
    }

    /// How it ended, `None` while it runs.
    pub(super) fn ended(&self) -> Option<String> {
        match self {
            Self::Jvm(jvm) => jvm.process().ended().map(|status| status.to_string()),
            Self::Container(container) => container.ended(),
        }
    }

    /// Ends it as `kill -9` does, and waits until it is gone. One that has ended already is no error.
    pub(super) async fn kill(&self) -> Result<(), String> {
        match self {
            Self::Jvm(jvm) => jvm.process().kill().await.map_err(text),
            Self::Container(container) => container.kill().await,
        }
    }

    /// Asks it to end (SIGTERM) and waits for it.
    pub(super) async fn stop(&self, within: Duration) -> Result<(), String> {
        match self {
            Self::Jvm(jvm) => {
                let process = jvm.process();
                process.signal(Signal::TERM).map_err(text)?;
                process.wait("the broker to end", within).await.map(drop).map_err(text)
            }
            Self::Container(container) => container.stop(within).await,
        }
    }

    /// Freezes it: its connections stay open and say nothing.
    pub(super) async fn pause(&self) -> Result<(), String> {
        match self {
            Self::Jvm(jvm) => jvm.process().signal(Signal::STOP).map_err(text),
            Self::Container(container) => container.pause().await,
        }
    }

    /// Lets it go on.
    pub(super) async fn resume(&self) -> Result<(), String> {
        match self {
            Self::Jvm(jvm) => jvm.process().signal(Signal::CONT).map_err(text),
            Self::Container(container) => container.resume().await,
        }
    }

    /// Starts it on the data and the ports of the run that ended.
    pub(super) async fn start_again(&self) -> Result<(), EngineError> {
        match self {
            Self::Jvm(jvm) => {
                *held(&jvm.process) = Arc::new(start(&jvm.launch)?);
                Ok(())
            }
            Self::Container(container) => container.start_again().await,
        }
    }

    /// How it ended, waiting for that for a moment, until everything that it printed is there.
    pub(super) async fn end(&self) -> String {
        match self {
            Self::Jvm(jvm) => {
                let ended = jvm.process().wait("the broker to end", Duration::from_secs(1)).await;
                ended.map_or_else(text, |status| status.to_string())
            }
            Self::Container(container) => container.end().await,
        }
    }
}

impl Jvm {
    fn process(&self) -> Arc<Process> {
        Arc::clone(&held(&self.process))
    }
}

fn start(launch: &Launch) -> Result<Process, EngineError> {
    Process::start(launch, |_| {}).map_err(EngineError::io("start", &launch.program))
}

fn text(what: impl Display) -> String {
    what.to_string()
}
