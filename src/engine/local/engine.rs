//! Starts clusters on local JVMs.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::archive::Archive;
use super::format::{ClusterId, Template};
use super::jvm::{self, Classes};
use super::plan::{Listens, Planned, plan};
use crate::engine::cluster::{Cluster, Machine, Node, warm};
use crate::engine::error::EngineError;
use crate::engine::progress::Report;
use crate::engine::properties::{NodeSettings, Role, render};
use crate::engine::runs::Owner;
use crate::engine::runtime::{self, Runtime};
use crate::engine::shape::Shape;

/// A port can be lost to another server between its choice and the broker's start; three times in a row, hardly.
const TRIES: usize = 3;

/// Starts clusters, each with brokers of its own, from what is in the cache.
#[derive(Debug)]
pub struct LocalEngine {
    starter: Starter,
    archive: Option<Archive>,
    /// Set once Java did not take it.
    archive_is_unfit: AtomicBool,
}

/// What a start needs besides an archive of classes: training one needs a start without.
#[derive(Debug)]
pub(super) struct Starter {
    pub(super) runtime: Runtime,
    pub(super) owner: Arc<Owner>,
    pub(super) template: Template,
}

impl LocalEngine {
    /// Makes what all starts share, unless it is there and whole: the formatted directory and the archive of classes.
    ///
    /// # Errors
    /// When Kafka cannot be formatted, or the cache not be written to.
    pub async fn prepare(runtime: Runtime, owner: Arc<Owner>, report: &Report) -> Result<Self, EngineError> {
        let _lock = runtime::lock(&runtime.cache, report).await?;
        let scratch = owner.folder("format")?;
        let template = Template::ensure(&runtime, &owner, scratch.path(), report).await?;
        let starter = Starter { runtime, owner, template };
        let archive = Archive::ensure(&starter, report).await?;
        Ok(Self { starter, archive, archive_is_unfit: AtomicBool::new(false) })
    }

    /// Starts a cluster that nothing has touched, ready for programs and warmed up.
    ///
    /// # Errors
    /// When Kafka does not start or does not get ready, with its last lines: a setting that it refuses is among them.
    pub async fn start(&self, shape: &Shape, report: &Report) -> Result<Cluster, EngineError> {
        report.stage(match shape.brokers {
            1 => "Starting Kafka".to_owned(),
            brokers => format!("Starting Kafka with {brokers} brokers"),
        });
        let start = |classes| async move { self.starter.start(&classes, shape, report).await };
        let archive = self.archive.as_ref().filter(|_| !self.archive_is_unfit.load(Ordering::Relaxed));
        let Some(archive) = archive else { return start(Classes::Plain).await };
        match start(Classes::From(archive)).await {
            Ok(cluster) => {
                if refuses_archive(&cluster.printed()) {
                    self.give_up(archive);
                }
                Ok(cluster)
            }
            Err(EngineError::Start { .. }) => {
                let cluster = start(Classes::Plain).await?;
                self.give_up(archive);
                Ok(cluster)
            }
            Err(other) => Err(other),
        }
    }

    /// Starts without the archive from now on; the next workbench makes a new one.
    fn give_up(&self, archive: &Archive) {
        tracing::warn!(
            "Java does not take the archive of Kafka's classes: it is made again at the next start"
        );
        self.archive_is_unfit.store(true, Ordering::Relaxed);
        archive.discard();
    }

    /// What it runs on.
    pub fn runtime(&self) -> &Runtime {
        &self.starter.runtime
    }
}

impl Starter {
    pub(super) async fn start(
        &self,
        classes: &Classes<'_>,
        shape: &Shape,
        report: &Report,
    ) -> Result<Cluster, EngineError> {
        let mut tries = 1;
        loop {
            match self.try_start(classes, shape, report).await {
                Err(EngineError::Start { log, .. }) if tries < TRIES && port_was_taken(&log) => tries += 1,
                other => return other,
            }
        }
    }

    async fn try_start(
        &self,
        classes: &Classes<'_>,
        shape: &Shape,
        report: &Report,
    ) -> Result<Cluster, EngineError> {
        let folder = self.owner.folder("cluster")?;
        let id = ClusterId::new();
        let (mut nodes, mut fronts, mut controller) = (Vec::new(), Vec::new(), None);
        for Planned { settings, heap, folder, listens } in plan(shape, folder.path())? {
            self.lay_out(&folder, &settings, &id)?;
            let properties = folder.join("server.properties");
            let (mark, main) = (self.owner.mark(), ["kafka.Kafka"]);
            let mut launch = jvm::launch(&self.runtime, mark, &folder, heap, classes, &main, &[&properties]);
            launch.log_file = Some(folder.with_extension("log"));
            // All are started before the first is waited for.
            let machine = Machine::jvm(launch)?;
            match listens {
                Some(Listens { direct, advertised, front }) => {
                    nodes.push(Node::new(settings.node_id, machine, direct, advertised));
                    fronts.push(front);
                }
                None => controller = Some(machine),
            }
        }
        let cluster = Cluster::new(nodes, fronts, folder).with_controller(controller);
        cluster.wait_until_ready().await?;
        report.stage("Warming Kafka up");
        warm::up(&cluster).await?;
        Ok(cluster)
    }

    fn lay_out(&self, folder: &Path, settings: &NodeSettings, id: &ClusterId) -> Result<(), EngineError> {
        let tmp = folder.join("tmp");
        fs::create_dir_all(&tmp).map_err(EngineError::io("make the folder", &tmp))?;
        let write = |name: &str, content: &str| {
            let path = folder.join(name);
            fs::write(&path, content).map_err(EngineError::io("write", &path))
        };
        write("server.properties", &render(settings))?;
        write(jvm::LOGGING_FILE, jvm::LOGGING)?;
        let is_controller = !matches!(settings.role, Role::Broker { .. });
        self.template.lay_out(Path::new(&settings.data), settings.node_id, is_controller, id)
    }
}

/// The JVM says so and goes on without, more slowly.
pub(in crate::engine) fn refuses_archive(log: &[String]) -> bool {
    log.iter().any(|line| line.contains("[error][aot") || line.contains("[error][cds"))
}

pub(in crate::engine) fn port_was_taken(log: &[String]) -> bool {
    log.iter()
        .any(|line| line.contains("Address already in use") || line.contains("Socket server failed to bind"))
}
