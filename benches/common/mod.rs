//! What the benchmarks of engines share.

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Context, Result};

/// How often to measure: what was named, else five times.
pub(crate) fn rounds() -> Result<usize> {
    std::env::args().nth(1).map_or(Ok(5), |rounds| rounds.parse()).context("ROUNDS is a number")
}

/// What the tests have fetched.
pub(crate) fn cache() -> Result<PathBuf> {
    let named: Option<OsString> = std::env::var_os("KAFKA_WORKBENCH_TEST_CACHE");
    Ok(std::path::absolute(named.unwrap_or_else(|| "target/test-cache".into()))?)
}

/// The one in the middle; of none, nothing.
pub(crate) fn median<T: Ord + Copy + Default>(mut all: Vec<T>) -> T {
    all.sort();
    all.get(all.len() / 2).copied().unwrap_or_default()
}
