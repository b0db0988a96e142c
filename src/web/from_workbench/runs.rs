//! Runs: Check, Run, and what they tell.

use std::sync::Arc;

use futures::Stream;

use super::chrome::number;
use super::lab::current_stage;
use super::verdict::death;
use super::{Answer, Bench};
use crate::attempt::Mode;
use crate::web::error::WebError;
use crate::web::jobs::{End, Job, Purpose};
use crate::web::view::Link;
use crate::web::view::chrome::EngineView;
use crate::web::view::job::{JobView, News};
use crate::workbench::{Candidate, GradeOrder, WorkbenchError};

impl Bench {
    /// Starts a Check: all stages with their faults, and a verdict.
    pub(crate) fn check(&self, slug: &str) -> Answer<JobView> {
        self.start(slug, Mode::Check)
    }

    /// Starts a Run: the stage that the learner is at, without its faults and without a verdict.
    pub(crate) fn run(&self, slug: &str) -> Answer<JobView> {
        let lab = self.workbench.lab(slug)?;
        let attempts = self.workbench.store().attempts(&lab.slug).map_err(WorkbenchError::from)?;
        let last = attempts.first().and_then(|row| self.bundle(&row.id));
        let stage = lab.spec.stages.get(current_stage(&lab, last.as_ref())).ok_or(WebError::NoPage)?;
        self.start(slug, Mode::Try { stage: stage.id.value.clone() })
    }

    /// The run of this id.
    pub(crate) fn job(&self, id: &str) -> Answer<JobView> {
        Ok(self.found(id)?.view())
    }

    /// What a run said after its first `seen` lines, and what it says.
    pub(crate) fn job_news(&self, id: &str, seen: usize) -> Answer<impl Stream<Item = News> + Send + use<>> {
        Ok(self.found(id)?.follow(seen))
    }

    /// Asks a run to stop.
    pub(crate) fn stop(&self, id: &str) -> Answer<()> {
        self.found(id)?.stop();
        Ok(())
    }

    fn found(&self, id: &str) -> Answer<Arc<Job>> {
        self.jobs.get(id).ok_or_else(|| WebError::NoJob(id.to_owned()))
    }

    /// One run a lab at a time: a second tab gets the run that goes on.
    fn start(&self, slug: &str, mode: Mode) -> Answer<JobView> {
        let lab = self.workbench.lab(slug)?;
        if let Some(job) = self.jobs.running(&lab.slug) {
            return Ok(job.view());
        }
        let back = Link::new(
            format!("Lab {}: {}", number(&lab.slug), lab.spec.title),
            format!("/labs/{}", lab.slug),
        );
        let purpose = Purpose { back, lab: Some(lab.slug.clone()) };
        let order =
            GradeOrder { lab: lab.slug.clone(), candidate: Candidate::Mine, command: None, seed: None, mode };
        let bench = self.clone();
        let job = self.jobs.start(purpose, |job| async move { bench.carry_out(&order, &job).await });
        Ok(job.view())
    }

    async fn carry_out(&self, order: &GradeOrder, job: &Arc<Job>) -> End {
        self.say_what_is_waited_for(job);
        let graded = self.workbench.grade(order, &job.listener(), &job.report(), job.stopping()).await;
        // The verdict is out: from here on the next cluster may be started ahead.
        self.workbench.engine().refill();
        match graded {
            Ok(graded) if order.mode == Mode::Check => End::Attempt(graded.bundle.attempt),
            Ok(_) if job.stopping().is_cancelled() => End::Stopped,
            Ok(graded) => {
                let halts = graded.bundle.verdict.stages.iter().filter_map(|stage| stage.halt.as_ref());
                let death = halts.map(death).next();
                End::Tried { death, log: Some(Box::new(super::log::view(&graded.bundle, false))) }
            }
            Err(error) => trouble(&error),
        }
    }

    /// Another run, or the start of the workbench, may be at work on the engine: only that one is
    /// told how far it is.
    pub(super) fn say_what_is_waited_for(&self, job: &Job) {
        if !matches!(self.engine(), EngineView::Ready { .. }) {
            job.say("Waiting for Kafka; the top of the page shows how far it is");
        }
    }
}

/// An end that is not the program's doing.
pub(super) fn trouble(error: &WorkbenchError) -> End {
    tracing::warn!(%error, "a run could not be carried out");
    End::Trouble {
        message: super::sentence(&error.to_string()),
        hint: error.hint().map(|hint| super::sentence(&hint)),
    }
}
