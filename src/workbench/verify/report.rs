//! What is verified, and what was found.

use super::Matrix;
use super::expected::problems;
use crate::course::Lab;
use crate::engine::EngineError;
use crate::grade::{Bundle, Outcome};
use crate::workbench::headline::headline;
use crate::workbench::{Candidate, MutantReport, Trial};
use serde::Serialize;
use std::path::PathBuf;
use std::time::Instant;

/// What is to be verified.
#[derive(Debug, Clone)]
pub struct VerifyOrder {
    /// The labs; all where there are none.
    pub labs: Vec<String>,
    /// How many attempts run at once; as many as this machine can where nobody says.
    pub jobs: Option<usize>,
    /// How often each program runs; 0 for what is known of earlier runs.
    pub repeat: usize,
    /// A report to which the runs are added, and from which those of the same state of a lab count too.
    pub report: Option<PathBuf>,
    /// Where the page goes that shows what the report has of every lab.
    pub page: Option<PathBuf>,
    /// Judges what the programs did when they last ran by the checks as they are now, and runs none.
    pub kept: bool,
    /// Changes the labs' checks in every small way, and judges what the programs did by each change.
    pub mutants: bool,
    /// Runs the second program of each mistake, too.
    pub again: bool,
    /// Learns what gives mistakes away, and writes it into the labs' folders.
    pub learn: bool,
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
    /// Programs whose runs differ from each other.
    pub differing: Vec<String>,
    /// Checks × mistakes of each lab.
    pub matrices: Vec<Matrix>,
    /// Checks that no mistake breaks, alone or among few.
    pub unproved: Vec<String>,
    /// What became of the mutants of each lab, where they were asked for.
    pub mutants: Vec<MutantReport>,
    /// How well the mistakes of each lab are recognised.
    pub trials: Vec<Trial>,
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

impl ProgramRun {
    /// A run that came to nothing, since there was no Kafka for it.
    pub(super) fn not_graded(lab: &Lab, candidate: &Candidate, why: &EngineError) -> ProgramRun {
        ProgramRun {
            lab: lab.slug.clone(),
            program: candidate.name(),
            problems: vec![format!("it was not graded: {why}")],
            outcome: "not graded".to_owned(),
            headline: why.to_string(),
            failed: Vec::new(),
            held: Vec::new(),
            took: 0,
            own: 0,
        }
    }
}

impl VerifyReport {
    /// Whether everything was as it should be. What was skipped is for the caller to judge.
    pub fn is_green(&self) -> bool {
        self.runs.iter().all(|run| run.problems.is_empty())
            && self.blocks.iter().all(|block| block.problem.is_none())
            && self.differing.is_empty()
            && self.unproved.is_empty()
            && self.mutants.iter().all(MutantReport::is_green)
            && self.trials.iter().all(|trial| trial.slandered.is_empty())
    }
}

/// A run of a program that left this bundle, since it was ordered.
pub(super) fn program_run(lab: &Lab, candidate: &Candidate, bundle: &Bundle, began: Instant) -> ProgramRun {
    let verdict = &bundle.verdict;
    let findings = verdict.stages.iter().flat_map(|stage| &stage.findings);
    ProgramRun {
        lab: lab.slug.clone(),
        program: candidate.name(),
        problems: problems(lab, candidate, verdict),
        outcome: match verdict.outcome {
            Outcome::Passed => "passed",
            Outcome::Failed => "failed",
            Outcome::NotGraded { .. } => "not graded",
        }
        .to_owned(),
        headline: headline(verdict),
        failed: verdict.failed_checks().into_iter().map(str::to_owned).collect(),
        held: findings.filter(|finding| finding.held()).map(|finding| finding.check.clone()).collect(),
        took: i64::try_from(began.elapsed().as_micros()).unwrap_or(i64::MAX),
        own: bundle.times.own(),
    }
}
