//! A program that is unusual and right.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// `right/<name>/`: laid over the starter as a learner's files would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// The folder's name.
    pub name: String,
    /// The folder.
    pub dir: PathBuf,
    /// What `variant.yaml` says.
    pub spec: VariantSpec,
}

/// `variant.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VariantSpec {
    /// What is unusual, in a few words.
    pub title: String,
    /// The command of the main program, where it is not the lab's.
    #[serde(default)]
    pub run: Option<String>,
    /// Programs that must be on the PATH, such as `kcat`.
    #[serde(default)]
    pub tools: Vec<String>,
    /// Packages that must be in one of the folders of the variable `NODE_PATH`, such as `kafkajs`.
    #[serde(default)]
    pub node_packages: Vec<String>,
}
