//! One engine, whichever it is.

use super::cluster::Cluster;
use super::error::EngineError;
use super::local::LocalEngine;
use super::progress::Report;
use super::shape::Shape;

/// A prepared engine.
#[derive(Debug)]
pub enum AnyEngine {
    /// Kafka's own jars on JVMs of this machine.
    Local(LocalEngine),
}

impl AnyEngine {
    /// Starts a cluster that nothing has touched, ready for programs and warmed up.
    ///
    /// # Errors
    /// When Kafka does not start or does not get ready, with its last lines.
    pub async fn start(&self, shape: &Shape, report: &Report) -> Result<Cluster, EngineError> {
        match self {
            Self::Local(engine) => engine.start(shape, report).await,
        }
    }
}

impl From<LocalEngine> for AnyEngine {
    fn from(engine: LocalEngine) -> Self {
        Self::Local(engine)
    }
}
