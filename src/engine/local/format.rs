//! Formatted data directories: one is made by Kafka's own tool, once, and copied for every cluster.
//!
//! Formatting takes a JVM of its own, longer than the start of the broker.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::jvm::{self, Classes, Heap};
use crate::engine::copy::copy;
use crate::engine::error::EngineError;
use crate::engine::letters::letters;
use crate::engine::process::Process;
use crate::engine::progress::Report;
use crate::engine::properties::{Endpoint, Listeners, NodeSettings, Role, render};
use crate::engine::runs::Owner;
use crate::engine::runtime::Runtime;
use crate::engine::sums::{self, Depth, digest};

/// Raise it when the way of formatting changes.
const RECIPE: &str = "1";
const NODE: i32 = 1;
const FORMATTING: Duration = Duration::from_secs(120);

/// A formatted directory in the cache.
#[derive(Debug, Clone)]
pub(super) struct Template {
    folder: PathBuf,
}

impl Template {
    /// Takes the one in the cache if it is whole, else formats a new one. `scratch` is for the tool's own files.
    pub(super) async fn ensure(
        runtime: &Runtime,
        owner: &Owner,
        scratch: &Path,
        report: &Report,
    ) -> Result<Self, EngineError> {
        let key = digest(&[runtime.class_path.identity.as_bytes(), RECIPE.as_bytes()]);
        let all = runtime.cache.join("formatted");
        fs::create_dir_all(&all).map_err(EngineError::io("make the folder", &all))?;
        let template = Self { folder: all.join(key.get(..16).unwrap_or(&key)) };
        if template.is_whole() {
            sums::note_use(&sums::beside(&template.folder, ".seal"));
            return Ok(template);
        }
        report.stage("Formatting a data directory for Kafka");
        format(runtime, owner, scratch).await?;
        template.keep(&scratch.join("data")).map_err(EngineError::io("write", &template.folder))?;
        Ok(template)
    }

    /// The files are a few hundred bytes: summing them each time costs nothing.
    fn is_whole(&self) -> bool {
        let stamps = sums::beside(&self.folder, ".stamps");
        sums::read_seal(&sums::beside(&self.folder, ".seal")).is_some_and(|sealed| {
            sums::check(&self.folder, &sealed, &stamps, Depth::Sums).is_ok_and(|it| it.is_empty())
        })
    }

    fn keep(&self, formatted: &Path) -> std::io::Result<()> {
        if self.folder.exists() {
            fs::remove_dir_all(&self.folder)?;
        }
        copy(formatted, &self.folder)?;
        sums::write_seal(&sums::beside(&self.folder, ".seal"), &sums::seal(&self.folder)?)
    }

    /// Makes `data` the formatted directory of a node. Only a controller has more in it than who it is.
    pub(super) fn lay_out(
        &self,
        data: &Path,
        node_id: i32,
        is_controller: bool,
        cluster: &ClusterId,
    ) -> Result<(), EngineError> {
        match is_controller {
            true => copy(&self.folder, data).map_err(EngineError::io("copy", &self.folder))?,
            false => fs::create_dir_all(data).map_err(EngineError::io("make the folder", data))?,
        }
        let path = data.join("meta.properties");
        let directory = uuid();
        let meta =
            format!("version=1\ncluster.id={}\nnode.id={node_id}\ndirectory.id={directory}\n", cluster.0);
        fs::write(&path, meta).map_err(EngineError::io("write", &path))
    }
}

/// What the nodes of a cluster have in common. Each cluster has its own, so that no client takes one for another that
/// had the same port.
#[derive(Debug)]
pub(super) struct ClusterId(String);

impl ClusterId {
    pub(super) fn new() -> Self {
        Self(uuid())
    }
}

async fn format(runtime: &Runtime, owner: &Owner, scratch: &Path) -> Result<(), EngineError> {
    let data = scratch.join("data");
    // The ports are not used: nothing is started, and they do not get into the directory.
    let [direct, learner, controller] =
        ["127.0.0.1:10001", "127.0.0.1:10002", "127.0.0.1:10003"].map(Endpoint::plain);
    let settings = NodeSettings {
        node_id: NODE,
        voter: format!("{NODE}@{}", controller.advertised),
        role: Role::Combined { listeners: Listeners { direct, learner, internal: None }, controller },
        data: data.to_string_lossy().into_owned(),
        brokers: 1,
        more: Vec::new(),
    };
    let properties = scratch.join("server.properties");
    for (path, content) in
        [(&properties, render(&settings)), (&scratch.join(jvm::LOGGING_FILE), jvm::LOGGING.into())]
    {
        fs::write(path, content).map_err(EngineError::io("write", path))?;
    }
    let tmp = scratch.join("tmp");
    fs::create_dir_all(&tmp).map_err(EngineError::io("make the folder", &tmp))?;
    let id = uuid();
    let main = ["kafka.tools.StorageTool", "format", "--cluster-id", &id, "--config"];
    let launch =
        jvm::launch(runtime, owner.mark(), scratch, Heap::Alone, &Classes::Plain, &main, &[&properties]);
    let process = Process::start(&launch, |_| {}).map_err(EngineError::io("start", &launch.program))?;
    let failed = |reason: String| EngineError::Format { reason, log: process.tail() };
    let status = process
        .wait("the end of the formatter", FORMATTING)
        .await
        .map_err(|overdue| failed(overdue.to_string()))?;
    if status.success() && data.join("meta.properties").is_file() {
        return Ok(());
    }
    let said = process.tail().into_iter().rev().find(|line| !line.trim().is_empty());
    Err(failed(said.unwrap_or_else(|| status.to_string())))
}

/// 22 letters and digits, as Kafka's own ids have (base64 of 16 bytes; a leading dash would look like an option).
pub(in crate::engine) fn uuid() -> String {
    let mut id = letters(21);
    // 16 bytes are 21 letters and two bits: the last letter can only be one of four.
    id.push(['A', 'Q', 'g', 'w'].get(rand::random_range(0..4)).copied().unwrap_or('A'));
    id
}
