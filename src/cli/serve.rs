//! `serve`: the workbench in the browser.

use super::args::{Args, Serve};
use super::{Status, open, terminal};
use crate::engine::Report;
use crate::web::{Server, ServerError};
use crate::workbench::{Workbench, WorkbenchError};
use serde_json::json;
use std::process::{Command, Stdio};
use std::sync::Arc;

pub(super) async fn run(args: &Args, serve: &Serve) -> Result<Status, WorkbenchError> {
    let workbench = Arc::new(open(args)?);
    let _claim = workbench.home().claim()?;
    let server = Server::bind(serve.port).await.map_err(failed)?;
    let url = server.entry_url().unwrap_or_default();
    if args.json {
        println!("{}", json!({ "version": 1, "url": url, "port": server.port() }));
    } else {
        println!("The workbench is at {url}");
        println!("The address lets one browser in, once. Ctrl-C stops the workbench.");
    }
    for diagnostic in workbench.diagnostics() {
        eprintln!("{diagnostic}");
    }
    if !serve.no_open {
        show(&url);
    }
    let warming = tokio::spawn(warm(Arc::clone(&workbench)));
    let stop = terminal::stop();
    let served = server.serve(Arc::clone(&workbench), async move { stop.cancelled().await }).await;
    warming.abort();
    workbench.close_playground().await;
    workbench.close().await;
    served.map_err(failed)?;
    Ok(Status::Passed)
}

/// Fetches what is missing and starts a cluster ahead, while the first lesson is read.
async fn warm(workbench: Arc<Workbench>) {
    // The page's header shows how far it is, and what went wrong.
    if let Err(error) = workbench.engine().warm(&Report::silent()).await {
        tracing::info!(%error, "the engine is not ready");
    }
}

/// Opens the page in the browser of this machine. Where there is none, the address stands on the terminal.
fn show(url: &str) {
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let opened = Command::new(opener)
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if let Err(error) = opened {
        tracing::debug!(%error, opener, "the browser was not opened");
    }
}

fn failed(error: ServerError) -> WorkbenchError {
    let hint = error.hint();
    let cause = std::error::Error::source(&error).map(|source| format!(": {source}")).unwrap_or_default();
    WorkbenchError::Serve { message: format!("{error}{cause}"), hint }
}
