//! The cache that all homes share, made ready once.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use super::fixture;

/// Where it is. The first call waits until everything is in it, which takes a minute on a fresh machine.
#[track_caller]
pub(crate) fn cache() -> PathBuf {
    static CACHE: OnceLock<PathBuf> = OnceLock::new();
    CACHE.get_or_init(make).clone()
}

/// A lab without Kafka still prepares all of it, and what that says is not what any test is about.
#[track_caller]
fn make() -> PathBuf {
    let cache = crate::engine::cache();
    let home = tempfile::tempdir().expect("a folder");
    std::os::unix::fs::symlink(&cache, home.path().join("cache")).expect("a link");
    let said = Command::new(env!("CARGO_BIN_EXE_kafka-workbench"))
        .args(["grade", "2", "--home"])
        .arg(home.path())
        .arg("--course")
        .arg(fixture(""))
        .arg("--dir")
        .arg(fixture("labs/02-patience/solution"))
        .output()
        .expect("the binary");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    cache
}
