//! Everything an attempt left, in one document: it can be judged again without Kafka and without the lab.

use super::{Blame, Outcome, StageVerdict, Unjudged, Verdict, judge};
use crate::course::lab::Check;
use crate::evidence::Evidence;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An attempt, saved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// The version of this document's form; [`Bundle::VERSION`] is what is written now.
    pub bundle_version: u32,
    /// The attempt's id.
    pub attempt: String,
    /// The lab's folder name.
    pub lab: String,
    /// The lab's title.
    pub title: String,
    /// SHA-256 of the lab's file: which wording of the checks judged.
    pub lab_digest: String,
    /// When the attempt began, RFC 3339, UTC.
    pub began: String,
    /// What took part.
    pub versions: Versions,
    /// Where generated data came from.
    pub seed: u64,
    /// The stages, those that did not run included.
    pub stages: Vec<BundleStage>,
    /// How long its parts took.
    pub times: BundleTimes,
    /// The verdict at the time.
    pub verdict: Verdict,
}

/// What took part in an attempt.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Versions {
    /// The workbench.
    pub workbench: String,
    /// Apache Kafka.
    pub kafka: String,
    /// The engine, such as `local JVM (Java 25)`.
    pub engine: String,
    /// Why it was not Docker, where that came first and could not be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead_of_docker: Option<String>,
    /// PostgreSQL, where the lab needs one: `18.4`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postgres: Option<String>,
}

/// A stage of a saved attempt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BundleStage {
    /// The stage's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The checks that judge it.
    pub checks: Vec<Check>,
    /// What of it the engine could not show.
    #[serde(default, skip_serializing_if = "Unjudged::is_empty")]
    pub unjudged: Unjudged,
    /// What is known of it; `None` where it did not run.
    pub evidence: Option<Evidence>,
}

/// How long the parts of an attempt took, in microseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BundleTimes {
    /// Waiting for a cluster; next to nothing where one was ready.
    pub cluster: i64,
    /// From the order to the first start of a program, the cluster included.
    pub to_start: i64,
    /// While at least one program ran.
    pub programs: i64,
    /// From the order to the verdict.
    pub total: i64,
}

impl BundleTimes {
    /// What the workbench took beside the programs, once a cluster was there.
    pub fn own(&self) -> i64 {
        self.total - self.programs - self.cluster
    }
}

impl Bundle {
    /// The version of the form that is written now.
    ///
    /// 3 knows responses, files, who wrote a record, and errors that are meant; 2 knows stages and checks that an engine
    /// cannot judge. Earlier forms are read as ones without any.
    pub const VERSION: u32 = 3;

    /// Judges the evidence again, as the checks in the bundle say.
    ///
    /// An attempt that was not graded stays so: its evidence is not the program's.
    pub fn judge(&self) -> Verdict {
        let mut stages: Vec<StageVerdict> = Vec::new();
        for stage in &self.stages {
            let checks: Vec<&Check> = stage.checks.iter().collect();
            // A stage is reached where those before it held, whatever was played besides.
            let is_reached = stages.iter().all(StageVerdict::held);
            stages.push(match (&stage.evidence, &stage.unjudged.stage) {
                (Some(evidence), _) if is_reached => {
                    judge::stage(&stage.id, &stage.title, &checks, &stage.unjudged, evidence)
                }
                (_, Some(why)) => judge::not_judged(&stage.id, &stage.title, &checks, why),
                (_, None) => judge::not_reached(&stage.id, &stage.title, &checks, &stages),
            });
        }
        match &self.verdict.outcome {
            Outcome::NotGraded { blame, why } => Verdict::not_graded(*blame, why.clone(), stages),
            Outcome::Passed | Outcome::Failed => Verdict::of(stages),
        }
    }
}

impl Blame {
    /// Whose fault it is, as a person reads it.
    pub fn words(self) -> &'static str {
        match self {
            Blame::Broker => "broker fault",
            Blame::Workbench => "workbench fault",
            Blame::Interrupted => "interrupted",
        }
    }
}
