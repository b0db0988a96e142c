//! Runs a helper to its end: an interpreter that says its version, an installer, a fetcher.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::error::RuntimeError;
use crate::engine::process::{Keeps, Launch, Process};
use crate::engine::runs::{MARK, kill_marked};
use crate::engine::sums::digest;

/// Installing over a slow line is the longest of them.
const LONGEST: Duration = Duration::from_secs(30 * 60);

/// Settings of the reader's own that would lead an installer or an interpreter astray.
const ASTRAY: [&str; 9] = [
    "PIP_PREFIX",
    "PIP_REQUIREMENT",
    "PIP_TARGET",
    "PIP_USER",
    "PYTHONHOME",
    "PYTHONPATH",
    "PYTHONSTARTUP",
    "UV_PROJECT_ENVIRONMENT",
    "VIRTUAL_ENV",
];

/// What a tool left behind.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) success: bool,
    /// How it ended, for when it said nothing.
    pub(super) status: String,
    /// Its last lines, of output and errors.
    pub(super) lines: Vec<String>,
}

impl Outcome {
    /// The last line that says something.
    pub(super) fn last_word(&self) -> String {
        self.lines
            .iter()
            .rev()
            .find(|line| !line.trim().is_empty())
            .cloned()
            .unwrap_or_else(|| self.status.clone())
    }

    /// Its failure, told as one of the network where its words show that.
    pub(super) fn failure(self, doing: &'static str, what: &str) -> RuntimeError {
        let unreachable = self.lines.iter().any(|line| speaks_of_network(line));
        if unreachable {
            RuntimeError::Unreachable { what: what.to_owned(), log: self.lines }
        } else {
            RuntimeError::Tool { doing, reason: self.last_word(), log: self.lines }
        }
    }
}

/// Runs the tools that prepare one cache. They carry its mark: a workbench that is killed leaves an installer
/// running, which must not write to what the next one is making.
#[derive(Debug, Clone)]
pub(super) struct Tools {
    mark: String,
}

impl Tools {
    pub(super) fn of(cache: &Path) -> Self {
        let path = std::fs::canonicalize(cache).unwrap_or_else(|_| cache.to_owned());
        Self { mark: format!("prepare-{}", digest(&[path.as_os_str().as_encoded_bytes()])) }
    }

    /// Where nothing is written, nothing needs to be ended.
    pub(super) fn for_a_look() -> Self {
        Self { mark: "look".into() }
    }

    /// Ends what an earlier workbench left running. Only for who holds the cache's lock.
    pub(super) fn end_strays(&self) {
        let ended = kill_marked(&self.mark);
        if ended > 0 {
            tracing::warn!(
                ended,
                "an earlier workbench was killed while it was preparing: its tools are ended"
            );
        }
    }

    /// Runs `program` to its end and hears its lines.
    pub(super) async fn run<S: Into<OsString>>(
        &self,
        doing: &'static str,
        program: &Path,
        args: impl IntoIterator<Item = S>,
        on_line: impl FnMut(&str) + Send + 'static,
    ) -> Result<Outcome, RuntimeError> {
        let variables = [(MARK, self.mark.as_str()), ("PYTHONNOUSERSITE", "1"), ("PYTHONUTF8", "1")];
        let launch = Launch {
            program: PathBuf::from(program),
            args: args.into_iter().map(Into::into).collect(),
            variables: variables.map(|(name, value)| (name.to_owned(), value.into())).into(),
            keeps: Keeps::AllBut(&ASTRAY),
            ..Launch::default()
        };
        let process = Process::start(&launch, on_line).map_err(RuntimeError::io("start", program))?;
        let status = process.wait(doing, LONGEST).await?;
        Ok(Outcome { success: status.success(), status: status.to_string(), lines: process.tail() })
    }
}

/// How pip, uv and the fetcher say that nobody answered. Without an index pip finds "no versions".
fn speaks_of_network(line: &str) -> bool {
    [
        "NewConnectionError",
        "ConnectionError",
        "ConnectTimeout",
        "ReadTimeout",
        "ProxyError",
        "Temporary failure in name resolution",
        "Failed to establish a new connection",
        "from versions: none",
        "error sending request",
        "Failed to fetch",
        "dns error",
        "network was disabled",
        "network connectivity is disabled",
    ]
    .iter()
    .any(|sign| line.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_an_earlier_workbench_left_running_is_ended_and_nothing_of_another_cache() {
        let (cache, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let left = Tools::of(cache.path());
        let left = tokio::spawn(async move { left.run("sleep", Path::new("sleep"), ["30"], |_| {}).await });
        let ended = crate::engine::eventually::eventually("the end", Duration::from_secs(10), || async {
            Tools::of(other.path()).end_strays();
            assert!(!left.is_finished(), "another cache's tools were ended");
            let running = crate::engine::runs::marked(&Tools::of(cache.path()).mark);
            if running.is_empty() { Err("it has not begun") } else { Ok(()) }
        });
        ended.await.unwrap();
        Tools::of(cache.path()).end_strays();
        let outcome = left.await.unwrap().unwrap();
        assert_eq!((outcome.success, outcome.status.as_str()), (false, "signal: 9 (SIGKILL)"));
    }
}
