//! Turns the grader on the labs themselves: what is right passes, what is wrong fails as it says it does.

use super::grade::{headline, unless};
use super::looks_like::{is_read, what_is_read};
use super::missing::missing;
use super::{Candidate, GradeOrder, Workbench, WorkbenchError};
use crate::attempt::{Listener, Mode};
use crate::course::lesson::{Block, mismatch};
use crate::course::{At, Capability, Lab};
use crate::engine::Report;
use crate::evidence::Stream;
use crate::grade::{Outcome, Standing, Verdict};
use futures::stream::{self, StreamExt};
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

    /// Runs the blocks of a lesson, top down.
    async fn verify_lesson(
        &self,
        slug: &str,
        stop: &CancellationToken,
    ) -> Result<Vec<BlockRun>, WorkbenchError> {
        let lesson = self.lesson(slug)?;
        self.close_playground().await;
        let mut blocks = Vec::new();
        let (listener, report) = (Listener::silent(), Report::silent());
        for block in &lesson.blocks {
            let (name, problem) = match block {
                Block::Text(_) => continue,
                Block::Run { n, output, line, .. } => {
                    let played = self.run_block(slug, *n, &listener, &report, stop).await?;
                    let printed: Vec<String> = played.lines.iter().map(|line| line.text.clone()).collect();
                    let errors = played.lines.iter().filter(|line| line.stream == Stream::Stderr).count();
                    let problem = match output {
                        Some(expected) => mismatch(expected, &printed),
                        None if played.exit != Some(0) => {
                            Some(format!("it ended with {:?} and {errors} lines of errors", played.exit))
                        }
                        None => None,
                    };
                    (format!("line {line}"), problem)
                }
                Block::Predict(predict) => {
                    let answered = self.predict(slug, &predict.id, None, &listener, &report, stop).await;
                    (format!("predict {}", predict.id), answered.err().map(|error| error.to_string()))
                }
            };
            blocks.push(BlockRun { lesson: slug.to_owned(), block: name, problem });
        }
        self.close_playground().await;
        Ok(blocks)
    }
}

/// Every program that a lab ships.
fn candidates(lab: &Lab) -> Vec<Candidate> {
    let mut all = vec![Candidate::Starter, Candidate::Solution];
    all.extend(lab.variants.iter().map(|variant| Candidate::Variant(variant.name.clone())));
    all.extend(lab.mistakes.iter().map(|mistake| Candidate::Mistake(mistake.name.clone())));
    all
}

fn name(candidate: &Candidate) -> String {
    match candidate {
        Candidate::Mine => "mine".to_owned(),
        Candidate::Folder(folder) => folder.display().to_string(),
        Candidate::Starter => "starter".to_owned(),
        Candidate::Solution => "solution".to_owned(),
        Candidate::Mistake(name) => format!("wrong/{name}"),
        Candidate::Variant(name) => format!("right/{name}"),
    }
}

/// The first thing that a variant needs and this machine lacks.
fn missing_tool<'a>(lab: &'a Lab, candidate: &Candidate) -> Option<&'a str> {
    let Candidate::Variant(name) = candidate else { return None };
    let variant = lab.variants.iter().find(|variant| variant.name == *name)?;
    missing(&variant.spec, |folders| std::env::var_os(folders).unwrap_or_default())
}

/// What of a verdict is not as the lab says.
fn problems(lab: &Lab, candidate: &Candidate, verdict: &Verdict) -> Vec<String> {
    if let Outcome::NotGraded { why, .. } = &verdict.outcome {
        return vec![format!("it was not graded: {why}")];
    }
    let Candidate::Mistake(name) = candidate else {
        return match (candidate, verdict.passed()) {
            (Candidate::Starter, _) => {
                let failed = verdict.failed_checks();
                let spared = lab.spec.starter_fails.iter().filter(|check| !failed.contains(&check.as_str()));
                let spared = spared.filter(|check| !verdict.leaves_out(check));
                spared.map(|check| format!("the starter does not fail `{}`", check.value)).collect()
            }
            (_, true) => Vec::new(),
            (_, false) => vec![format!("it should pass, and failed: {}", headline(verdict))],
        };
    };
    let Some(mistake) = lab.mistakes.iter().find(|mistake| mistake.name == *name) else { return Vec::new() };
    let failed = verdict.failed_checks();
    let mut problems = Vec::new();
    // Where this engine could not show a check in one of its stages, it may fail in that one only.
    let seen = |check: &&At<String>| !verdict.leaves_out(check);
    for check in mistake.spec.fails.iter().filter(seen).filter(|check| !failed.contains(&check.as_str())) {
        problems.push(format!("`{}` should fail, and did not", **check));
    }
    let expected = |check: &&&str| {
        let named = |list: &[At<String>]| list.iter().any(|c| c.as_str() == **check);
        named(&mistake.spec.fails) || named(&mistake.spec.also)
    };
    for check in failed.iter().filter(|check| !expected(check)) {
        problems.push(format!("`{check}` failed, and mistake.yaml does not say so"));
    }
    let read = what_is_read(verdict);
    if mistake.spec.fails.iter().all(|check| seen(&check)) && !is_read(mistake, &read) {
        problems.push(format!(
            "the learner does not read `{}`, but: {}",
            *mistake.spec.message,
            headline(verdict)
        ));
    }
    problems
}
