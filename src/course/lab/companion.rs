//! Steps of what stands beside Kafka: Connect, the schema registry, clusters made from manifests.
//!
//! They are read and linted; no engine has these companions yet, and a lab that needs one is refused before anything
//! runs.

use super::Expect;
use crate::course::At;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `connector`: what happens to a connector, or to the worker that it runs on. In lab.yaml:
/// `- connector: { do: put, name: files, file: connectors/files.json }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConnectorStep {
    /// The step's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What happens.
    #[serde(rename = "do")]
    pub act: At<ConnectorDo>,
    /// The connector; none where it happens to the worker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The file with its settings, in the working folder, for `put`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The task, for `restart`; all of them where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<u32>,
    /// How it is meant to end.
    #[serde(default, skip_serializing_if = "Expect::is_usual")]
    pub expect: Expect,
}

/// What happens to a connector or a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConnectorDo {
    /// It is made, or has its settings changed.
    Put,
    /// It is removed.
    Delete,
    /// It and its tasks pause.
    Pause,
    /// They go on.
    Resume,
    /// It begins anew, or one of its tasks does.
    Restart,
    /// The worker ends after SIGTERM.
    StopWorker,
    /// The worker ends by SIGKILL, as in a crash.
    KillWorker,
    /// The worker comes back, with the offsets that it had flushed.
    StartWorker,
}

impl ConnectorDo {
    /// Whether it happens to the worker.
    pub fn is_of_worker(self) -> bool {
        matches!(self, ConnectorDo::StopWorker | ConnectorDo::KillWorker | ConnectorDo::StartWorker)
    }
}

/// `registry`: what another team does with the schema registry. In lab.yaml:
/// `- registry: { do: register, subject: task-created-value, file: given/v1.avsc }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegistryStep {
    /// The step's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What happens.
    #[serde(rename = "do")]
    pub act: At<RegistryDo>,
    /// The subject; for a level the registry itself where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The file with the schema, in the working folder, for `register` and `try`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The level of compatibility, for `level`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// How it is meant to end.
    #[serde(default, skip_serializing_if = "Expect::is_usual")]
    pub expect: Expect,
}

/// What happens to the schema registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RegistryDo {
    /// A schema is registered.
    Register,
    /// It is asked whether a schema could be.
    Try,
    /// The level of compatibility is set.
    Level,
    /// It answers nobody.
    Down,
    /// It is back.
    Up,
}

/// `apply`: makes a local cluster as the learner's manifests describe it. In lab.yaml:
/// `- apply: { manifests: k8s }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplyStep {
    /// The step's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The folder with the manifests, in the working folder.
    pub manifests: String,
    /// How it is meant to end.
    #[serde(default, skip_serializing_if = "Expect::is_usual")]
    pub expect: Expect,
}
