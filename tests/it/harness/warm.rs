//! The cache that all homes share, made ready once.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use super::fixture;

/// Where it is. The first call waits until everything is in it, which takes a minute on a fresh machine.
#[track_caller]
pub(crate) fn cache() -> PathBuf {
    static CACHE: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    // What failed once is not tried again by every test.
    CACHE.get_or_init(make).clone().expect("a cache")
}

/// A lab without Kafka still prepares all of it, and what that says is not what any test is about.
fn make() -> Result<PathBuf, String> {
    let cache = crate::engine::cache();
    let home = tempfile::tempdir().expect("a folder");
    std::os::unix::fs::symlink(&cache, home.path().join("cache")).expect("a link");
    let said = Command::new(env!("CARGO_BIN_EXE_kafka-workbench"))
        .args(["grade", "2", "--engine", "local", "--home"])
        .arg(home.path())
        .arg("--course")
        .arg(fixture(""))
        .arg("--dir")
        .arg(fixture("labs/02-patience/solution"))
        .output()
        .expect("the binary");
    match said.status.success() {
        true => Ok(cache),
        false => Err(String::from_utf8_lossy(&said.stderr).into_owned()),
    }
}
