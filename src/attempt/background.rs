//! What plays beside the scenario: rounds of steps, while the scenario goes on.
//!
//! It is polled by whoever plays the scenario, between two moments of the step that is being done, and shares
//! nothing with that step: what a round needs was taken from the scenario when it began.

use super::run::Trouble;
use super::steps::Feed;
use crate::engine::eventually::ticks;
use futures::StreamExt;
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use serde_json::{Value, json};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// The rounds of one `background`, before they are played.
pub(super) struct Rounds<'a> {
    pub(super) every: Duration,
    pub(super) times: Option<u64>,
    pub(super) feeds: Vec<Feed<'a>>,
    pub(super) beside: Beside,
}

/// A `background` as the scenario knows it; cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Beside(Arc<Told>);

#[derive(Default)]
struct Told {
    /// No round begins any more.
    stop: CancellationToken,
    /// The last round is done.
    done: CancellationToken,
    rounds: AtomicU64,
    records: AtomicU64,
}

/// What is being played beside a scenario. Dropped, it goes no further.
#[derive(Default)]
pub(super) struct Playing<'a>(FuturesUnordered<BoxFuture<'a, Result<(), Trouble>>>);

impl<'a> Playing<'a> {
    pub(super) fn begin(&mut self, rounds: Rounds<'a>) {
        self.0.push(Box::pin(rounds.play()));
    }

    /// Does `step`, and plays meanwhile.
    ///
    /// # Errors
    /// Where a round could not be done.
    pub(super) async fn beside<T>(&mut self, step: impl Future<Output = T>) -> Result<T, Trouble> {
        let mut step = pin!(step);
        loop {
            tokio::select! {
                biased;
                done = &mut step => return Ok(done),
                Some(ended) = self.0.next() => ended?,
            }
        }
    }
}

impl Rounds<'_> {
    async fn play(mut self) -> Result<(), Trouble> {
        let mut ticks = ticks(self.every);
        let told = &self.beside.0;
        while self.times.is_none_or(|times| told.rounds.load(Ordering::Relaxed) < times) {
            tokio::select! {
                biased;
                () = told.stop.cancelled() => break,
                _ = ticks.tick() => {}
            }
            let mut written = 0;
            for feed in &mut self.feeds {
                written += feed.round().await?;
            }
            if written == 0 {
                // The entries are at their end.
                break;
            }
            told.rounds.fetch_add(1, Ordering::Relaxed);
            told.records.fetch_add(written, Ordering::Relaxed);
        }
        told.done.cancel();
        Ok(())
    }
}

impl Beside {
    /// Lets no round begin any more.
    pub(super) fn stop(&self) {
        self.0.stop.cancel();
    }

    /// Waits until the last round is done.
    pub(super) async fn done(&self) {
        self.0.done.cancelled().await;
    }

    /// What came of it so far.
    pub(super) fn result(&self) -> Value {
        let count = |of: &AtomicU64| of.load(Ordering::Relaxed);
        json!({ "rounds": count(&self.0.rounds), "count": count(&self.0.records) })
    }
}
