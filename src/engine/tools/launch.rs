//! The command line of a tool, and the step from this process into it.

use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

use super::error::ToolError;
use super::table::{Server, Tool};
use crate::engine::local::{Archive, jvm};
use crate::engine::runtime::Runtime;
use crate::engine::sums::write_whole;

/// Standard output is the tool's results, and nothing else.
const LOGGING: &str = "\
status=error
appender.console.type=Console
appender.console.name=STDERR
appender.console.target=SYSTEM_ERR
appender.console.layout.type=PatternLayout
appender.console.layout.pattern=[%d] %p %m (%c)%n
rootLogger.level=WARN
rootLogger.appenderRef.console.ref=STDERR
";

/// Variables by which a JVM would be told more than we tell it; it says so on standard error, each time.
const ASTRAY: [&str; 3] = ["JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"];

/// What runs `tool` on a runtime, with `args` as they were typed; `server` is put where the tool looks for it.
///
/// The environment is the reader's own, as for any program that they start.
///
/// # Errors
/// Where the settings of its log cannot be written to the cache.
pub fn command(
    tool: &Tool,
    runtime: &Runtime,
    server: Option<&str>,
    args: &[OsString],
) -> Result<Command, ToolError> {
    let mut command = Command::new(&runtime.java.program);
    command.args(jvm::FLAGS).arg(jvm::Heap::Alone.option());
    if let Some(archive) = Archive::ready(runtime) {
        command.arg(archive.load_option());
    }
    command.arg(jvm::option("-Dlog4j2.configurationFile=", &logging(runtime)?));
    command.arg("-cp").arg(&runtime.class_path.joined).arg(tool.main);
    let server = server.map(|address| ["--bootstrap-server", address]);
    let (first, last) = match tool.server {
        Server::Last => (None, server),
        _ => (server, None),
    };
    command.args(first.into_iter().flatten()).args(args).args(last.into_iter().flatten());
    for name in ASTRAY {
        command.env_remove(name);
    }
    Ok(command)
}

/// Puts the tool in the place of this process. It comes back only where that did not work: hold nothing that must
/// be dropped.
pub fn becomes(mut command: Command) -> ToolError {
    let program = PathBuf::from(command.get_program());
    ToolError::Start { program, source: command.exec() }
}

/// In the cache, since nobody is left to remove it when the tool has ended.
fn logging(runtime: &Runtime) -> Result<PathBuf, ToolError> {
    let path = runtime.cache.join("tools-log4j2.properties");
    if !std::fs::read(&path).is_ok_and(|there| there == LOGGING.as_bytes()) {
        write_whole(&path, LOGGING.as_bytes())
            .map_err(|source| ToolError::Io { path: path.clone(), source })?;
    }
    Ok(path)
}
