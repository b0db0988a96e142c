//! Kafka's own tools, on the cluster that a lesson or an attempt has open.
//!
//! They reach it at its DIRECT listeners. A tool looks at Kafka, and what it does is no part of an attempt: it must
//! not turn up in the evidence, trip what waits for a program's request, or be slowed by a fault. Nor has it a
//! password where programs need one.

use super::{Options, Workbench, WorkbenchError};
use crate::engine::runs::{OpenCluster, open_clusters};
use crate::engine::tools::{self, Tool, ToolError};
use crate::engine::{Report, runtime};
use crate::store::Home;
use std::convert::Infallible;
use std::ffi::{OsStr, OsString};
use std::net::{TcpStream, ToSocketAddrs};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// A broker of this machine takes a connection at once, or is gone.
const ANSWERING: Duration = Duration::from_secs(1);

/// A tool that is about to run.
#[derive(Debug)]
pub struct ReadyTool {
    command: Command,
    /// The cluster that was found for it; none where it was named, or none is needed.
    pub cluster: Option<OpenCluster>,
}

impl ReadyTool {
    /// Puts the tool in the place of this process.
    ///
    /// # Errors
    /// Always, as it comes back only where Java could not be started.
    pub fn run(self) -> Result<Infallible, WorkbenchError> {
        Err(tools::becomes(self.command).into())
    }
}

impl Workbench {
    /// The command that runs a tool on what this workbench has open, for a shell.
    pub fn tool_command(&self, line: &str) -> String {
        if self.home.is_usual() {
            return format!("kafka-workbench tool {line}");
        }
        let home = self.home.root().display().to_string();
        let plain = home.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c));
        let home = if plain { home } else { format!("'{}'", home.replace('\'', "'\\''")) };
        format!("kafka-workbench --home {home} tool {line}")
    }
}

/// Finds the tool of this name and what it runs on. Java and Kafka's jars are fetched where they are missing; no
/// broker is started.
///
/// # Errors
/// Where there is no such tool, no cluster is open that it needs, or there is no Java.
pub async fn tool(
    options: &Options,
    name: &OsStr,
    args: &[OsString],
    report: &Report,
) -> Result<ReadyTool, WorkbenchError> {
    let tool = tools::find(name)?;
    let home = Home::open(options.home.as_deref())?;
    let cluster = if tool.wants_server(args) { Some(open_cluster(&home, tool)?) } else { None };
    // As the engine does, so that the archive of classes is for the same paths.
    let cache = std::fs::canonicalize(home.cache()).unwrap_or_else(|_| home.cache());
    let runtime = prepared(&cache, report).await?;
    let server = cluster.as_ref().map(|cluster| cluster.bootstrap.as_str());
    Ok(ReadyTool { command: tools::command(&tool, &runtime, server, args)?, cluster })
}

/// What is whole needs no words: a tool's own are those that the reader waits for.
async fn prepared(cache: &Path, report: &Report) -> Result<runtime::Runtime, WorkbenchError> {
    if let Some(runtime) = runtime::look(cache, runtime::Depth::Stamps).await.runtime() {
        return Ok(runtime);
    }
    Ok(runtime::prepare(cache, report).await.map_err(crate::engine::EngineError::from)?)
}

/// The one that was opened last, of those whose brokers answer: they may have been taken away by a lab.
fn open_cluster(home: &Home, tool: Tool) -> Result<OpenCluster, WorkbenchError> {
    let open = open_clusters(&home.runs())?;
    let answers = |cluster: &OpenCluster| {
        let addresses = cluster.bootstrap.split(',').filter_map(|address| address.to_socket_addrs().ok());
        addresses.flatten().any(|address| TcpStream::connect_timeout(&address, ANSWERING).is_ok())
    };
    let found = open.into_iter().find(answers);
    found.ok_or_else(|| ToolError::NoCluster { tool: tool.name }.into())
}
