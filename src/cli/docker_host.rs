//! Leads the library that starts containers to where Docker is.
//!
//! It goes by `DOCKER_HOST`, and a process cannot safely change a variable of its own. So a workbench whose Docker is
//! elsewhere than usual (Podman, Colima, a context) begins once more, as the same process, with that variable set.

use super::args::{Args, Command};
use crate::engine::{EngineKind, docker};
use std::os::unix::process::CommandExt;

/// Returns where nothing has to be changed.
pub(super) async fn settle(args: &Args) {
    let is_needed = match args.command {
        None | Some(Command::Serve(_) | Command::Grade(_) | Command::Verify(_) | Command::Doctor(_)) => true,
        Some(_) => false,
    };
    if !is_needed || matches!(args.engine, EngineKind::Local | EngineKind::External(_)) {
        return;
    }
    if let Some(host) = docker::missing_host().await
        && let Ok(program) = std::env::current_exe()
    {
        let mut arguments = std::env::args_os();
        let mut again = std::process::Command::new(program);
        again.arg0(arguments.next().unwrap_or_default()).args(arguments).env("DOCKER_HOST", host);
        // It comes back only where it could not be done; the engine then says what to set.
        let error = again.exec();
        tracing::debug!(%error, "could not begin once more with DOCKER_HOST");
    }
}
