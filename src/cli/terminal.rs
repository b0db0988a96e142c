//! Standard error: progress, errors, the log for maintainers.

use super::args::Args;
use crate::attempt::{Event, Listener};
use crate::engine::{Report, progress::Progress};
use crate::workbench::WorkbenchError;
use serde_json::json;
use std::io::{IsTerminal, Write};
use std::sync::{Arc, Mutex, PoisonError};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

/// The log goes to standard error, warnings and errors unless `RUST_LOG` says otherwise.
pub(super) fn log() {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("warn,librdkafka=off,rdkafka=off"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).without_time().init();
}

/// Tells an error and what to do about it. With `--json` the document is on standard output.
pub(super) fn error(args: &Args, error: &WorkbenchError) {
    let diagnostics = match error {
        WorkbenchError::Content { diagnostics } => diagnostics.as_slice(),
        _ => &[],
    };
    if args.json {
        let document = json!({
            "version": 1, "error": error.to_string(), "hint": error.hint(), "diagnostics": diagnostics,
        });
        println!("{document}");
    }
    for diagnostic in diagnostics {
        eprintln!("{diagnostic}");
    }
    eprintln!("error: {error}");
    if let WorkbenchError::Engine(engine) = error {
        last_lines(engine.log());
    }
    if let Some(hint) = error.hint() {
        eprintln!("\nhint: {hint}");
    }
}

/// The same for an error of another room.
pub(super) fn failed(args: &Args, message: &str, hint: Option<&str>) {
    if args.json {
        println!("{}", json!({ "version": 1, "error": message, "hint": hint, "diagnostics": [] }));
    }
    eprintln!("error: {message}");
    if let Some(hint) = hint {
        eprintln!("\nhint: {hint}");
    }
}

/// Shows the end of a log: what happened stands there, and a person reads one screen.
pub(super) fn last_lines(log: &[String]) {
    const SHOWN: usize = 20;
    let from = log.len().saturating_sub(SHOWN);
    if from > 0 {
        eprintln!("  | ({from} earlier lines left out)");
    }
    for line in &log[from..] {
        eprintln!("  | {line}");
    }
}

/// Progress as lines; on a terminal the figures of one stage share a line.
pub(super) fn report() -> Report {
    let last = Arc::new(Mutex::new(String::new()));
    let terminal = std::io::stderr().is_terminal();
    Report::new(move |progress: Progress| {
        let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
        let new = *last != progress.stage;
        let mut stderr = std::io::stderr().lock();
        // Standard error may be closed; the work goes on.
        let _ = match (terminal, new) {
            (true, true) if !last.is_empty() => write!(stderr, "\n\r{progress}\x1b[K"),
            (true, _) => write!(stderr, "\r{progress}\x1b[K"),
            (false, true) => writeln!(stderr, "{progress}"),
            (false, false) => Ok(()),
        };
        last.clone_from(&progress.stage);
    })
}

/// Phases of an attempt as lines, with the time since it began.
pub(super) fn phases() -> Listener {
    let began = std::time::Instant::now();
    Listener::new(move |event| {
        if let Event::Phase(words) = event {
            eprintln!("[{:6.2} s] {words}", began.elapsed().as_secs_f64());
        }
    })
}

/// Cancelled by Ctrl-C and SIGTERM, so that what runs is ended and tidied up.
pub(super) fn stop() -> CancellationToken {
    let token = CancellationToken::new();
    let cancelled = token.clone();
    tokio::spawn(async move {
        let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
        match terminate {
            Ok(mut terminate) => tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            },
            Err(_) => {
                let _ = tokio::signal::ctrl_c().await;
            }
        }
        cancelled.cancel();
    });
    token
}

/// Prints a result. A reader that has gone, such as `head`, is no error.
pub(super) fn out(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}
