//! One run: its task, its history, its stop.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::Purpose;
use super::history::{End, History};
use crate::attempt::{Event, Listener};
use crate::engine::Report;
use crate::engine::progress::Progress;
use crate::evidence::Stream;
use crate::web::view::job::{JobView, LineKind, OutputLine};

/// One run.
pub(crate) struct Job {
    id: String,
    purpose: Purpose,
    history: Mutex<History>,
    /// Counts the changes of the history; who waits on it looks again.
    changes: watch::Sender<u64>,
    stop: CancellationToken,
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job").field("id", &self.id).field("purpose", &self.purpose).finish_non_exhaustive()
    }
}

/// Carries the work out, and notes its end.
pub(super) fn spawn(job: Arc<Job>, work: impl Future<Output = End> + Send + 'static) {
    let work = tokio::spawn(work);
    tokio::spawn(async move {
        let end = work.await.unwrap_or_else(|error| {
            tracing::error!(%error, job = job.id, "a run broke");
            End::Trouble {
                message: "The run broke inside the workbench. Files and earlier attempts are as they were."
                    .to_owned(),
                hint: Some("The terminal in which the workbench runs shows the cause.".to_owned()),
            }
        });
        job.change(|history| history.end(end));
    });
}

impl Job {
    pub(super) fn new(id: String, purpose: Purpose) -> Self {
        let (changes, stop) = (watch::Sender::new(0), CancellationToken::new());
        Self { id, purpose, history: Mutex::default(), changes, stop }
    }

    /// Its id.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// The lab's folder name, for a run of a lab.
    pub(crate) fn lab(&self) -> Option<&str> {
        self.purpose.lab.as_deref()
    }

    /// Whether it is over.
    pub(crate) fn is_over(&self) -> bool {
        self.look(|history| history.ended().is_some())
    }

    /// Asks it to stop. It goes on until it has tidied up.
    pub(crate) fn stop(&self) {
        self.stop.cancel();
    }

    /// Cancelled when somebody asks it to stop.
    pub(crate) fn stopping(&self) -> &CancellationToken {
        &self.stop
    }

    /// Resolves when it is over.
    pub(crate) async fn over(&self) {
        let mut changes = self.changes.subscribe();
        while !self.is_over() {
            // The sender lives in `self`, so it is not gone.
            let _ = changes.changed().await;
        }
    }

    /// Begins a phase in the workbench's own words.
    pub(crate) fn say(&self, phase: &str) {
        self.change(|history| history.phase(phase.to_owned()));
    }

    /// Adds a line of output.
    pub(crate) fn print(&self, line: OutputLine) {
        self.change(|history| history.line(line));
    }

    /// Hears an attempt.
    pub(crate) fn listener(self: &Arc<Self>) -> Listener {
        let job = Arc::clone(self);
        Listener::new(move |event| match event {
            Event::Phase(words) => job.change(|history| history.phase(words)),
            Event::Line(line) => {
                let kind = match line.stream {
                    Stream::Stdout => LineKind::Out,
                    Stream::Stderr => LineKind::Err,
                };
                let shown = OutputLine { kind, text: line.text };
                job.change(|history| history.line_of(&line.program, &line.run, shown));
            }
        })
    }

    /// Hears an engine.
    pub(crate) fn report(self: &Arc<Self>) -> Report {
        let job = Arc::clone(self);
        Report::new(move |progress: Progress| {
            let words = progress.to_string();
            job.change(|history| history.rename_phase(&progress.stage, words));
        })
    }

    /// As a page shows it now.
    pub(crate) fn view(&self) -> JobView {
        self.look(|history| JobView {
            id: self.id.clone(),
            back: self.purpose.back.clone(),
            lab: self.purpose.lab.clone(),
            phases: history.phases(),
            output: history.lines_after(0).0,
            seen: history.lines_after(0).1,
            end: history.ended().cloned(),
        })
    }

    pub(super) fn look<T>(&self, look: impl FnOnce(&History) -> T) -> T {
        look(&self.history.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    fn change(&self, change: impl FnOnce(&mut History)) {
        change(&mut self.history.lock().unwrap_or_else(PoisonError::into_inner));
        self.changes.send_modify(|count| *count += 1);
    }
}
