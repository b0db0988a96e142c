//! One attempt beside another: the solution under the same conditions, and both histories.

mod align;
mod history;

pub use align::Row;
pub use history::Happening;

use super::{Candidate, GradeOrder, Graded, Workbench, WorkbenchError};
use crate::attempt::{Listener, Mode};
use crate::engine::Report;
use crate::grade::{Bundle, BundleStage, Standing};
use align::align;
use history::history;
use tokio_util::sync::CancellationToken;

/// Two attempts at a lab, stage by stage.
#[derive(Debug, Clone, PartialEq)]
pub struct Beside {
    /// The stages that at least one of them ran.
    pub stages: Vec<StageBeside>,
}

/// One stage of both.
#[derive(Debug, Clone, PartialEq)]
pub struct StageBeside {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its checks, in the lab's order.
    pub checks: Vec<CheckBeside>,
    /// What happened, by time.
    pub rows: Vec<Row>,
    /// Rows that are left out at the end.
    pub more: usize,
    /// Whether the left one ran it.
    pub left_ran: bool,
    /// Whether the right one ran it.
    pub right_ran: bool,
}

/// How a check stands in both.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckBeside {
    /// Its id.
    pub check: String,
    /// What holds when it holds.
    pub says: String,
    /// In the left one.
    pub left: Standing,
    /// In the right one.
    pub right: Standing,
}

/// Rows of a stage that are told: more than that nobody reads.
const ROWS: usize = 300;

/// `left` and `right`, which are attempts at one lab.
pub fn beside(left: &Bundle, right: &Bundle) -> Beside {
    let stages = left.stages.iter().filter_map(|ours| {
        let theirs = right.stages.iter().find(|stage| stage.id == ours.id)?;
        (ours.evidence.is_some() || theirs.evidence.is_some()).then(|| stage(left, right, ours, theirs))
    });
    Beside { stages: stages.collect() }
}

fn stage(left: &Bundle, right: &Bundle, ours: &BundleStage, theirs: &BundleStage) -> StageBeside {
    let happened = |stage: &BundleStage| stage.evidence.as_ref().map(history).unwrap_or_default();
    let mut rows = align(&happened(ours), &happened(theirs));
    let more = rows.len().saturating_sub(ROWS);
    rows.truncate(ROWS);
    StageBeside {
        id: ours.id.clone(),
        title: ours.title.clone(),
        checks: checks(left, right, &ours.id),
        rows,
        more,
        left_ran: ours.evidence.is_some(),
        right_ran: theirs.evidence.is_some(),
    }
}

fn checks(left: &Bundle, right: &Bundle, stage: &str) -> Vec<CheckBeside> {
    let of = |bundle: &Bundle| {
        let judged = bundle.verdict.stages.iter().find(|judged| judged.id == stage);
        judged.map(|judged| judged.findings.clone()).unwrap_or_default()
    };
    let theirs = of(right);
    let found = of(left).into_iter().filter_map(|ours| {
        let right = theirs.iter().find(|finding| finding.check == ours.check)?.standing.clone();
        Some(CheckBeside { check: ours.check, says: ours.says, left: ours.standing, right })
    });
    found.collect()
}

impl Workbench {
    /// Runs the lab's solution as the attempt in `bundle` ran: the same stages, faults, data and seed.
    ///
    /// # Errors
    /// As [`Workbench::grade`], and where the lab is not the one that the attempt was made at.
    pub async fn run_solution(
        &self,
        bundle: &Bundle,
        listener: &Listener,
        report: &Report,
        stop: &CancellationToken,
    ) -> Result<Graded, WorkbenchError> {
        let lab = self.lab(&bundle.lab)?;
        if lab.digest != bundle.lab_digest {
            return Err(WorkbenchError::Refused(format!(
                "lab {} is another than it was when this attempt was made: run your program once more, then compare",
                lab.slug
            )));
        }
        let order = GradeOrder {
            lab: lab.slug.clone(),
            candidate: Candidate::Solution,
            command: None,
            seed: Some(bundle.seed),
            mode: Mode::Check,
        };
        self.grade(&order, listener, report, stop).await
    }
}
