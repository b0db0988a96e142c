//! Makes a Python environment and installs packages into it: with uv where it is there, else with venv and pip.

use std::path::{Path, PathBuf};

use super::environment::Environment;
use super::error::RuntimeError;
use super::python::Python;
use super::tool::{Outcome, Tools};
use crate::engine::progress::Report;

const MAKE: &str = "make a Python environment";
const INSTALL: &str = "install the Python packages";

/// What to install, and where.
#[derive(Debug)]
pub(super) struct Order<'a> {
    pub(super) python: &'a Python,
    pub(super) environment: &'a Environment,
    /// A requirements file with sums.
    pub(super) lock: &'a Path,
    /// What all of it is called.
    pub(super) parts: &'static str,
    /// How many packages that is, about.
    pub(super) total: u64,
}

pub(super) async fn install(tools: &Tools, order: &Order<'_>, report: &Report) -> Result<(), RuntimeError> {
    match uv(tools).await {
        Some(uv) => with_uv(tools, &uv, order, report).await,
        None => with_pip(tools, order, report).await,
    }
}

/// `uv`, where it is there and starts.
async fn uv(tools: &Tools) -> Option<PathBuf> {
    let uv = PathBuf::from("uv");
    let outcome = tools.run("ask uv for its version", &uv, ["--version"], |_| {}).await.ok()?;
    outcome.success.then_some(uv)
}

/// Copies rather than links from uv's own cache: damage done here would reach it, and a repair would bring it back.
async fn with_uv(tools: &Tools, uv: &Path, order: &Order<'_>, report: &Report) -> Result<(), RuntimeError> {
    let Order { python, environment, lock, parts, total } = order;
    let (folder, lock) = (environment.folder.to_string_lossy(), lock.to_string_lossy());
    let (base, interpreter) = (python.program.to_string_lossy(), environment.python.to_string_lossy());
    report.stage("Making a Python environment with uv");
    let args = ["venv", "--no-config", "--python", &*base, &*folder];
    let made = tools.run(MAKE, uv, args, |_| {}).await?;
    done(made, MAKE, "a Python environment")?;

    report.stage(format!("Installing {total} Python packages with uv"));
    let args = ["pip", "install", "--python", &*interpreter, "--require-hashes", "--only-binary", ":all:"];
    // The lock names everything: there is nothing to be worked out.
    let args =
        args.into_iter().chain(["--no-deps", "--link-mode", "copy", "--compile-bytecode", "-r", &*lock]);
    let installed = tools.run(INSTALL, uv, args, |_| {}).await?;
    done(installed, INSTALL, parts)
}

async fn with_pip(tools: &Tools, order: &Order<'_>, report: &Report) -> Result<(), RuntimeError> {
    let Order { python, environment, lock, parts, total } = *order;
    if !python.makes_environments {
        return Err(RuntimeError::PythonWithoutVenv { program: python.program.clone() });
    }
    let (folder, lock) = (environment.folder.to_string_lossy(), lock.to_string_lossy());
    report.stage("Making a Python environment");
    let made = tools.run(MAKE, &python.program, ["-I", "-m", "venv", &*folder], |_| {}).await?;
    done(made, MAKE, "a Python environment")?;

    let mut fetched = 0;
    let heard = report.clone();
    let on_line = move |line: &str| {
        if line.starts_with("Collecting ") {
            fetched = (fetched + 1).min(total);
            heard.items("Fetching Python packages", fetched, total);
        } else if line.starts_with("Installing collected packages") {
            heard.stage(format!("Installing {total} Python packages"));
        }
    };
    let args = ["-I", "-m", "pip", "install", "--disable-pip-version-check", "--no-input"];
    let args =
        args.into_iter().chain(["--progress-bar", "off", "--require-hashes", "--only-binary", ":all:"]);
    // As above.
    let args = args.chain(["--no-deps"]);
    let mut installed = tools.run(INSTALL, &environment.python, args.chain(["-r", &*lock]), on_line).await?;
    // Those for other platforms: dozens of lines that hide the one that matters.
    installed.lines.retain(|line| !line.starts_with("Ignoring "));
    done(installed, INSTALL, parts)
}

fn done(outcome: Outcome, doing: &'static str, what: &str) -> Result<(), RuntimeError> {
    if outcome.success { Ok(()) } else { Err(outcome.failure(doing, what)) }
}

/// How many packages of the lock this platform gets, for the figure of the progress only: one more or less does
/// no harm, so its conditions are read no further than by their commonest words.
pub(super) fn count(lock: &str, version: &str) -> u64 {
    let before_3_11 = version.starts_with("3.10.");
    let elsewhere = |line: &str| {
        line.contains("== 'win32'")
            || line.contains("== 'emscripten'")
            || (line.contains("< '3.11'") && !before_3_11)
            || (line.contains(">= '3.11'") && before_3_11)
            || line.contains("machine == 'x86_64' and sys_platform == 'darwin'")
    };
    let packages = lock.lines().filter(|line| line.contains("==") && !line.starts_with([' ', '#']));
    packages.filter(|line| !elsewhere(line)).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_each_package_once() {
        let lock = "# made by hand\na==1 \\\n    --hash=sha256:00\nb==1 ; python_full_version < '3.11'\n\
                    b==2 ; python_full_version >= '3.11'\nc==1 ; sys_platform == 'win32'\n";
        assert_eq!((count(lock, "3.10.13"), count(lock, "3.12.1")), (2, 2));
    }
}
