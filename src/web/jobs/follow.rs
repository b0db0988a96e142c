//! A run as a stream of news.

use std::sync::Arc;

use futures::stream::{self, Stream, StreamExt};
use tokio::sync::watch;

use super::Job;
use crate::web::view::job::{News, Phase};

/// Where one watcher is.
struct Place {
    job: Arc<Job>,
    changes: watch::Receiver<u64>,
    phases: Vec<Phase>,
    lines: usize,
    over: bool,
}

impl Job {
    /// All that was said after the first `seen` lines, then what is said, until the run is over.
    ///
    /// What happens while a watcher is busy comes in one piece, so a flood is not a flood of events.
    pub(crate) fn follow(self: &Arc<Self>, seen: usize) -> impl Stream<Item = News> + Send + use<> {
        let place = Place {
            changes: self.changes(),
            job: Arc::clone(self),
            phases: Vec::new(),
            lines: seen,
            over: false,
        };
        stream::unfold(place, async |mut place| {
            while !place.over {
                // Marked as seen before looking: a change in between is looked at again.
                place.changes.mark_unchanged();
                let news = place.look();
                if !news.is_empty() {
                    return Some((stream::iter(news), place));
                }
                place.changes.changed().await.ok()?;
            }
            None
        })
        .flatten()
    }
}

impl Place {
    fn look(&mut self) -> Vec<News> {
        let (phases, (lines, seen), end, took) = self.job.look(|history| {
            let end = history.ended().cloned();
            (history.phases(), history.lines_after(self.lines), end, history.took())
        });
        let mut news = Vec::new();
        if phases != self.phases {
            self.phases.clone_from(&phases);
            news.push(News::Phases(phases.clone()));
        }
        if !lines.is_empty() {
            self.lines = seen;
            news.push(News::Output { lines, seen });
        }
        if let Some(end) = end {
            self.over = true;
            news.push(News::Over { phases, took, end });
        }
        news
    }
}
