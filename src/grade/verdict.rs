//! The verdict on an attempt.

use super::{Finding, Halt, Standing};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What an attempt came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Verdict {
    /// The outcome.
    pub outcome: Outcome,
    /// Checks that held, over all stages.
    pub held: usize,
    /// Checks that there are, over all stages; those that cannot be judged here are left out.
    pub total: usize,
    /// The stages, in order.
    pub stages: Vec<StageVerdict>,
}

/// The outcome of an attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Every stage held, as far as it could be judged where it ran.
    Passed,
    /// A stage did not.
    Failed,
    /// No verdict on the program is possible, for a reason that is not its own.
    NotGraded {
        /// Whose fault it is.
        blame: Blame,
        /// What happened, in a sentence.
        why: String,
    },
}

/// Whose fault it is that an attempt was not graded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Blame {
    /// Kafka stopped working.
    Broker,
    /// The workbench could not do its part.
    Workbench,
    /// The attempt was stopped from outside.
    Interrupted,
}

/// The verdict on a stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StageVerdict {
    /// The stage's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Whether it ran. It does where the stage before it held.
    pub reached: bool,
    /// Why its scenario could not be played on this engine; the stages after it run all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_judged: Option<String>,
    /// What ended its scenario early.
    pub halt: Option<Halt>,
    /// Its checks, in the lab's order.
    pub findings: Vec<Finding>,
}

impl StageVerdict {
    /// Whether the next stage may run.
    pub fn held(&self) -> bool {
        let fine = |f: &Finding| matches!(f.standing, Standing::Held | Standing::NotJudged { .. });
        let held = self.reached && self.halt.is_none() && self.findings.iter().all(fine);
        held || self.not_judged.is_some()
    }
}

impl Verdict {
    /// The verdict on these stages.
    pub fn of(stages: Vec<StageVerdict>) -> Verdict {
        let outcome = if stages.iter().all(StageVerdict::held) { Outcome::Passed } else { Outcome::Failed };
        Verdict::with(outcome, stages)
    }

    /// No verdict, with what was found until then.
    pub fn not_graded(blame: Blame, why: impl Into<String>, stages: Vec<StageVerdict>) -> Verdict {
        Verdict::with(Outcome::NotGraded { blame, why: why.into() }, stages)
    }

    fn with(outcome: Outcome, stages: Vec<StageVerdict>) -> Verdict {
        let findings = || stages.iter().flat_map(|stage| &stage.findings);
        let held = findings().filter(|f| f.held()).count();
        let total = findings().filter(|f| !matches!(f.standing, Standing::NotJudged { .. })).count();
        Verdict { outcome, held, total, stages }
    }

    /// How many checks this engine could not judge, over all stages.
    pub fn not_judged(&self) -> usize {
        let findings = self.stages.iter().flat_map(|stage| &stage.findings);
        findings.filter(|f| matches!(f.standing, Standing::NotJudged { .. })).count()
    }

    /// Whether a check could not be judged in one of its stages.
    pub fn leaves_out(&self, check: &str) -> bool {
        let mut findings = self.stages.iter().flat_map(|stage| &stage.findings);
        findings.any(|f| f.check == check && matches!(f.standing, Standing::NotJudged { .. }))
    }

    /// Whether every stage held, as far as it was judged.
    pub fn passed(&self) -> bool {
        self.outcome == Outcome::Passed
    }

    /// The ids of the checks that failed, each once, in order.
    pub fn failed_checks(&self) -> Vec<&str> {
        let mut failed = Vec::new();
        for finding in self.stages.iter().flat_map(|stage| &stage.findings).filter(|f| f.failed()) {
            if !failed.contains(&finding.check.as_str()) {
                failed.push(&finding.check);
            }
        }
        failed
    }
}
