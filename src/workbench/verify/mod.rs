//! Turns the grader on the labs themselves: what is right passes, what is wrong fails as it says it does.

mod expected;
mod lesson;
mod matrix;
mod programs;

pub use matrix::{Cell, Matrix};

use super::grade::{headline, unless};
use super::{Candidate, GradeOrder, Workbench, WorkbenchError};
use crate::attempt::{Listener, Mode};
use crate::course::{Capability, Lab};
use crate::engine::Report;
use crate::grade::{Outcome, Standing};
use expected::problems;
use futures::stream::{self, StreamExt};
use programs::{candidates, missing_tool, name};
use serde::Serialize;
use std::sync::Arc;
use std::time::Instant;
use tokio_util::sync::CancellationToken;

/// What is to be verified.
#[derive(Debug, Clone)]
pub struct VerifyOrder {
    /// The labs; all where there are none.
    pub labs: Vec<String>,
    /// How many attempts run at once.
    pub jobs: usize,
    /// How often each program runs.
    pub repeat: usize,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VerifyReport {
    /// Every run of every program.
    pub runs: Vec<ProgramRun>,
    /// Every block of every lesson that ran.
    pub blocks: Vec<BlockRun>,
    /// Programs that could not be run here, and what is missing.
    pub skipped: Vec<String>,
}

/// One run of one of a lab's programs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProgramRun {
    /// The lab's folder name.
    pub lab: String,
    /// The program: `starter`, `solution`, `right/…` or `wrong/…`.
    pub program: String,
    /// What is not as it should be; empty where all is.
    pub problems: Vec<String>,
    /// `passed`, `failed` or `not graded`.
    pub outcome: String,
    /// What the verdict came to.
    pub headline: String,
    /// Checks that failed.
    pub failed: Vec<String>,
    /// Checks that held.
    pub held: Vec<String>,
    /// Microseconds from the order to the verdict.
    pub took: i64,
    /// Microseconds of it that neither a program ran nor a cluster was waited for.
    pub own: i64,
}

/// One block of a lesson.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BlockRun {
    /// The lesson's folder name.
    pub lesson: String,
    /// The block: its line, or its id.
    pub block: String,
    /// What is not as it should be.
    pub problem: Option<String>,
}

impl VerifyReport {
    /// Whether everything was as it should be. What was skipped is for the caller to judge.
    pub fn is_green(&self) -> bool {
        self.runs.iter().all(|run| run.problems.is_empty())
            && self.blocks.iter().all(|block| block.problem.is_none())
    }
}

impl Workbench {
    /// Verifies labs and their lessons. `done` hears of each run as it ends.
    ///
    /// # Errors
    /// Where a lab is not there or has errors, or there is no Kafka.
    pub async fn verify(
        &self,
        order: &VerifyOrder,
        report: &Report,
        stop: &CancellationToken,
        done: impl Fn(&ProgramRun),
    ) -> Result<VerifyReport, WorkbenchError> {
        let names = match order.labs.as_slice() {
            [] => self.course.labs.keys().cloned().collect(),
            some => some.to_vec(),
        };
        let labs = names.iter().map(|name| self.lab(name)).collect::<Result<Vec<_>, _>>()?;
        let mut skipped = Vec::new();
        let mut programs: Vec<(Arc<Lab>, Candidate)> = Vec::new();
        for lab in &labs {
            for candidate in candidates(lab) {
                match missing_tool(lab, &candidate) {
                    Some(tool) => {
                        skipped.push(format!("{} {}: {tool} is not installed", lab.slug, name(&candidate)))
                    }
                    None => programs
                        .extend((0..order.repeat.max(1)).map(|_| (Arc::clone(lab), candidate.clone()))),
                }
            }
        }
        unless(stop, self.engine.prepare(report)).await?;
        let mut runs = Vec::new();
        let mut running = stream::iter(programs)
            .map(|(lab, candidate)| async move { self.verify_one(&lab, candidate, stop).await })
            .buffered(order.jobs.max(1));
        while let Some(run) = running.next().await {
            let run = run?;
            done(&run);
            runs.push(run);
        }
        drop(running);
        let mut blocks = Vec::new();
        for lab in &labs {
            let lesson = lab.spec.lesson.as_str();
            let first =
                self.course.lessons.get(lesson).is_some_and(|l| l.front.labs.first() == Some(&lab.slug));
            if first && !self.engine.ground().capabilities.contains(&Capability::Gateway) {
                skipped.push(format!("{lesson}: its blocks run on clusters of the workbench's own"));
            } else if first {
                blocks.extend(self.verify_lesson(lesson, stop).await?);
            }
        }
        Ok(VerifyReport { runs, blocks, skipped })
    }

    async fn verify_one(
        &self,
        lab: &Lab,
        candidate: Candidate,
        stop: &CancellationToken,
    ) -> Result<ProgramRun, WorkbenchError> {
        let began = Instant::now();
        let order = GradeOrder {
            lab: lab.slug.clone(),
            candidate: candidate.clone(),
            command: None,
            seed: None,
            mode: Mode::Check,
        };
        let graded = self.grade(&order, &Listener::silent(), &Report::silent(), stop).await?;
        let verdict = &graded.bundle.verdict;
        let checks = |wanted: fn(&Standing) -> bool| {
            let findings = verdict.stages.iter().flat_map(|stage| &stage.findings);
            findings.filter(|f| wanted(&f.standing)).map(|f| f.check.clone()).collect::<Vec<_>>()
        };
        Ok(ProgramRun {
            lab: lab.slug.clone(),
            program: name(&candidate),
            problems: problems(lab, &candidate, verdict),
            outcome: match verdict.outcome {
                Outcome::Passed => "passed",
                Outcome::Failed => "failed",
                Outcome::NotGraded { .. } => "not graded",
            }
            .to_owned(),
            headline: headline(verdict),
            failed: verdict.failed_checks().into_iter().map(str::to_owned).collect(),
            held: checks(|standing| *standing == Standing::Held),
            took: i64::try_from(began.elapsed().as_micros()).unwrap_or(i64::MAX),
            own: graded.bundle.times.own(),
        })
    }
}
