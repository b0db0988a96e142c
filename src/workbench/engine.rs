//! The engine of a workbench: prepared once, when it is first needed, for as many as wait for it.

use super::{Options, WorkbenchError};
use crate::course::Ground;
use crate::course::lab::Needs;
use crate::engine::progress::Progress;
use crate::engine::runs::{Owner, RunFolder};
use crate::engine::runtime::{self, PostgresPrograms};
use crate::engine::security;
use crate::engine::{Cluster, EngineError, EngineKind, Pool, Postgres, Report, Shape, Visit, choose};
use crate::grade::Versions;
use crate::store::Home;
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::{OnceCell, watch};

/// Where the engine is.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EngineState {
    /// Nobody has needed it yet.
    #[default]
    Asleep,
    /// It is being fetched or started.
    Preparing(Progress),
    /// Clusters can be had.
    Ready {
        /// What it is, such as `local JVM, Java 25`.
        what: String,
        /// Why it is not Docker, where that would have come first.
        why: Option<String>,
    },
    /// It could not be prepared. It is tried again when it is needed again.
    Failed {
        /// What happened.
        message: String,
        /// What to do about it.
        hint: Option<String>,
        /// The last lines of what failed.
        log: Vec<String>,
    },
}

/// The engine of a workbench.
#[derive(Debug)]
pub struct Engine {
    kind: EngineKind,
    /// For an existing cluster.
    visit: Visit,
    cache: PathBuf,
    owner: Arc<Owner>,
    clusters: Option<usize>,
    ready: OnceCell<Ready>,
    /// Whether something of ours went wrong in an attempt, and the environment is to be looked at before the next.
    suspect: AtomicBool,
    postgres: OnceCell<PostgresPrograms>,
    state: watch::Sender<EngineState>,
}

/// A prepared engine.
#[derive(Debug)]
struct Ready {
    pool: Pool,
    versions: Versions,
    python_bin: PathBuf,
    ground: Ground,
}

impl Engine {
    /// An engine for `home`; sweeps what an earlier workbench on it left behind.
    ///
    /// # Errors
    /// Where the home cannot be used, or the file with the settings for an existing cluster.
    pub(super) fn new(home: &Home, options: &Options) -> Result<Engine, WorkbenchError> {
        Ok(Engine {
            visit: Visit { security: security(options)?, notes: home.root().join("clusters") },
            kind: options.engine.clone(),
            // A path is part of what an archive of classes is made for: a link to the cache must not count as another.
            cache: std::fs::canonicalize(home.cache()).unwrap_or_else(|_| home.cache()),
            owner: Owner::claim(&home.runs())?,
            clusters: options.clusters,
            ready: OnceCell::new(),
            suspect: AtomicBool::new(false),
            postgres: OnceCell::new(),
            state: watch::Sender::default(),
        })
    }

    /// What labs find on it; of an existing cluster the number of brokers only once it was reached.
    pub fn ground(&self) -> Ground {
        self.ready.get().map_or_else(|| self.kind.ground(), |ready| ready.ground.clone())
    }

    /// Whether programs must say who they are, which they are told in their environment.
    pub(super) fn asks_who_is_there(&self) -> bool {
        !self.visit.security.is_plain()
    }

    /// Whether it is a cluster that is there already.
    pub(super) fn is_existing(&self) -> bool {
        matches!(self.kind, EngineKind::External(_))
    }

    /// What it is, as a sentence has it: `an existing cluster`.
    pub fn noun(&self) -> &'static str {
        self.kind.noun()
    }

    /// Its state, and every change of it.
    pub fn state(&self) -> watch::Receiver<EngineState> {
        self.state.subscribe()
    }

    /// What was asked for.
    pub(super) fn kind(&self) -> &EngineKind {
        &self.kind
    }

    /// What was fetched and made for engines.
    pub(super) fn cache(&self) -> &Path {
        &self.cache
    }

    /// What runs for this workbench.
    pub(super) fn owner(&self) -> &Arc<Owner> {
        &self.owner
    }

    /// Prepares the engine, where that has not been done.
    ///
    /// # Errors
    /// As the engine says. The next call tries again.
    pub async fn prepare(&self, report: &Report) -> Result<(), EngineError> {
        self.ready(report).await.map(drop)
    }

    /// What a lab stands on: its cluster, unless it does without, and an empty database where it needs one. Neither
    /// waits for the other.
    pub(super) async fn ground_of(
        &self,
        needs: &Needs,
        report: &Report,
    ) -> Result<(Option<Cluster>, Option<Arc<Postgres>>), EngineError> {
        let cluster = async {
            match needs.brokers.value {
                0 => Ok(None),
                brokers => self.cluster(&Shape::of(brokers), report).await.map(Some),
            }
        };
        tokio::try_join!(cluster, self.postgres(needs, report))
    }

    /// A cluster of that shape that no program has touched.
    pub(super) async fn cluster(&self, shape: &Shape, report: &Report) -> Result<Cluster, EngineError> {
        self.ready(report).await?.pool.take(shape, report).await
    }

    /// Takes back the cluster of an attempt that is over, for the next one that needs such a one.
    pub(super) async fn give_back(&self, needs: &Needs, cluster: Cluster) {
        match self.ready.get() {
            Some(ready) => ready.pool.give_back(&Shape::of(needs.brokers.value), cluster).await,
            None => cluster.stop().await,
        }
    }

    /// An empty database for a lab that needs one. Its programs are fetched when the first is asked for.
    async fn postgres(&self, needs: &Needs, report: &Report) -> Result<Option<Arc<Postgres>>, EngineError> {
        if !needs.postgres {
            return Ok(None);
        }
        let programs =
            self.postgres.get_or_try_init(|| PostgresPrograms::prepare(&self.cache, report)).await?;
        Ok(Some(Arc::new(Postgres::start(programs, &self.owner, report).await?)))
    }

    /// Tells the reader's own tools of a cluster, until what is given back is dropped. Without it nothing is lost but
    /// that they do not find it by themselves.
    pub(super) fn tell_of(&self, cluster: &Cluster, what: &str) -> Option<RunFolder> {
        let told = self.owner.opened(what, &cluster.bootstrap());
        told.inspect_err(|error| tracing::warn!(%error, "tools will not find this cluster")).ok()
    }

    /// Starts a cluster ahead, once a verdict is out.
    pub fn refill(&self) {
        if let Some(ready) = self.ready.get() {
            ready.pool.refill();
        }
    }

    /// Starts a cluster ahead, and waits for nothing.
    ///
    /// # Errors
    /// As the engine says.
    pub async fn warm(&self, report: &Report) -> Result<(), EngineError> {
        self.ready(report).await?.pool.refill();
        Ok(())
    }

    /// Ends the cluster ahead, and waits until it is gone.
    pub(super) async fn close(&self) {
        if let Some(ready) = self.ready.get() {
            ready.pool.close().await;
        }
    }

    /// Whether a cluster can be had at once.
    pub fn cluster_is_ready(&self) -> bool {
        self.ready.get().is_some_and(|ready| ready.pool.is_ready())
    }

    /// The folder with the environment's `python`.
    pub(super) async fn python_bin(&self, report: &Report) -> Result<PathBuf, EngineError> {
        let bin = self.ready(report).await?.python_bin.clone();
        if self.suspect.load(Ordering::Relaxed) {
            runtime::prepare_python(&self.cache, report).await?;
            self.suspect.store(false, Ordering::Relaxed);
        }
        Ok(bin)
    }

    /// An attempt was not graded, and the workbench is to blame.
    pub(super) fn suspect(&self) {
        self.suspect.store(true, Ordering::Relaxed);
    }

    /// What takes part in its attempts; of Kafka nothing before it is prepared.
    pub(super) fn versions(&self) -> Versions {
        let ours = || Versions { workbench: env!("CARGO_PKG_VERSION").to_owned(), ..Versions::default() };
        self.ready.get().map_or_else(ours, |ready| ready.versions.clone())
    }

    async fn ready(&self, report: &Report) -> Result<&Ready, EngineError> {
        self.ready
            .get_or_try_init(|| async {
                let prepared = self.make(report).await;
                self.state.send_replace(match &prepared {
                    Ok(ready) => EngineState::Ready {
                        what: what(&ready.versions),
                        why: ready.versions.instead_of_docker.clone(),
                    },
                    Err(error) => EngineState::Failed {
                        message: error.to_string(),
                        hint: error.hint(),
                        log: error.log().to_vec(),
                    },
                });
                prepared
            })
            .await
    }

    async fn make(&self, report: &Report) -> Result<Ready, EngineError> {
        let (state, told) = (self.state.clone(), report.clone());
        let both = Report::new(move |progress: Progress| {
            state.send_replace(EngineState::Preparing(progress.clone()));
            told.tell(progress);
        });
        let choice = choose(&self.kind, &self.visit, &self.cache, &self.owner, &both).await?;
        let python_bin = choice.python.parent().map(Path::to_owned).unwrap_or_default();
        let versions = Versions {
            workbench: env!("CARGO_PKG_VERSION").to_owned(),
            kafka: choice.kafka,
            engine: choice.what,
            instead_of_docker: choice.instead_of_docker,
            postgres: None,
        };
        let ground = choice.engine.ground();
        let pool = Pool::new(Arc::new(choice.engine), self.clusters.unwrap_or_else(Pool::affordable));
        Ok(Ready { pool, versions, python_bin, ground })
    }
}

/// What a file says of how one is let into an existing cluster. What its owner should know is said once, here.
fn security(options: &Options) -> Result<security::Security, WorkbenchError> {
    let Some(path) = &options.engine_config else { return Ok(security::Security::default()) };
    let EngineKind::External(servers) = &options.engine else {
        return Err(WorkbenchError::Refused(
            "--engine-config is for a cluster that is there: name it with --engine HOST:PORT".to_owned(),
        ));
    };
    let file = security::read(path).map_err(EngineError::from)?;
    if let Some(named) = file.servers.filter(|named| !servers.are(named)) {
        return Err(WorkbenchError::Refused(format!(
            "{} names other brokers than --engine does: bootstrap.servers is {named}, and --engine {servers}",
            path.display()
        )));
    }
    for warning in &file.warnings {
        tracing::warn!("{warning}");
    }
    Ok(file.security)
}

fn what(versions: &Versions) -> String {
    format!("Kafka {}, {}", versions.kafka, versions.engine)
}
