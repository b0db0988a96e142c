//! What a run's stream puts where in the page: its phases and output, and at its end the verdict
//! and all else that the verdict changes.

use askama::Template;
use axum::response::sse::Event;

use super::lesson::{LessonName, PredictFragment};
use crate::web::error::{ErrorFragment, ErrorView};
use crate::web::from_workbench::Bench;
use crate::web::jobs::End;
use crate::web::stream::{fragment, word};
use crate::web::view::chrome::ProgressView;
use crate::web::view::job::{News, OutputLine, Phase};
use crate::web::view::lab::LabView;
use crate::web::view::log::LogView;
use crate::web::view::verdict::{Death, VerdictView};

#[derive(Template)]
#[template(path = "parts/phases.html")]
struct Phases<'a> {
    phases: &'a [Phase],
}

#[derive(Template)]
#[template(path = "parts/output.html")]
struct Output {
    lines: Vec<OutputLine>,
}

#[derive(Template)]
#[template(path = "parts/verdict.html")]
struct Verdict {
    verdict: VerdictView,
}

#[derive(Template)]
#[template(path = "parts/stages.html")]
struct Stages<'a> {
    lab: &'a LabView,
}

#[derive(Template)]
#[template(path = "parts/attempts.html")]
struct Attempts<'a> {
    lab: &'a LabView,
}

#[derive(Template)]
#[template(path = "parts/progress.html")]
struct Progress {
    progress: ProgressView,
}

/// What a Run shows where a Check shows its verdict.
#[derive(Template)]
#[template(path = "parts/tried.html")]
struct Tried<'a> {
    lab: &'a str,
    death: Option<Death>,
}

/// Where both histories are, once the solution has run.
#[derive(Template)]
#[template(path = "parts/beside_link.html")]
struct BesideLink {
    attempt: String,
    other: String,
}

#[derive(Template)]
#[template(path = "parts/log.html")]
struct Log {
    log: LogView,
}

/// What stands in the place of the phases and of Stop when a run is over.
#[derive(Template)]
#[template(path = "parts/after.html")]
struct After<'a> {
    phases: &'a [Phase],
    took: String,
}

/// The events for some news. `lab` is the run's lab, if it has one.
pub(super) fn of(bench: &Bench, lab: Option<&str>, news: News) -> Vec<Event> {
    match news {
        News::Phases(phases) => vec![fragment("phases", &Phases { phases: &phases })],
        // The count of lines is the event's id: a browser that comes back says what it has.
        News::Output { lines, seen } => vec![fragment("output", &Output { lines }).id(seen.to_string())],
        News::Over { phases, took, end } => {
            let mut events = at_the_end(bench, lab, end);
            // `over` ends the listening, so nothing comes after it.
            events.push(fragment("after", &After { phases: &phases, took }));
            events.push(word("over"));
            events
        }
    }
}

fn at_the_end(bench: &Bench, lab: Option<&str>, end: End) -> Vec<Event> {
    if let End::Attempt(attempt) = end {
        return changed_by(bench, lab, &attempt);
    }
    let mut events = Vec::new();
    if let End::Tried { log: Some(log), .. } = &end {
        events.push(fragment("log", &Log { log: (**log).clone() }));
    }
    match ending(lab, end) {
        Ok(html) => events.push(Event::default().event("verdict").data(html)),
        Err(error) => tracing::error!(%error, "the end of a run could not be shown"),
    }
    events
}

/// What a run left to read that did not become an attempt; may be empty.
pub(super) fn ending(lab: Option<&str>, end: End) -> Result<String, askama::Error> {
    match (end, lab) {
        (End::Tried { death, .. }, Some(lab)) => Tried { lab, death }.render(),
        (End::Predicted { lesson, predict }, _) => {
            PredictFragment { lesson: LessonName { slug: lesson }, predict }.render()
        }
        (End::Beside { attempt, other }, _) => BesideLink { attempt, other }.render(),
        (End::Trouble { message, hint }, _) => {
            let title = "The run could not be carried out";
            let error = ErrorView { title, message, hint, ways_out: Vec::new(), ours: true };
            ErrorFragment { error }.render()
        }
        // Below a lesson's code the output says it all; an attempt has a page of its own.
        (End::Tried { .. } | End::Stopped | End::Attempt(_), _) => Ok(String::new()),
    }
}

/// The verdict, and the parts of the page that it made old.
fn changed_by(bench: &Bench, lab: Option<&str>, attempt: &str) -> Vec<Event> {
    let mut events = Vec::new();
    match bench.attempt(attempt) {
        Ok(attempt) => events.push(fragment("verdict", &Verdict { verdict: attempt.verdict })),
        Err(error) => tracing::error!(%error, attempt, "a finished attempt could not be read"),
    }
    if let Some(lab) = lab {
        match bench.lab(lab) {
            Ok(lab) => {
                events.push(fragment("stages", &Stages { lab: &lab }));
                events.push(fragment("attempts", &Attempts { lab: &lab }));
                events.push(fragment("log", &Log { log: lab.log }));
            }
            Err(error) => tracing::error!(%error, lab, "a lab could not be read after its run"),
        }
    }
    events.push(fragment("progress", &Progress { progress: bench.progress() }));
    events
}
