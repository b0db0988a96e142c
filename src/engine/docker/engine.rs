//! Starts clusters in containers.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::daemon::Daemon;
use super::error::DockerError;
use super::image::TAG;
use super::prepared::{self, Base};
use super::start::{Archive, Start, Starter};
use crate::engine::cluster::Cluster;
use crate::engine::error::EngineError;
use crate::engine::local::{port_was_taken, refuses_archive};
use crate::engine::progress::Report;
use crate::engine::runs::Owner;
use crate::engine::runtime;
use crate::engine::shape::Shape;

/// Starts clusters, a container for each node, from an image that was prepared once.
#[derive(Debug)]
pub struct DockerEngine {
    starter: Starter,
    base: Base,
    /// Set once Java did not take the archive in the prepared image.
    archive_is_unfit: AtomicBool,
}

impl DockerEngine {
    /// Looks for a Docker, fetches Kafka's image where it is missing, and prepares one from it where that has not
    /// been done for this `cache`.
    ///
    /// # Errors
    /// [`EngineError::Docker`] with which of the usual situations it is.
    pub async fn prepare(cache: &Path, owner: Arc<Owner>, report: &Report) -> Result<Self, EngineError> {
        report.stage("Looking for Docker");
        let daemon = Daemon::open().await?;
        std::fs::create_dir_all(cache).map_err(EngineError::io("make the folder", cache))?;
        let _lock = runtime::lock(cache, report).await?;
        let starter = Starter::new(daemon, owner)?;
        let base = prepared::ensure(&starter, cache, report).await?;
        Ok(Self { starter, base, archive_is_unfit: AtomicBool::new(false) })
    }

    /// The version of Kafka in its image.
    pub fn kafka(&self) -> &'static str {
        TAG
    }

    /// The Java in its image, where that was asked: "21".
    pub fn java(&self) -> Option<&str> {
        match &self.base {
            Base::Prepared { java, .. } => Some(java.as_str()).filter(|java| !java.is_empty()),
            Base::Plain => None,
        }
    }

    /// Starts a cluster that nothing has touched, ready for programs and warmed up.
    ///
    /// # Errors
    /// When Docker or Kafka does not start it, with Kafka's last lines.
    pub async fn start(&self, shape: &Shape, report: &Report) -> Result<Cluster, EngineError> {
        report.stage(match shape.brokers {
            1 => "Starting Kafka".to_owned(),
            brokers => format!("Starting Kafka with {brokers} brokers"),
        });
        let archive =
            if self.archive_is_unfit.load(Ordering::Relaxed) { Archive::Unfit } else { Archive::Used };
        let start = || self.starter.start(Start::From(&self.base, archive), shape, report);
        let started = match start().await {
            Err(error) if is_worth_another(&error) => start().await,
            other => other,
        };
        let (cluster, _) = started?;
        if archive == Archive::Used && refuses_archive(&cluster.printed()) {
            tracing::warn!("Java does not take the archive of Kafka's classes in the prepared image");
            self.archive_is_unfit.store(true, Ordering::Relaxed);
        }
        Ok(cluster)
    }
}

/// What can be told of Docker without changing anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The Docker that would be used, as `DOCKER_HOST` would name it.
    pub host: String,
    /// Whether Kafka's image is there.
    pub has_image: bool,
}

/// Looks for a Docker and Kafka's image in it.
///
/// # Errors
/// Where there is none that can be used.
pub async fn look() -> Result<Look, DockerError> {
    let daemon = Daemon::open().await?;
    let has_image = prepared::image_id(&daemon).await?.is_some();
    Ok(Look { host: daemon.host().to_owned(), has_image })
}

/// A port can be lost to another server between its choice and its use, and a machine can be too busy for once.
fn is_worth_another(error: &EngineError) -> bool {
    match error {
        EngineError::Docker(DockerError::Silent { .. } | DockerError::PortTaken { .. })
        | EngineError::NotReady { .. } => true,
        EngineError::Start { log, .. } => port_was_taken(log),
        _ => false,
    }
}
