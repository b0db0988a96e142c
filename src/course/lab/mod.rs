//! A lab: what happens, and what must then be true.
//!
//! The types follow `lab.yaml` field by field; [`Lab`] is one that was read from its folder.

mod api;
mod broker;
mod check;
mod data;
mod fault;
mod ground;
mod kafka_error;
mod lint;
mod mistake;
mod read;
mod service;
mod sql;
mod stage;
mod step;
mod trap;
mod variant;
mod verb;

pub use api::{api_names, api_of};
pub use broker::{BrokerDo, BrokerStep};
pub use check::{Check, Tell};
pub use data::DataSet;
pub use fault::{FaultDo, FaultOn, FaultStep, HealStep, Speed, Way};
pub use kafka_error::{KafkaError, answerable, honest_errors};
pub use lint::lint;
pub use mistake::{AGAIN, Mistake, MistakeSpec};
pub(super) use read::{folders, shown};
pub use service::{Answer, Service, ServiceStep};
pub use sql::{SqlRole, SqlStatement, SqlStep, SqlTrap};
pub use stage::{After, Stage};
pub use step::{
    Exit, InspectStep, KillStep, ProduceStep, RunStep, StartStep, Step, StopStep, TopicStep, WaitStep,
};
pub use trap::{EffectTrap, IfNever, ReleaseStep, RequestTrap, Trap};
pub use variant::{Variant, VariantSpec};
pub use verb::{All, Constant, Count, Each, Fact, Ordered, Pick, Same, Times, Unique, Verb, Within};

use super::{At, Span};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A lab and the folder it stands in.
#[derive(Debug, Clone)]
pub struct Lab {
    /// The folder's name, such as `05-first-producer`.
    pub slug: String,
    /// The folder.
    pub dir: PathBuf,
    /// SHA-256 over the lab's file, in hexadecimal: which wording of the checks judged.
    pub digest: String,
    /// What `lab.yaml` says.
    pub spec: Spec,
    /// Programs that are wrong on purpose.
    pub mistakes: Vec<Mistake>,
    /// Programs that are unusual and right.
    pub variants: Vec<Variant>,
}

/// `lab.yaml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// The lab's title.
    pub title: String,
    /// The folder of the lesson it belongs to.
    pub lesson: At<String>,
    /// The files that the learner writes, by path; the rest of `starter/` is given.
    pub edit: Vec<At<String>>,
    /// The checks that the starter fails, so that there is something to do.
    pub starter_fails: Vec<At<String>>,
    /// Folders of the learner's home that stand in the working folder, by path: `skill` is the living skill.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub mounts: BTreeMap<String, Mount>,
    /// What an engine must have.
    #[serde(default)]
    pub needs: Needs,
    /// The learner's time in one stage: what programs and waits may take together.
    #[serde(default = "minute")]
    pub limit: Span,
    /// Where generated data comes from, so that two attempts are given the same.
    #[serde(default)]
    pub seed: u64,
    /// The learner's programs, by name.
    #[serde(default)]
    pub programs: BTreeMap<String, Program>,
    /// The HTTP services that the workbench plays for the programs, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub services: BTreeMap<String, At<Service>>,
    /// What the database is asked at the end of each stage, by name: the source `rows`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub queries: BTreeMap<String, At<String>>,
    /// What must be true; stages name their checks.
    pub checks: Vec<Check>,
    /// What happens, one idea a stage. A stage runs when the one before holds.
    pub stages: Vec<Stage>,
    /// What is said after a pass.
    pub after: After,
}

fn minute() -> Span {
    Span(std::time::Duration::from_secs(60))
}

/// What of the learner's home can stand in the working folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mount {
    /// The living skill, `skill/kafka-events`.
    Skill,
}

/// What a lab needs of an engine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Needs {
    /// Number of brokers: 1, 3, or 0 where no Kafka is needed.
    pub brokers: At<u32>,
    /// Whether programs pass the gateway. Where an engine has none, the stages and checks that need it are not
    /// judged, and the others are.
    pub gateway: bool,
    /// Whether programs have a PostgreSQL, which is empty when a stage begins. They find it at `DATABASE_URL`.
    pub postgres: bool,
}

impl Default for Needs {
    fn default() -> Needs {
        Needs { brokers: At::nowhere(1), gateway: false, postgres: false }
    }
}

/// One of the learner's programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Program {
    /// The command, run by `sh -c` in the working folder.
    pub run: String,
    /// What shows that it is ready, where a step starts it and goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ready: Option<Ready>,
}

/// What shows that a program is ready.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ready {
    /// A line on either stream that holds this text.
    Log(String),
}

impl Lab {
    /// The number by which the lab is called, such as `5` or `5b`, from its folder's name.
    pub fn number(&self) -> &str {
        number(&self.slug)
    }

    /// The program that `--command` stands for: the first that a step runs or starts.
    pub fn main_program(&self) -> Option<&str> {
        let named = self.spec.stages.iter().flat_map(|s| &s.scenario).find_map(|step| step.program());
        named.or_else(|| self.spec.programs.keys().next().map(String::as_str))
    }

    /// The check of this id.
    pub fn check(&self, id: &str) -> Option<&Check> {
        self.spec.checks.iter().find(|check| *check.id == id)
    }
}

/// `05-first-producer` → `5`, `05b-event-logger` → `5b`.
pub fn number(slug: &str) -> &str {
    let number = slug.split('-').next().unwrap_or(slug);
    match number.trim_start_matches('0') {
        "" => "0",
        short => short,
    }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn a_number_is_the_folders_without_leading_zeros() {
        assert_eq!(
            ["05-first-producer", "05b-event-logger", "00-build-your-skill", "21-capstone"].map(number),
            ["5", "5b", "0", "21"]
        );
    }
}
