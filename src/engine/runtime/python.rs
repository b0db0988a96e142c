//! Finds a Python that is there.

use std::path::PathBuf;

use super::error::RuntimeError;
use super::tool::Tools;

/// Names an interpreter to use in place of those on the PATH.
pub const PYTHON: &str = "KAFKA_WORKBENCH_PYTHON";

const OLDEST: (u32, u32) = (3, 10);

/// `python3` may be an old one where a newer stands beside it under its full name.
const NAMES: [&str; 7] =
    ["python3", "python", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10"];

/// An interpreter on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Python {
    /// The interpreter itself, not a shim or an environment's link to it.
    pub program: PathBuf,
    /// As it names itself: "3.11.7".
    pub version: String,
    /// Whether it has `venv` and `ensurepip`.
    pub makes_environments: bool,
}

/// What an interpreter tells of itself, in three lines. An environment's interpreter names the one below it.
const PROBE: &str = "\
import importlib.util, os, platform, sys
print(platform.python_version())
print(os.path.realpath(getattr(sys, '_base_executable', None) or sys.executable))
print(all(map(importlib.util.find_spec, ('venv', 'ensurepip'))))";

/// The first that is new enough: the one that is named, else those on the PATH.
pub(super) async fn find(tools: &Tools) -> Result<Python, RuntimeError> {
    let names = match std::env::var_os(PYTHON).filter(|name| !name.is_empty()) {
        Some(named) => vec![PathBuf::from(named)],
        None => NAMES.iter().map(PathBuf::from).collect(),
    };
    let mut too_old: Option<Python> = None;
    for name in &names {
        let Some(python) = ask(tools, name.clone()).await else { continue };
        if numbers(&python.version) >= OLDEST {
            return Ok(python);
        }
        if too_old.as_ref().is_none_or(|other| numbers(&other.version) < numbers(&python.version)) {
            too_old = Some(python);
        }
    }
    match too_old {
        Some(Python { program, version, .. }) => Err(RuntimeError::PythonTooOld { program, version }),
        None => {
            let looked_for = names.iter().map(|name| name.display().to_string()).collect();
            Err(RuntimeError::PythonMissing { looked_for })
        }
    }
}

/// `None` if it is not there, does not start or says something else.
async fn ask(tools: &Tools, program: PathBuf) -> Option<Python> {
    let outcome =
        tools.run("ask Python for its version", &program, ["-I", "-c", PROBE], |_| {}).await.ok()?;
    let [version, program, makes_environments] = outcome.lines.get(..3)? else { return None };
    outcome.success.then(|| Python {
        program: PathBuf::from(program),
        version: version.clone(),
        makes_environments: makes_environments == "True",
    })
}

/// Python 2 has no `-I` and no `importlib.util`: it never gets here.
fn numbers(version: &str) -> (u32, u32) {
    let mut numbers = version.split('.').map(|number| number.parse().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        assert!(numbers("3.10.13") >= OLDEST);
        assert!(numbers("3.9.18") < OLDEST);
        assert!(numbers("3.15.0rc1") >= OLDEST);
    }
}
