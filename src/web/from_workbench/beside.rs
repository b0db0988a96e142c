//! An attempt beside one of the solution under the same conditions.

use super::chrome::number;
use super::runs::trouble;
use super::{Answer, Bench, place};
use crate::evidence::words;
use crate::grade::{Bundle, Outcome, Standing};
use crate::web::error::WebError;
use crate::web::jobs::{End, Purpose};
use crate::web::markdown;
use crate::web::view::Link;
use crate::web::view::beside::{self, BesideRow, BesideView};
use crate::web::view::job::JobView;
use crate::workbench::{Row, StageBeside, beside as both};

impl Bench {
    /// Starts the solution under the conditions of an attempt.
    pub(crate) fn run_solution(&self, attempt: &str) -> Answer<JobView> {
        let bundle = self.recorded(attempt)?;
        let back = Link::new("The attempt", format!("/attempts/{attempt}"));
        let bench = self.clone();
        // Not the lab's own run: the lab's page goes on showing the learner's.
        let job = self.jobs.start(Purpose { back, lab: None }, |job| async move {
            bench.say_what_is_waited_for(&job);
            let (heard, report) = (job.listener(), job.report());
            let graded = bench.workbench.run_solution(&bundle, &heard, &report, job.stopping()).await;
            bench.workbench.engine().refill();
            match graded {
                Ok(_) if job.stopping().is_cancelled() => End::Stopped,
                Ok(graded) => End::Beside { attempt: bundle.attempt, other: graded.bundle.attempt },
                Err(error) => trouble(&error),
            }
        });
        Ok(job.view())
    }

    /// The page at `/attempts/{id}/beside/{other}`.
    pub(crate) fn beside(&self, attempt: &str, other: &str) -> Answer<BesideView> {
        let left = self.recorded(attempt)?;
        // Nobody recorded the solution's, so its name is looked at before it becomes part of a path.
        let plain = other.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-');
        let right = Some(other).filter(|_| plain).and_then(|id| self.bundle(id));
        let right = right.filter(|right| right.lab == left.lab);
        let right = right.ok_or_else(|| WebError::NoAttempt(other.to_owned()))?;
        let trouble = match &right.verdict.outcome {
            Outcome::NotGraded { why, .. } => Some(super::sentence(why)),
            Outcome::Passed | Outcome::Failed => None,
        };
        let path = |id: &str| self.workbench.home().bundle(id).display().to_string();
        let stages = match trouble {
            Some(_) => Vec::new(),
            None => both(&left, &right).stages.into_iter().map(|of| stage(&left, of)).collect(),
        };
        Ok(BesideView {
            lab: Link::new(
                format!("Lab {}: {}", number(&left.lab), left.title),
                format!("/labs/{}", left.lab),
            ),
            attempt: Link::new("Attempt", format!("/attempts/{attempt}")),
            seed: left.seed,
            trouble,
            stages,
            command: format!("kafka-workbench compare {} --with {}", path(attempt), path(other)),
        })
    }
}

fn stage(left: &Bundle, stage: StageBeside) -> beside::StageBeside {
    let checks = stage
        .checks
        .iter()
        .map(|check| (markdown::inline(&check.says), standing(&check.left), standing(&check.right)));
    beside::StageBeside {
        title: stage.title.clone(),
        checks: checks.collect(),
        ran: stage.left_ran,
        rows: stage.rows.iter().map(|of| row(left, &stage.id, of)).collect(),
        more: stage.more,
    }
}

fn row(bundle: &Bundle, stage: &str, row: &Row) -> BesideRow {
    let (ours, theirs) = match row {
        Row::Both(ours, theirs) => (Some(ours), Some(theirs)),
        Row::Left(ours) => (Some(ours), None),
        Row::Right(theirs) => (None, Some(theirs)),
    };
    let at =
        |of: Option<&crate::workbench::Happening>| of.map(|of| words::seconds(of.at)).unwrap_or_default();
    let shown = ours.or(theirs);
    BesideRow {
        left: at(ours),
        right: at(theirs),
        who: shown.map(|shown| shown.who.clone()).unwrap_or_default(),
        what: shown.map(ToString::to_string).unwrap_or_default(),
        href: ours.and_then(|ours| place::href(bundle, stage, ours.cite.as_ref()?)),
    }
}

fn standing(standing: &Standing) -> beside::Standing {
    let (words, tag) = match standing {
        Standing::Held => ("held", "tag--held"),
        Standing::Failed(_) => ("failed", "tag--broken"),
        Standing::NotReached { .. } => ("not reached", ""),
        Standing::NotJudged { .. } => ("not judged", "tag--amber"),
    };
    beside::Standing { words, tag }
}
