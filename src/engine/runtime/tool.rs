//! Runs a helper to its end: an interpreter that says its version, an installer, a fetcher.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::error::RuntimeError;
use crate::engine::process::{Keeps, Launch, Process};

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

/// Runs `program` and hears its lines.
pub(super) async fn run<S: Into<OsString>>(
    doing: &'static str,
    program: &Path,
    args: impl IntoIterator<Item = S>,
    on_line: impl FnMut(&str) + Send + 'static,
) -> Result<Outcome, RuntimeError> {
    let launch = Launch {
        program: PathBuf::from(program),
        args: args.into_iter().map(Into::into).collect(),
        variables: vec![("PYTHONNOUSERSITE".into(), "1".into()), ("PYTHONUTF8".into(), "1".into())],
        keeps: Keeps::AllBut(&ASTRAY),
        log_file: None,
    };
    let process = Process::start(&launch, on_line).map_err(RuntimeError::io("start", program))?;
    let status = process.wait(doing, LONGEST).await?;
    Ok(Outcome { success: status.success(), status: status.to_string(), lines: process.tail() })
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
