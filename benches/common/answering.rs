//! How long an engine takes until a cluster answers, and until it is warm.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use kafka_workbench::engine::{AnyEngine, Cluster, Report, Shape};

/// Starts a cluster; how long it took until it answered for itself, and until it was warmed up.
pub(crate) async fn start(engine: &AnyEngine, shape: &Shape) -> Result<(Cluster, Duration, Duration)> {
    let answered = Arc::new(Mutex::new(None));
    let heard = Arc::clone(&answered);
    let begun = Instant::now();
    // The stage after the broker answers a request for metadata with itself in it.
    let report = Report::new(move |progress| {
        if progress.stage == "Warming Kafka up"
            && let Ok(mut answered) = heard.lock()
        {
            *answered = Some(begun.elapsed());
        }
    });
    let cluster = engine.start(shape, &report).await?;
    let answered = answered.lock().ok().and_then(|answered| *answered).context("no such stage")?;
    Ok((cluster, answered, begun.elapsed()))
}
