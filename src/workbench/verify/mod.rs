//! Turns the grader on the labs themselves: what is right passes, what is wrong fails as it says it does.

mod differing;
mod expected;
mod jobs;
mod judge_again;
mod kept;
mod lesson;
mod matrix;
mod page;
mod programs;
mod record;
mod report;

pub use jobs::Jobs;
pub use matrix::{Cell, Matrix, Proof};
pub use page::percentile;
pub use record::Record;
pub use report::{BlockRun, ProgramRun, VerifyOrder, VerifyReport};

use super::grade::{Judged, end, unless};
use super::{Candidate, GradeOrder, Workbench, WorkbenchError};
use crate::attempt::{Listener, Mode};
use crate::course::Lab;
use crate::engine::{Cluster, Report};
use crate::grade::{Blame, Outcome};
use futures::stream::{self, StreamExt};
use kept::Kept;
use programs::{candidates, missing_tool};
use report::program_run;
use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;
use std::time::Instant;
use tokio_util::sync::CancellationToken;

impl Workbench {
    /// How many attempts run at once.
    ///
    /// # Errors
    /// Where a lab that is ordered is not there or has errors.
    pub fn jobs(&self, order: &VerifyOrder) -> Result<Jobs, WorkbenchError> {
        for name in &order.labs {
            self.lab(name)?;
        }
        Ok(Jobs::of(order.jobs, self.engine.is_existing()))
    }

    /// Verifies labs and their lessons. `done` hears of each run as it ends.
    ///
    /// # Errors
    /// Where a lab is not there or has errors, there is no Kafka, or a file cannot be read or written.
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
        let states: BTreeMap<&str, BTreeMap<String, String>> =
            labs.iter().map(|lab| (lab.slug.as_str(), kept::states(lab))).collect();
        // Before anything runs: hours of runs must not end at a report that cannot be read.
        let mut known = order.report.as_deref().map_or_else(|| Ok(Vec::new()), record::read)?;
        let (programs, mut skipped) = programs_of(&labs);
        let is_run =
            |(_, candidate): &&(_, Candidate)| order.again || !matches!(candidate, Candidate::Again(_));
        let wanted: Vec<_> = programs.iter().filter(is_run).cloned().collect();
        let mut runs = Vec::new();
        let ran = match order.kept {
            true => self.judge_kept(&wanted, &mut skipped, |run| {
                done(&run);
                runs.push(run);
            }),
            false => {
                let mut ended = BTreeMap::new();
                let each = |n, run: ProgramRun| {
                    done(&run);
                    ended.insert(n, run);
                };
                let ran = self.run_all(order, &wanted, report, stop, each).await;
                runs.extend(ended.into_values());
                ran
            }
        };
        let new =
            record::records(runs.iter().map(|run| (run, states[run.lab.as_str()][&run.program].as_str())));
        // What ran has run, also where the rest was stopped; what is judged again is no run.
        if let (Some(file), false) = (&order.report, order.kept || new.is_empty()) {
            record::append(file, &new)?;
        }
        ran?;
        known.extend(new);
        let mut differing = Vec::new();
        let mut matrices = Vec::new();
        for lab in &labs {
            let of_lab = record::as_they_are(lab, &known, &states[lab.slug.as_str()]);
            differing.extend(differing::differing(lab, &of_lab));
            matrices.push(Matrix::of(lab, &of_lab));
        }
        let blocks = match order.kept || order.repeat == 0 {
            true => Vec::new(),
            false => self.verify_lessons(&labs, &mut skipped, stop).await?,
        };
        if let Some(file) = &order.page {
            let all: Vec<&Lab> = self.course.labs.values().collect();
            let text = page::page(&all, &known, kept::states);
            fs::write(file, text).map_err(WorkbenchError::file("write", file))?;
        }
        let unproved = matrices.iter().flat_map(Matrix::unproved).collect();
        let mutants = match order.mutants {
            true => labs.iter().map(|lab| self.mutants(lab, &programs)).collect::<Result<_, _>>()?,
            false => Vec::new(),
        };
        let trials = match order.learn || order.mutants {
            true => {
                labs.iter().map(|lab| self.trial(lab, &programs, order.learn)).collect::<Result<_, _>>()?
            }
            false => Vec::new(),
        };
        Ok(VerifyReport { runs, blocks, skipped, differing, matrices, unproved, mutants, trials })
    }

    /// Runs every program as often as is ordered.
    async fn run_all(
        &self,
        order: &VerifyOrder,
        programs: &[(Arc<Lab>, Candidate)],
        report: &Report,
        stop: &CancellationToken,
        mut done: impl FnMut(usize, ProgramRun),
    ) -> Result<(), WorkbenchError> {
        if order.repeat == 0 {
            return Ok(());
        }
        unless(stop, self.engine.prepare(report)).await?;
        let runs = programs.iter().flat_map(|program| std::iter::repeat_n(program, order.repeat));
        // A mutant may let a program go on to a stage that a check kept it from.
        let mode = || if order.mutants { Mode::PlayOn } else { Mode::Check };
        let mut running =
            stream::iter(runs)
                .enumerate()
                .map(|(n, (lab, candidate))| async move {
                    let run = match self.verify_one(lab, candidate, mode(), stop).await {
                        // A cluster that did not start is the machine's bad moment, not yet a finding.
                        Err(WorkbenchError::Engine(error)) if !stop.is_cancelled() => {
                            tracing::warn!(%error, lab = lab.slug, "a cluster did not start, and is started once more");
                            self.verify_one(lab, candidate, mode(), stop).await
                        }
                        run => run,
                    };
                    (n, run)
                })
                .buffer_unordered(self.jobs(order)?.at_once);
        let mut has_run = false;
        while let Some((n, run)) = running.next().await {
            match run {
                Ok(run) => done(n, run),
                // One cluster that did not start is the machine's bad moment, not the end of hours of runs.
                Err(WorkbenchError::Engine(error)) if has_run => {
                    let (lab, candidate) = &programs[n / order.repeat];
                    done(n, ProgramRun::not_graded(lab, candidate, &error));
                }
                Err(error) => return Err(error),
            }
            has_run = true;
        }
        Ok(())
    }

    async fn verify_one(
        &self,
        lab: &Lab,
        candidate: &Candidate,
        mode: Mode,
        stop: &CancellationToken,
    ) -> Result<ProgramRun, WorkbenchError> {
        let began = Instant::now();
        let order = GradeOrder {
            lab: lab.slug.clone(),
            candidate: candidate.clone(),
            command: None,
            seed: None,
            mode,
        };
        let Judged { bundle, cluster, .. } =
            self.judged(&order, &Listener::silent(), &Report::silent(), stop).await?;
        let run = program_run(lab, candidate, &bundle, began);
        if let Some(cluster) = cluster {
            self.after(lab, &bundle.verdict.outcome, cluster).await;
        }
        // A run that somebody ended is none: it says nothing, and has no place in a report.
        if matches!(bundle.verdict.outcome, Outcome::NotGraded { blame: Blame::Interrupted, .. }) {
            return Err(WorkbenchError::Stopped);
        }
        // Among the home's own attempts it would push out a learner's.
        Kept::of(self.home.root()).keep(lab, candidate, &bundle)?;
        Ok(run)
    }

    /// A start takes more than most programs do, and there are hundreds of them: what has served one serves the next,
    /// cleaned as between the stages of an attempt. A learner's attempt has its own.
    async fn after(&self, lab: &Lab, outcome: &Outcome, cluster: Cluster) {
        match outcome {
            Outcome::Passed | Outcome::Failed if !cluster.is_visited() => {
                self.engine.give_back(&lab.spec.needs, cluster).await;
            }
            _ => end(cluster, &Listener::silent()).await,
        }
    }
}

/// The programs of labs, but for those whose tools are not here.
fn programs_of(labs: &[Arc<Lab>]) -> (Vec<(Arc<Lab>, Candidate)>, Vec<String>) {
    let (mut programs, mut skipped) = (Vec::new(), Vec::new());
    for lab in labs {
        for candidate in candidates(lab) {
            match missing_tool(lab, &candidate) {
                Some(tool) => {
                    skipped.push(format!("{} {}: {tool} is not installed", lab.slug, candidate.name()));
                }
                None => programs.push((Arc::clone(lab), candidate)),
            }
        }
    }
    (programs, skipped)
}
