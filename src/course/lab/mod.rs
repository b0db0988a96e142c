//! A lab: what happens, and what must then be true.
//!
//! The types follow `lab.yaml` field by field; [`Lab`] is one that was read from its folder.

mod api;
mod background;
mod before;
mod broker;
mod check;
mod claims;
mod companion;
mod data;
mod expect;
mod experiment;
mod fault;
mod files;
mod ground;
mod http;
mod kafka_error;
mod lint;
mod mistake;
mod programs;
mod offsets;
mod path;
mod read;
mod renamed;
mod service;
mod signature;
mod sql;
mod stage;
mod step;
mod survivors;
mod thresholds;
mod trap;
mod uses;
mod variant;
mod verb;

pub use api::{api_names, api_of};
pub use background::{BackgroundStep, JoinStep};
pub use before::Before;
pub use broker::{BrokerDo, BrokerStep};
pub use check::{Check, Tell};
pub use claims::Claims;
pub use companion::{ApplyStep, ConnectorDo, ConnectorStep, RegistryDo, RegistryStep};
pub use data::DataSet;
pub use expect::Expect;
pub use experiment::{Experiment, ExperimentStep};
pub use fault::{FaultDo, FaultOn, FaultStep, HealStep, Speed, Way};
pub use files::Files;
pub use http::{HttpMethod, HttpStep};
pub use kafka_error::{KafkaError, answerable, honest_errors};
pub use lint::lint;
pub use mistake::{AGAIN, Mistake, MistakeSpec};
pub use offsets::{OffsetsStep, OffsetsTo};
pub use path::Path;
pub use programs::{Exit, KillStep, PauseStep, ResumeStep, RunStep, StartStep, StopStep};
pub(super) use read::{folders, shown};
pub use service::{Answer, Service, ServiceStep};
pub use signature::Signature;
pub use sql::{SqlRole, SqlStatement, SqlStep, SqlTrap};
pub use stage::{After, Stage};
pub use step::{InspectStep, ProduceStep, Step, TopicStep, WaitStep};
pub use survivors::Explained;
pub use thresholds::Thresholds;
pub(super) use thresholds::fill;
use thresholds::shown as shown_thresholds;
pub use trap::{EffectTrap, IfNever, ReleaseStep, RequestTrap, Trap};
pub use uses::Use;
pub(super) use uses::resolve;
pub use variant::{Variant, VariantSpec};
pub use verb::{
    All, Constant, Count, Disjoint, Each, Fact, Ordered, Pick, Same, Times, Unique, Verb, Within,
};

use super::{At, Span};
use schemars::JsonSchema;
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
    /// Changes to its checks that change no verdict, and why that is as it should be.
    pub survivors: Vec<Explained>,
    /// What gives its mistakes away; empty where nothing was learnt yet.
    pub signatures: Vec<Signature>,
}

/// `lab.yaml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
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
    /// Numbers that checks go by and learners are told, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub thresholds: Thresholds,
    /// The learner's programs, by name.
    #[serde(default)]
    pub programs: BTreeMap<String, Program>,
    /// The HTTP services that the workbench plays for the programs, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub services: BTreeMap<String, At<Service>>,
    /// What the database is asked at the end of each stage, by name: the source `rows`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub queries: BTreeMap<String, At<String>>,
    /// Lists of steps that scenarios play by their names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub experiments: BTreeMap<String, At<Experiment>>,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mount {
    /// The living skill, `skill/kafka-events`.
    Skill,
}

/// What a lab needs of an engine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Needs {
    /// Number of brokers: 1, 3, or 0 where no Kafka is needed.
    pub brokers: At<u32>,
    /// Whether programs pass the gateway. Where an engine has none, the stages and checks that need it are not
    /// judged, and the others are.
    pub gateway: bool,
    /// Whether programs have a PostgreSQL, which is empty when a stage begins. They find it at `DATABASE_URL`.
    pub postgres: bool,
    /// Whether there is a schema registry, which programs find at `SCHEMA_REGISTRY_URL`. No engine has one yet.
    pub registry: bool,
    /// Whether there is a Kafka Connect worker, which programs find at `CONNECT_URL`. No engine has one yet.
    pub connect: bool,
    /// Whether Kafka asks who is there. No engine of the workbench's own does yet.
    pub sasl: bool,
}

impl Default for Needs {
    fn default() -> Needs {
        Needs {
            brokers: At::nowhere(1),
            gateway: false,
            postgres: false,
            registry: false,
            connect: false,
            sasl: false,
        }
    }
}

/// One of the learner's programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Program {
    /// The command, run by `sh -c` in the working folder.
    pub run: String,
    /// What shows that it is ready, where a step starts it and goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ready: Option<Ready>,
}

/// What shows that a program is ready.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ready {
    /// A line on either stream that holds this text.
    Log(String),
    /// An answer with a status below 400 to GET of this path, at the port that it was given as `PORT`.
    Http(String),
}

impl Lab {
    /// The number by which the lab is called, such as `5` or `5b`, from its folder's name.
    pub fn number(&self) -> &str {
        number(&self.slug)
    }

    /// The program that `--command` stands for: the first that a step runs or starts.
    pub fn main_program(&self) -> Option<&str> {
        let named =
            self.spec.stages.iter().flat_map(|stage| self.steps(stage)).find_map(|step| step.program());
        named.or_else(|| self.spec.programs.keys().next().map(String::as_str))
    }

    /// The steps of a stage in their order, each followed by those that it plays.
    pub fn steps<'a>(&'a self, stage: &'a Stage) -> Vec<&'a At<Step>> {
        stage.scenario.iter().flat_map(|step| self.within(step)).collect()
    }

    /// The ids under which the steps of a stage are kept, those of experiments included.
    pub fn step_ids(&self, stage: &Stage) -> Vec<String> {
        let mut ids = Vec::new();
        for (n, step) in (1..).zip(&stage.scenario) {
            ids.push(step.id(n));
            let Step::Experiment(plays) = &**step else { continue };
            for name in plays.may_play() {
                let played = self.spec.experiments.get(name.as_str()).into_iter();
                let steps = played.flat_map(|experiment| (1..).zip(&experiment.scenario));
                ids.extend(steps.map(|(n, step)| ExperimentStep::inner_id(name, step, n)));
            }
        }
        ids
    }

    /// A step, and behind it those that it plays: beside the scenario, or of the experiments that it may play.
    pub fn within<'a>(&'a self, step: &'a At<Step>) -> Vec<&'a At<Step>> {
        let names = match &**step {
            Step::Experiment(plays) => plays.may_play().collect(),
            _ => Vec::new(),
        };
        let played = names.into_iter().filter_map(|name| self.spec.experiments.get(name.as_str()));
        let all = std::iter::once(step).chain(played.flat_map(|experiment| &experiment.scenario));
        all.flat_map(|step| std::iter::once(step).chain(step.inner())).collect()
    }

    /// Whether a program is asked over HTTP, so that it must be told at which port to listen.
    pub fn listens(&self, program: &str) -> bool {
        let ready = self.spec.programs.get(program).and_then(|program| program.ready.as_ref());
        let asked = |step: &&At<Step>| matches!(&***step, Step::Http(http) if *http.program == program);
        matches!(ready, Some(Ready::Http(_)))
            || self.spec.stages.iter().flat_map(|stage| self.steps(stage)).any(|step| asked(&step))
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
