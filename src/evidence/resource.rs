//! A Kubernetes resource in the learner's manifests, as the API server and the operator would read it.

use super::shape::{Field, Shape};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// One document of a manifest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// The file, relative to the working folder.
    pub file: String,
    /// The line at which it begins, from 1.
    pub line: i64,
    /// Its `apiVersion`, such as `kafka.strimzi.io/v1`.
    pub api_version: Option<String>,
    /// Its `kind`, such as `KafkaNodePool`.
    pub kind: Option<String>,
    /// Its `metadata.name`.
    pub name: Option<String>,
    /// Its `metadata.namespace`.
    pub namespace: Option<String>,
    /// Its `metadata.labels`.
    pub labels: BTreeMap<String, String>,
    /// Its `spec`; null where it has none.
    pub spec: Value,
    /// What is wrong with it.
    pub findings: Vec<ResourceFinding>,
}

/// One thing wrong with a resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResourceFinding {
    /// Where in the resource, such as `spec.kafka.replicas`.
    pub path: String,
    /// What of it, such as `unknown-field`.
    pub code: String,
    /// What is wrong, in a sentence.
    pub reason: String,
}

/// What a condition may ask of a resource.
pub(super) const FIELDS: &[Field] = &[
    ("file", Shape::Scalar),
    ("line", Shape::Scalar),
    ("api_version", Shape::Scalar),
    ("kind", Shape::Scalar),
    ("name", Shape::Scalar),
    ("namespace", Shape::Scalar),
    ("labels", Shape::Map(&Shape::Scalar)),
    ("spec", Shape::Any),
    ("findings", Shape::List(&Shape::Object(FINDING_FIELDS))),
];

/// What a condition may ask of what is wrong with one.
pub(super) const FINDING_FIELDS: &[Field] =
    &[("path", Shape::Scalar), ("code", Shape::Scalar), ("reason", Shape::Scalar)];
