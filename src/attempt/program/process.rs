//! One run of a program: its process group, its output, its end.

use super::{Output, capture};
use crate::engine::runs;
use crate::evidence::Stream;
use process_wrap::tokio::{ChildWrapper, CommandWrap, KillOnDrop, ProcessGroup};
use rustix::process::Signal;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// Variables that programs keep. Everything else would make one learner's machine differ from the next.
const KEPT: [&str; 18] = [
    "HOME",
    "USER",
    "LOGNAME",
    "SHELL",
    "LANG",
    "TMPDIR",
    "LD_LIBRARY_PATH",
    "SSL_CERT_FILE",
    "JAVA_HOME",
    "GOPATH",
    "GOROOT",
    "GOCACHE",
    "GOPROXY",
    "CARGO_HOME",
    "RUSTUP_HOME",
    "NODE_PATH",
    "DOTNET_ROOT",
    "M2_HOME",
];
/// Not UTC, and without daylight saving: a program that writes local time shows it at every time of the year.
const TIME_ZONE: &str = "Asia/Kolkata";
/// A descendant may hold the pipes after the program has ended; what it says then is nobody's output.
const DRAIN: Duration = Duration::from_millis(500);

/// What to start.
#[derive(Debug, Clone)]
pub(in crate::attempt) struct Launch {
    /// The program's name in lab.yaml.
    pub(in crate::attempt) program: String,
    /// The run's name.
    pub(in crate::attempt) run: String,
    /// The command, for `sh -c`.
    pub(in crate::attempt) command: String,
    /// The working folder.
    pub(in crate::attempt) folder: PathBuf,
    /// Put before the PATH.
    pub(in crate::attempt) bin: PathBuf,
    /// Variables of the run.
    pub(in crate::attempt) variables: Vec<(String, String)>,
    /// What every process of this run carries, so that those that left the group are found.
    pub(in crate::attempt) mark: String,
}

/// How a process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::attempt) struct Ended {
    /// Its exit status; `None` where a signal ended it.
    pub(in crate::attempt) exit: Option<i32>,
    /// The signal that ended it.
    pub(in crate::attempt) signal: Option<i32>,
}

/// A process that was started. Dropping it kills its group.
#[derive(Debug)]
pub(in crate::attempt) struct Process {
    pid: u32,
    mark: String,
    child: Box<dyn ChildWrapper>,
    pumps: Vec<JoinHandle<()>>,
}

impl Process {
    /// Starts `launch` in a process group of its own; what it prints goes to `output`.
    ///
    /// # Errors
    /// As the operating system says; the shell is there on every machine, so this is not the learner's.
    pub(in crate::attempt) fn start(launch: &Launch, output: &Output) -> io::Result<Process> {
        let path = std::env::var("PATH").unwrap_or_default();
        let mut command = CommandWrap::with_new("/bin/sh", |command| {
            command
                .args(["-c", &exec(&launch.command)])
                .current_dir(&launch.folder)
                .env_clear()
                .envs(KEPT.iter().filter_map(|name| Some((name, std::env::var_os(name)?))))
                .env("PATH", format!("{}:{path}", launch.bin.display()))
                .env("TZ", TIME_ZONE)
                .env("LC_ALL", "C.UTF-8")
                // Lines are timed when they come, so they must not wait in a buffer.
                .env("PYTHONUNBUFFERED", "1")
                .env("PYTHONIOENCODING", "utf-8")
                .env("PYTHONDONTWRITEBYTECODE", "1")
                .env(runs::MARK, &launch.mark)
                .envs(launch.variables.iter().map(|(name, value)| (name, value)))
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped());
        });
        let mut child = command.wrap(ProcessGroup::leader()).wrap(KillOnDrop).spawn()?;
        let pid = child.id().unwrap_or_default();
        let mut pumps = Vec::new();
        let pump = |stream| {
            let (output, program, run) = (output.clone(), launch.program.clone(), launch.run.clone());
            move |line: &str| output.push(&program, &run, stream, line)
        };
        if let Some(out) = child.stdout().take() {
            let push = pump(Stream::Stdout);
            pumps.push(tokio::spawn(async move { capture::lines(out, push).await }));
        }
        if let Some(err) = child.stderr().take() {
            let push = pump(Stream::Stderr);
            pumps.push(tokio::spawn(async move { capture::lines(err, push).await }));
        }
        Ok(Process { pid, mark: launch.mark.clone(), child, pumps })
    }

    pub(in crate::attempt) fn pid(&self) -> u32 {
        self.pid
    }

    /// How it ended, where it has.
    pub(in crate::attempt) fn ended(&mut self) -> Option<Ended> {
        let status = self.child.inner_mut().try_wait().ok().flatten()?;
        Some(Ended { exit: status.code(), signal: status.signal() })
    }

    /// Waits until it ends by itself; `None` where it still runs at the deadline.
    pub(in crate::attempt) async fn wait(&mut self, deadline: Instant) -> Option<Ended> {
        let status = tokio::time::timeout_at(deadline, self.child.inner_mut().wait()).await.ok()?.ok()?;
        self.tidy().await;
        Some(Ended { exit: status.code(), signal: status.signal() })
    }

    /// Sends SIGTERM to the group.
    pub(in crate::attempt) fn terminate(&self) {
        // A group that has ended meanwhile needs no signal.
        let _ = self.child.signal(Signal::TERM.as_raw());
    }

    /// Stops the group where it stands; SIGKILL ends it all the same.
    ///
    /// # Errors
    /// As the operating system says. A group that has ended meanwhile is none: it is not reaped before it is
    /// waited for.
    pub(in crate::attempt) fn pause(&self) -> io::Result<()> {
        self.child.signal(Signal::STOP.as_raw())
    }

    /// Lets the group go on.
    ///
    /// # Errors
    /// As [`Process::pause`].
    pub(in crate::attempt) fn resume(&self) -> io::Result<()> {
        self.child.signal(Signal::CONT.as_raw())
    }

    /// Kills the group and every descendant that left it, and waits until the process is gone.
    pub(in crate::attempt) async fn kill(&mut self) -> Option<Ended> {
        let _ = self.child.signal(Signal::KILL.as_raw());
        let status = self.child.inner_mut().wait().await.ok()?;
        self.tidy().await;
        Some(Ended { exit: status.code(), signal: status.signal() })
    }

    /// After the end: nothing that the program started goes on, and all that was printed is read.
    pub(in crate::attempt) async fn tidy(&mut self) {
        if self.pumps.is_empty() {
            // Done before.
            return;
        }
        let _ = self.child.signal(Signal::KILL.as_raw());
        let mark = self.mark.clone();
        // Looking through all processes takes milliseconds, and blocks.
        let _ = tokio::task::spawn_blocking(move || runs::kill_marked(&mark)).await;
        let pumps = std::mem::take(&mut self.pumps);
        let _ = tokio::time::timeout(DRAIN, futures::future::join_all(pumps)).await;
    }
}

/// A command that is one program and its arguments takes the shell's place, so that signals and exit
/// statuses are its own.
fn exec(command: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || " ./_-+:,@%".contains(c);
    match command.split_whitespace().next() {
        Some(_) if command.chars().all(plain) => format!("exec {command}"),
        _ => command.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::exec;

    #[test]
    fn a_plain_command_takes_the_shells_place() {
        assert_eq!(exec("python producer.py --fast"), "exec python producer.py --fast");
        assert_eq!(exec("cd src && ./run"), "cd src && ./run");
        assert_eq!(exec("NAME=x ./run"), "NAME=x ./run");
    }
}
