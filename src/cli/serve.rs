//! `serve`: the pages, until somebody stops them.

use super::args::{Args, Serve};
use super::{Status, open, terminal};
use crate::web::Server;
use crate::workbench::{USUAL_PORT, Workbench, WorkbenchError};
use serde_json::json;
use std::process::Stdio;
use std::sync::Arc;

pub(super) async fn run(args: &Args, serve: &Serve) -> Result<Status, WorkbenchError> {
    let workbench = Arc::new(open(args)?);
    // Held until the end: a second `serve` on this home would run a second engine over the same files.
    let _claim = match workbench.home().claim() {
        Ok(claim) => claim,
        Err(taken) => {
            terminal::error(args, &taken.into());
            return Ok(Status::Usage);
        }
    };
    let server = match Server::bind(serve.port.unwrap_or(USUAL_PORT)).await {
        Ok(server) => server,
        Err(error) => {
            terminal::failed(args, &error.to_string(), error.hint().as_deref());
            return Ok(Status::Usage);
        }
    };
    for diagnostic in workbench.diagnostics() {
        eprintln!("{diagnostic}");
    }
    let address = server.entry_url().unwrap_or_default();
    if args.json {
        println!("{}", json!({ "version": 1, "address": address }));
    } else {
        println!("Kafka workbench: {address}");
        eprintln!("The address lets one browser in, once. Ctrl-C stops the workbench.");
    }
    if !serve.no_open {
        show(&address);
    }
    let stop = terminal::stop();
    let warming = tokio::spawn(warm(Arc::clone(&workbench)));
    let served = server.serve(Arc::clone(&workbench), stop.cancelled_owned()).await;
    warming.abort();
    workbench.close_playground().await;
    workbench.close().await;
    match served {
        Ok(()) => Ok(Status::Passed),
        Err(error) => {
            terminal::failed(args, &error.to_string(), error.hint().as_deref());
            Ok(Status::NotGraded)
        }
    }
}

/// Fetches and starts Kafka while the learner reads. What goes wrong stands on every page, and the
/// next run tries again.
async fn warm(workbench: Arc<Workbench>) {
    if let Err(error) = workbench.engine().warm(&terminal::report()).await {
        eprintln!("error: {error}");
        if let Some(hint) = error.hint() {
            eprintln!("hint: {hint}");
        }
    }
}

/// Opens the address in the browser. No browser is no error: the address has been printed.
fn show(address: &str) {
    let (program, before): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else if ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some()) {
        ("xdg-open", &[])
    } else {
        // Without a screen this would start a browser for terminals, in this one.
        return;
    };
    let mut opener = tokio::process::Command::new(program);
    opener.args(before).arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Ok(mut child) = opener.spawn() {
        tokio::spawn(async move { child.wait().await });
    }
}
