//! Whether a lab's programs tell a changed check from the one that the lab has.

use crate::course::lab::Check;
use crate::course::{At, Lab};
use crate::grade::{Bundle, BundleStage, Hearing, Standing, find_halt};
use crate::workbench::Candidate;

/// What a program of a lab did, ready to be judged again and again.
pub(super) struct Program<'a> {
    /// Its name.
    pub(super) name: String,
    wants: Wants<'a>,
    stages: Vec<Played<'a>>,
}

/// What a program must come to.
enum Wants<'a> {
    /// To pass.
    Pass,
    /// To fail the first, and no others than the second besides.
    Breach { fails: Vec<&'a str>, also: Vec<&'a str> },
    /// To fail these, and maybe others.
    FailsOf(Vec<&'a str>),
}

/// A stage of its attempt.
struct Played<'a> {
    /// `None` where it did not run.
    hearing: Option<Hearing<'a>>,
    /// What could not be judged where it ran holds up nothing.
    is_left_out: bool,
    is_halted: bool,
    /// The checks that judge it, and what each found.
    ruled: Vec<(&'a str, Ruled)>,
}

impl<'a> Played<'a> {
    /// Stages after one that did not hold are judged too, where they were played.
    fn new(stage: &'a BundleStage) -> Played<'a> {
        let hearing = stage.evidence.as_ref().map(Hearing::new);
        let rule = |check: &Check| match &hearing {
            Some(_) if stage.unjudged.why(&check.id).is_some() => Ruled::Fine,
            Some(hearing) => Ruled::from(&hearing.finding(check).standing),
            None => Ruled::NotReached,
        };
        let ruled = stage.checks.iter().map(|check| (check.id.as_str(), rule(check))).collect();
        Played {
            is_left_out: stage.unjudged.stage.is_some(),
            is_halted: stage.evidence.as_ref().is_some_and(|evidence| find_halt(evidence).is_some()),
            ruled,
            hearing,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ruled {
    Fine,
    Failed,
    NotReached,
}

impl From<&Standing> for Ruled {
    fn from(standing: &Standing) -> Ruled {
        match standing {
            Standing::Held | Standing::NotJudged { .. } => Ruled::Fine,
            Standing::Failed(_) => Ruled::Failed,
            Standing::NotReached { .. } => Ruled::NotReached,
        }
    }
}

/// What is known of a verdict under a changed check.
struct Judged<'a> {
    failed: Vec<&'a str>,
    /// Checks of stages that the program would come to and did not, so that nobody knows.
    open: Vec<&'a str>,
    has_passed: bool,
    has_failed: bool,
}

impl<'a> Program<'a> {
    /// The program of this name, which left this bundle.
    pub(super) fn new(lab: &'a Lab, candidate: &Candidate, name: String, bundle: &'a Bundle) -> Program<'a> {
        let names = |list: &'a [At<String>]| list.iter().map(|check| check.as_str()).collect();
        let wants = match candidate {
            Candidate::Mistake(mistake) | Candidate::Again(mistake) => {
                let spec = lab.mistakes.iter().find(|m| m.name == *mistake).map(|m| &m.spec);
                let of = |list: fn(&'a crate::course::lab::MistakeSpec) -> &'a [At<String>]| {
                    spec.map(|spec| names(list(spec))).unwrap_or_default()
                };
                Wants::Breach { fails: of(|spec| &spec.fails), also: of(|spec| &spec.also) }
            }
            Candidate::Starter => Wants::FailsOf(names(&lab.spec.starter_fails)),
            _ => Wants::Pass,
        };
        let stages = bundle.stages.iter().map(Played::new).collect();
        Program { name, wants, stages }
    }

    /// Whether it comes to what it must by the lab as it is.
    pub(super) fn is_as_wanted(&self) -> bool {
        !self.wants.are_missed_by(&self.judge(None))
    }

    /// Whether it fails the check, so that a change to that is likely to show.
    pub(super) fn fails(&self, check: &str) -> bool {
        let mut ruled = self.stages.iter().flat_map(|stage| &stage.ruled);
        ruled.any(|(id, ruled)| *id == check && *ruled == Ruled::Failed)
    }

    /// Whether it no longer comes to what it must where `check` has been changed to `changed`, or is gone.
    pub(super) fn catches(&self, check: &str, changed: Option<&Check>) -> bool {
        self.wants.are_missed_by(&self.judge(Some((check, changed))))
    }

    fn judge(&self, change: Option<(&str, Option<&Check>)>) -> Judged<'a> {
        let mut judged = Judged { failed: vec![], open: vec![], has_passed: false, has_failed: false };
        for stage in &self.stages {
            let Some(hearing) = &stage.hearing else {
                if stage.is_left_out {
                    continue;
                }
                // It ended before this stage, and would not have now.
                let is_gone = |id: &str| matches!(change, Some((gone, None)) if gone == id);
                judged.open.extend(stage.ruled.iter().map(|(id, _)| *id).filter(|id| !is_gone(id)));
                continue;
            };
            let mut held = !stage.is_halted;
            for (id, ruled) in &stage.ruled {
                let ruled = match change {
                    Some((changed, None)) if changed == *id => continue,
                    Some((changed, Some(check))) if changed == *id => {
                        Ruled::from(&hearing.finding(check).standing)
                    }
                    _ => *ruled,
                };
                if ruled == Ruled::Failed && !judged.failed.contains(id) {
                    judged.failed.push(id);
                }
                held &= ruled == Ruled::Fine;
            }
            if !held {
                judged.has_failed = true;
                return judged;
            }
        }
        judged.has_passed = judged.open.is_empty();
        judged
    }
}

impl Wants<'_> {
    fn are_missed_by(&self, judged: &Judged<'_>) -> bool {
        let spared = |wanted: &&str| !judged.failed.contains(wanted) && !judged.open.contains(wanted);
        match self {
            Wants::Pass => judged.has_failed,
            Wants::FailsOf(fails) => fails.iter().any(spared),
            Wants::Breach { fails, also } => {
                let unexpected = |check: &&str| !fails.contains(check) && !also.contains(check);
                judged.has_passed || fails.iter().any(spared) || judged.failed.iter().any(unexpected)
            }
        }
    }
}
