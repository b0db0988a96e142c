//! The engine, with a real Kafka: each test has brokers, folders and processes of its own, all share one cache.

mod cluster;

use std::path::PathBuf;
use std::sync::Arc;

use kafka_workbench::engine::local::LocalEngine;
use kafka_workbench::engine::progress::Report;
use kafka_workbench::engine::runs::Owner;
use kafka_workbench::engine::runtime::{self, Runtime};
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// Where Kafka, Java and Python are kept between test runs: fetching them takes a minute.
pub(crate) fn cache() -> PathBuf {
    std::env::var_os("KAFKA_WORKBENCH_TEST_CACHE")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/test-cache"), PathBuf::from)
}

/// What all tests run on, made or checked once.
pub(crate) async fn runtime() -> Runtime {
    static RUNTIME: OnceCell<Runtime> = OnceCell::const_new();
    let prepared =
        RUNTIME.get_or_init(async || runtime::prepare(&cache(), &to_stderr()).await.expect("a runtime"));
    prepared.await.clone()
}

/// Progress goes where a test's output goes: shown when it fails.
pub(crate) fn to_stderr() -> Report {
    Report::new(|progress| eprintln!("{progress}"))
}

/// An engine with a folder of runs of its own.
pub(crate) struct Bench {
    pub(crate) engine: LocalEngine,
    pub(crate) owner: Arc<Owner>,
    pub(crate) runs: TempDir,
}

impl Bench {
    pub(crate) async fn new() -> Self {
        let runs = tempfile::tempdir().expect("a folder");
        let owner = Owner::claim(runs.path()).expect("an owner");
        let engine =
            LocalEngine::prepare(runtime().await, Arc::clone(&owner), &to_stderr()).await.expect("an engine");
        Self { engine, owner, runs }
    }
}
