//! A command while it runs, and what it has said in the end.

use std::fmt;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use kafka_workbench::engine::eventually::eventually_blocking;
use rustix::process::{Pid, Signal, kill_process};

use super::filters::filtered;
use super::permit::Permit;

/// No command of the tests takes half of this on a busy machine; one that hangs is told apart by it.
const PATIENCE: Duration = Duration::from_secs(180);

/// A command that was started. Dropped, it is killed.
pub(crate) struct Running {
    child: Child,
    folder: PathBuf,
    out: PathBuf,
    err: PathBuf,
    peak: u64,
    _permit: Option<Permit>,
}

/// A command's end. Shown, it is everything that it said, with what varies from run to run taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    /// The exit status; a signal where there is none.
    pub(crate) status: String,
    /// Standard output as it came.
    pub(crate) out: String,
    /// Standard error as it came.
    pub(crate) err: String,
    /// The most memory that the binary had, in kilobytes; 0 where the system does not say.
    pub(crate) peak: u64,
    folder: PathBuf,
}

impl Running {
    #[track_caller]
    pub(super) fn start(mut command: Command, folder: &Path, permit: Option<Permit>) -> Running {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        let (out, err) = (folder.join(format!("{n}.out")), folder.join(format!("{n}.err")));
        let child = command
            .stdin(Stdio::null())
            .stdout(File::create(&out).expect("a file"))
            .stderr(File::create(&err).expect("a file"))
            .spawn()
            .expect("the binary");
        Running { child, folder: folder.to_owned(), out, err, peak: 0, _permit: permit }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits until standard error holds `words`.
    #[track_caller]
    pub(crate) fn until(&self, words: &str) {
        let said = eventually_blocking(words, PATIENCE, || {
            let said = fs::read_to_string(&self.err).unwrap_or_default();
            if said.contains(words) { Ok(()) } else { Err(said) }
        });
        said.expect("what was waited for");
    }

    /// Standard output so far.
    pub(crate) fn said_so_far(&self) -> String {
        fs::read_to_string(&self.out).unwrap_or_default()
    }

    /// Sends it a signal.
    #[track_caller]
    pub(crate) fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.pid()).ok().and_then(Pid::from_raw).expect("a process id");
        kill_process(pid, signal).expect("a signal");
    }

    /// Waits for its end.
    #[track_caller]
    pub(crate) fn end(mut self) -> Said {
        let ended = eventually_blocking("the end of the command", PATIENCE, || {
            self.peak = self.peak.max(peak_of(self.child.id()));
            match self.child.try_wait() {
                Ok(Some(status)) => Ok(status),
                _ => Err(fs::read_to_string(&self.err).unwrap_or_default()),
            }
        });
        let status = ended.expect("an end");
        let read = |file: &Path| String::from_utf8_lossy(&fs::read(file).expect("a file")).into_owned();
        Said {
            status: status.code().map_or_else(|| status.to_string(), |code| code.to_string()),
            out: read(&self.out),
            err: read(&self.err),
            peak: self.peak,
            folder: self.folder.clone(),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended, as a rule.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Said {
    /// Status and standard output, where progress is not what a test is about.
    pub(crate) fn result(&self) -> String {
        filtered(&format!("status {}\n{}", self.status, self.out), &self.folder)
    }

    /// Standard error.
    pub(crate) fn progress(&self) -> String {
        filtered(&self.err, &self.folder)
    }

    /// Status and standard error, where nothing else is said.
    #[track_caller]
    pub(crate) fn complaint(&self) -> String {
        assert_eq!(self.out, "", "a complaint goes to standard error");
        filtered(&format!("status {}\n{}", self.status, self.err), &self.folder)
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = format!("status {}\n--- out\n{}--- err\n{}", self.status, self.out, self.err);
        f.write_str(&filtered(&whole, &self.folder))
    }
}

/// The most memory that a process has had so far, in kilobytes.
fn peak_of(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
