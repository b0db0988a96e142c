//! From what was asked for to an engine that is ready.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::any::AnyEngine;
use super::docker::{DockerEngine, DockerError};
use super::error::EngineError;
use super::external::{ExternalEngine, Servers};
use super::kind::EngineKind;
use super::local::LocalEngine;
use super::progress::Report;
use super::runs::Owner;
use super::runtime;
use super::security::Security;

/// An engine that can start clusters, and what else came with it.
#[derive(Debug)]
pub struct Choice {
    /// Starts clusters.
    pub engine: AnyEngine,
    /// What it is, such as `local JVM, Java 25`.
    pub what: String,
    /// The version of Kafka.
    pub kafka: String,
    /// The interpreter that labs run in.
    pub python: PathBuf,
    /// Where Docker came first and could not be used: the reason, as a sentence.
    pub instead_of_docker: Option<String>,
}

/// How a cluster that is there is visited; other engines do not ask.
#[derive(Debug, Clone, Default)]
pub struct Visit {
    /// How one is let in.
    pub security: Security,
    /// The folder of the home in which is kept what was made on which cluster.
    pub notes: PathBuf,
}

/// Prepares the engine of that kind, and the Python that labs run in. What was fetched or made before is taken from
/// `cache`.
///
/// # Errors
/// Where it cannot be had; with [`EngineKind::Auto`] only where no engine can.
pub async fn choose(
    kind: &EngineKind,
    visit: &Visit,
    cache: &Path,
    owner: &Arc<Owner>,
    report: &Report,
) -> Result<Choice, EngineError> {
    match kind {
        EngineKind::Local => local(cache, owner, report).await,
        EngineKind::Docker => docker(cache, owner, report).await,
        EngineKind::Auto => match docker(cache, owner, report).await {
            Err(EngineError::Docker(error)) => {
                let reason = not_used(&error);
                report.stage(&reason);
                let mut choice = local(cache, owner, report).await?;
                choice.instead_of_docker = Some(reason);
                Ok(choice)
            }
            other => other,
        },
        EngineKind::External(servers) => external(servers, visit, cache, owner, report).await,
    }
}

/// A cluster that is there: programs need their Python, and nothing else is fetched.
async fn external(
    servers: &Servers,
    visit: &Visit,
    cache: &Path,
    owner: &Arc<Owner>,
    report: &Report,
) -> Result<Choice, EngineError> {
    let Visit { security, notes } = visit.clone();
    let engine = ExternalEngine::prepare(servers, security, Arc::clone(owner), notes, report).await?;
    let python = runtime::prepare_python(cache, report).await?;
    let (what, kafka) = (format!("existing cluster at {servers}"), engine.version().to_owned());
    Ok(Choice { engine: engine.into(), what, kafka, python, instead_of_docker: None })
}

async fn local(cache: &Path, owner: &Arc<Owner>, report: &Report) -> Result<Choice, EngineError> {
    let runtime = runtime::prepare(cache, report).await?;
    let (kafka, python) = (runtime.class_path.kafka_version.clone(), runtime.python.clone());
    let what = format!("local JVM, Java {}", runtime.java.version);
    let engine = LocalEngine::prepare(runtime, Arc::clone(owner), report).await?;
    Ok(Choice { engine: engine.into(), what, kafka, python, instead_of_docker: None })
}

/// Docker first: where it is not there, nothing was fetched for it.
async fn docker(cache: &Path, owner: &Arc<Owner>, report: &Report) -> Result<Choice, EngineError> {
    let engine = DockerEngine::prepare(cache, Arc::clone(owner), report).await?;
    let python = runtime::prepare_python(cache, report).await?;
    let what = engine.java().map_or_else(|| "Docker".to_owned(), |java| format!("Docker, Java {java}"));
    let kafka = engine.kafka().to_owned();
    Ok(Choice { engine: engine.into(), what, kafka, python, instead_of_docker: None })
}

fn not_used(error: &DockerError) -> String {
    format!("Docker is not used: {error}")
}
