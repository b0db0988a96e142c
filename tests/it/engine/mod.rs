//! The engine, with a real Kafka: each test has brokers, folders and processes of its own, all share one cache.
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "helpers of tests are tests too")]

mod every;
pub(crate) mod containers;
mod cluster;
mod kafka;
mod brokers;
mod three;
mod clean;
mod pool;
mod orphans;
mod damage;
mod postgres;
mod ground;

pub(crate) use ground::NO_NETWORK;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use kafka_workbench::engine::local::LocalEngine;
use kafka_workbench::engine::progress::Report;
use kafka_workbench::engine::runs::{Owner, marked};
use kafka_workbench::engine::runtime::{self, Runtime};
use kafka_workbench::engine::security::Security;
use kafka_workbench::engine::{AnyEngine, Cluster, DockerEngine, EngineError, ExternalEngine, Pool, Shape};
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// Tells a copy of this test program which folder to do its part in: see [`child`].
const ROLE: &str = "KAFKA_WORKBENCH_TEST_ROLE";

/// Where Kafka, Java and Python are kept between test runs: fetching them takes a minute.
pub(crate) fn cache() -> PathBuf {
    let named = std::env::var_os("KAFKA_WORKBENCH_TEST_CACHE")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/test-cache"), PathBuf::from);
    fs::create_dir_all(&named).expect("a cache");
    // The archive of classes is made for one path; the workbench, too, goes by where the folder really is.
    named.canonicalize().expect("a cache")
}

/// What all tests run on, made or checked once.
pub(crate) async fn shared_runtime() -> Runtime {
    static RUNTIME: OnceCell<Runtime> = OnceCell::const_new();
    let prepared =
        RUNTIME.get_or_init(async || runtime::prepare(&cache(), &to_stderr()).await.expect("a runtime"));
    prepared.await.clone()
}

/// Progress goes where a test's output goes: shown when it fails.
pub(crate) fn to_stderr() -> Report {
    Report::new(|progress| eprintln!("{progress}"))
}

/// Keeps the stages that were reported, each once.
pub(crate) fn stages() -> (Report, Arc<Mutex<Vec<String>>>) {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&heard);
    let report = Report::new(move |progress| {
        let mut kept = kept.lock().expect("no panic");
        if kept.last() != Some(&progress.stage) {
            kept.push(progress.stage);
        }
    });
    (report, heard)
}

/// An engine with a folder of runs of its own.
pub(crate) struct Bench {
    pub(crate) engine: Arc<AnyEngine>,
    pub(crate) owner: Arc<Owner>,
    runs: TempDir,
    machines: Machines,
}

/// What an engine's brokers run on.
enum Machines {
    Processes,
    Containers,
}

impl Bench {
    pub(crate) async fn new() -> Self {
        let runs = tempfile::tempdir().expect("a folder");
        let owner = Owner::claim(runs.path()).expect("an owner");
        let engine = LocalEngine::prepare(shared_runtime().await, Arc::clone(&owner), &to_stderr()).await;
        let engine = Arc::new(engine.expect("an engine").into());
        Self { engine, owner, runs, machines: Machines::Processes }
    }

    /// The same on Docker; `None`, said loudly, where there is none with Kafka's image.
    pub(crate) async fn on_docker(test: &str) -> Option<Self> {
        let runs = tempfile::tempdir().expect("a folder");
        let owner = Owner::claim(runs.path()).expect("an owner");
        let engine = match DockerEngine::prepare(&cache(), Arc::clone(&owner), &to_stderr()).await {
            Err(EngineError::Docker(error)) => {
                crate::harness::skip(test, &error.to_string());
                return None;
            }
            engine => Arc::new(engine.expect("an engine").into()),
        };
        Some(Self { engine, owner, runs, machines: Machines::Containers })
    }

    /// One that is a guest on the cluster at `servers`.
    pub(crate) async fn visiting(servers: &str) -> Self {
        let runs = tempfile::tempdir().expect("a folder");
        let owner = Owner::claim(runs.path()).expect("an owner");
        let (servers, notes) = (servers.parse().expect("servers"), runs.path().join("notes"));
        let theirs = Arc::clone(&owner);
        let engine =
            ExternalEngine::prepare(&servers, Security::default(), theirs, notes, &to_stderr()).await;
        let engine = Arc::new(engine.expect("an engine").into());
        Self { engine, owner, runs, machines: Machines::Processes }
    }

    pub(crate) async fn cluster(&self) -> Cluster {
        self.engine.start(&Shape::alone(), &to_stderr()).await.expect("a cluster")
    }

    pub(crate) async fn three_brokers(&self) -> Cluster {
        self.engine.start(&Shape::of(3), &to_stderr()).await.expect("a cluster of three")
    }

    pub(crate) fn pool(&self, limit: usize) -> Pool {
        Pool::new(Arc::clone(&self.engine), limit)
    }

    /// How many processes or containers of the engine there are.
    pub(crate) async fn machines(&self) -> usize {
        match self.machines {
            Machines::Processes => marked(self.owner.mark()).len(),
            Machines::Containers => containers::of(self.owner.mark()).await.len(),
        }
    }

    /// Kills the controller of several brokers behind the engine's back.
    pub(crate) async fn strike_controller(&self, cluster: &Cluster) {
        match self.machines {
            Machines::Processes => {
                let brokers: Vec<Option<u32>> = cluster.brokers().iter().map(|broker| broker.pid).collect();
                let all = marked(self.owner.mark());
                let controller =
                    all.into_iter().find(|pid| !brokers.contains(&Some(*pid))).expect("one more");
                let killed = Command::new("kill").args(["-9", &controller.to_string()]).status();
                assert!(killed.expect("the command kill").success());
            }
            Machines::Containers => containers::strike(self.owner.mark(), "-controller").await,
        }
    }

    /// Kills every broker behind the engine's back.
    pub(crate) async fn strike(&self) {
        match self.machines {
            Machines::Processes => assert!(self.owner.end_all() > 0, "nothing was running"),
            Machines::Containers => containers::strike(self.owner.mark(), "").await,
        }
    }

    /// Folders of clusters, below the owner's.
    pub(crate) fn folders(&self) -> Vec<PathBuf> {
        subfolders(&self.runs.path().join(self.owner.mark()))
    }
}

pub(crate) fn subfolders(folder: &Path) -> Vec<PathBuf> {
    let entries = folder.read_dir().expect("a folder");
    entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_dir()).collect()
}

/// The same test in a process of its own: for what a test cannot do to itself, such as being killed, or living
/// with other environment variables. There, [`role`] yields `folder`.
pub(crate) fn child(test: &str, folder: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("a test program"));
    // Its own "test result" is nobody's business.
    command.args(["--exact", test, "--nocapture"]).env(ROLE, folder).stdout(Stdio::null());
    command
}

/// The folder in which this process is to do its part, if it is a [`child`].
pub(crate) fn role() -> Option<PathBuf> {
    std::env::var_os(ROLE).map(PathBuf::from)
}
