//! One process that the engine started: in a group of its own, its output kept, dead once dropped.

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use process_wrap::tokio::{ChildWrapper, CommandWrap, ProcessGroup};
use rustix::process::Signal;
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::task::JoinHandle;

use super::eventually::{Overdue, eventually, eventually_blocking};
use super::log::Log;

/// SIGKILL ends a process within milliseconds, unless the machine is starved.
const DYING: Duration = Duration::from_secs(5);

/// Variables that a child keeps: where programs, folders and certificates are, and in which language to speak.
/// Everything else, above all `JAVA_TOOL_OPTIONS` and its like, would make one machine differ from the next.
const KEPT_VARIABLES: [&str; 8] =
    ["HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PATH", "TMPDIR", "TZ", "USER"];

/// What to start.
#[derive(Debug, Clone, Default)]
pub(crate) struct Launch {
    pub(crate) program: PathBuf,
    pub(crate) args: Vec<OsString>,
    /// Set for the process, beyond what it keeps.
    pub(crate) variables: Vec<(String, OsString)>,
    /// Which of our own variables it keeps.
    pub(crate) keeps: Keeps,
    /// Everything that the process prints goes here too.
    pub(crate) log_file: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, Default)]
pub(crate) enum Keeps {
    /// A broker: nothing but [`KEPT_VARIABLES`].
    #[default]
    Little,
    /// An installer needs proxies, mirrors and certificates as the reader has set them, all but those named.
    AllBut(&'static [&'static str]),
}

/// A process that runs, or has ended and was not forgotten yet.
#[derive(Debug)]
pub(crate) struct Process {
    pid: u32,
    child: Mutex<Box<dyn ChildWrapper>>,
    log: Log,
    pumps: Mutex<Vec<JoinHandle<()>>>,
}

impl Process {
    /// Starts it; `on_line` hears every line of standard output.
    ///
    /// # Errors
    /// As the operating system says: not found, not executable, no memory.
    pub(crate) fn start(launch: &Launch, on_line: impl FnMut(&str) + Send + 'static) -> io::Result<Self> {
        let log = Log::open(launch.log_file.as_deref())?;
        let mut command = CommandWrap::with_new(&launch.program, |command| {
            command.args(&launch.args);
            match launch.keeps {
                Keeps::Little => {
                    command.env_clear();
                    command
                        .envs(KEPT_VARIABLES.iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
                }
                Keeps::AllBut(names) => names.iter().for_each(|name| {
                    command.env_remove(name);
                }),
            }
            command.envs(launch.variables.iter().map(|(name, value)| (name, value)));
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        });
        let mut child = command.wrap(ProcessGroup::leader()).spawn()?;
        let pid = child.id().unwrap_or_default();
        let mut pumps = Vec::new();
        if let Some(out) = child.stdout().take() {
            pumps.push(tokio::spawn(pump(out, log.clone(), on_line)));
        }
        if let Some(err) = child.stderr().take() {
            pumps.push(tokio::spawn(pump(err, log.clone(), |_| {})));
        }
        Ok(Self { pid, child: Mutex::new(child), log, pumps: Mutex::new(pumps) })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.pid
    }

    /// How it ended, or `None` while it runs.
    pub(crate) fn ended(&self) -> Option<ExitStatus> {
        // An error means that there is no such child any more; that the signal of its end went to somebody else
        // is not known to happen.
        held(&self.child).try_wait().unwrap_or(None)
    }

    /// Sends a signal to the whole group, unless the process has ended.
    pub(crate) fn signal(&self, signal: Signal) -> io::Result<()> {
        let mut child = held(&self.child);
        match child.try_wait()? {
            Some(_) => Ok(()),
            None => child.signal(signal.as_raw()),
        }
    }

    /// Kills the whole group at once and waits until it is gone.
    pub(crate) async fn kill(&self) -> Result<(), Overdue> {
        // A group that is gone already cannot be signalled, and that is what was wanted.
        let _ = self.signal(Signal::KILL);
        self.wait("the end of a killed process", DYING).await.map(drop)
    }

    /// Waits for the process to end by itself.
    pub(crate) async fn wait(&self, what: &str, within: Duration) -> Result<ExitStatus, Overdue> {
        let status = eventually(what, within, || async { self.ended().ok_or("it is still running") }).await?;
        self.drain().await;
        Ok(status)
    }

    /// The last lines that it printed, oldest first.
    pub(crate) fn tail(&self) -> Vec<String> {
        self.log.tail()
    }

    /// After the end: waits until everything printed has been read. A grandchild may hold the pipe, so not for long.
    async fn drain(&self) {
        let pumps = std::mem::take(&mut *held(&self.pumps));
        let all = async {
            for pump in pumps {
                // A pump that panicked has nothing more to say.
                let _ = pump.await;
            }
        };
        let _ = tokio::time::timeout(Duration::from_millis(500), all).await;
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if self.ended().is_none() && self.signal(Signal::KILL).is_ok() {
            // The data folder is removed next: it must not be written to any more.
            let _ = eventually_blocking("the end of a killed process", DYING, || {
                self.ended().ok_or("it is still running")
            });
        }
    }
}

/// A lock whose holder panicked still guards good data here: each change is one statement.
pub(crate) fn held<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn pump(pipe: impl AsyncRead + Unpin, log: Log, mut on_line: impl FnMut(&str) + Send) {
    let mut reader = BufReader::new(pipe);
    let mut bytes = Vec::new();
    // An error on a pipe from a child is its end.
    while reader.read_until(b'\n', &mut bytes).await.is_ok_and(|read| read > 0) {
        let text = String::from_utf8_lossy(&bytes);
        let line = text.trim_end_matches(['\n', '\r']);
        log.push(line);
        on_line(line);
        bytes.clear();
    }
}
