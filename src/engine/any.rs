//! One engine, whichever it is.

use super::cluster::Cluster;
use super::docker::DockerEngine;
use super::error::EngineError;
use super::external::ExternalEngine;
use super::kind::EngineKind;
use super::local::LocalEngine;
use super::progress::Report;
use super::shape::Shape;
use crate::course::Ground;

/// A prepared engine.
#[derive(Debug)]
pub enum AnyEngine {
    /// Kafka's own jars on JVMs of this machine.
    Local(LocalEngine),
    /// The same Kafka in containers.
    Docker(DockerEngine),
    /// A cluster that is there.
    External(ExternalEngine),
}

impl AnyEngine {
    /// Starts a cluster that nothing has touched, ready for programs and warmed up.
    ///
    /// # Errors
    /// When Kafka does not start or does not get ready, with its last lines.
    pub async fn start(&self, shape: &Shape, report: &Report) -> Result<Cluster, EngineError> {
        match self {
            Self::Local(engine) => engine.start(shape, report).await,
            Self::Docker(engine) => engine.start(shape, report).await,
            Self::External(engine) => engine.start(shape, report).await,
        }
    }

    /// Whether a cluster can wait for its attempt: one of the workbench's own can, somebody's is there anyway.
    pub fn keeps_ahead(&self) -> bool {
        !matches!(self, Self::External(_))
    }

    /// What labs find on it.
    pub fn ground(&self) -> Ground {
        match self {
            Self::Local(_) | Self::Docker(_) => EngineKind::Local.ground(),
            Self::External(engine) => engine.ground(),
        }
    }
}

impl From<ExternalEngine> for AnyEngine {
    fn from(engine: ExternalEngine) -> Self {
        Self::External(engine)
    }
}

impl From<LocalEngine> for AnyEngine {
    fn from(engine: LocalEngine) -> Self {
        Self::Local(engine)
    }
}

impl From<DockerEngine> for AnyEngine {
    fn from(engine: DockerEngine) -> Self {
        Self::Docker(engine)
    }
}
