//! A topic as the cluster describes it.

use super::shape::{Field, Shape};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A topic and where its partitions end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// The topic's name.
    pub name: String,
    /// Number of partitions.
    pub partitions: i64,
    /// Number of replicas of each partition.
    pub replicas: i64,
    /// Settings that were given for this topic; defaults are left out.
    pub configs: BTreeMap<String, String>,
    /// The end offset of each partition when the log was read. Control records take offsets too. In a wait −1 where
    /// no broker at work can tell.
    pub ends: Vec<i64>,
    /// The broker that led each partition then; null where none did.
    #[serde(default)]
    pub leaders: Vec<Option<i64>>,
    /// The in-sync replicas of each partition then, by id.
    #[serde(default)]
    pub isr: Vec<Vec<i64>>,
}

/// What a condition may ask of a topic.
pub(super) const FIELDS: &[Field] = &[
    ("name", Shape::Scalar),
    ("partitions", Shape::Scalar),
    ("replicas", Shape::Scalar),
    ("configs", Shape::Map(&Shape::Scalar)),
    ("ends", Shape::List(&Shape::Scalar)),
    ("leaders", Shape::List(&Shape::Scalar)),
    ("isr", Shape::List(&Shape::List(&Shape::Scalar))),
];
