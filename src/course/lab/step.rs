//! The steps of a scenario.

use super::{
    ApplyStep, BackgroundStep, BrokerStep, ConnectorStep, Expect, ExperimentStep, FaultStep, HealStep,
    HttpStep, IfNever, JoinStep, KillStep, OffsetsStep, PauseStep, RegistryDo, RegistryStep, ReleaseStep,
    ResumeStep, RunStep, ServiceStep, SqlStep, StartStep, StopStep, Trap,
};
use crate::course::{At, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One step. In lab.yaml: `- topic: { name: task-created, partitions: 3 }`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Creates a topic.
    Topic(TopicStep),
    /// Writes records, as another service would.
    Produce(ProduceStep),
    /// Starts a program and waits until it ends by itself.
    Run(RunStep),
    /// Starts a program and goes on, once it is ready.
    Start(StartStep),
    /// Sends SIGTERM and waits until the program has ended.
    Stop(StopStep),
    /// Sends SIGKILL to the program and all that it started.
    Kill(KillStep),
    /// Stops the program where it stands, as a machine does that has no time for it (SIGSTOP).
    Pause(PauseStep),
    /// Lets it go on (SIGCONT).
    Resume(ResumeStep),
    /// Plays steps again and again beside the scenario.
    Background(BackgroundStep),
    /// Waits for the end of what plays beside the scenario.
    Join(JoinStep),
    /// Waits until a condition over the evidence holds, or a trap has tripped.
    Wait(WaitStep),
    /// Lets go on what a step holds.
    Release(ReleaseStep),
    /// Bends the wire from here on.
    Fault(FaultStep),
    /// Ends a fault.
    Heal(HealStep),
    /// Ends a broker, freezes it, or brings it back.
    Broker(BrokerStep),
    /// Makes a service of the lab answer otherwise from here on, or as it does by itself again.
    Service(ServiceStep),
    /// Sets what a consumer group has committed.
    Offsets(OffsetsStep),
    /// Sends requests to a program that listens.
    Http(HttpStep),
    /// Plays experiments of the lab.
    Experiment(ExperimentStep),
    /// Makes a connector, or lets something happen to one.
    Connector(ConnectorStep),
    /// Uses the schema registry, or takes it away.
    Registry(RegistryStep),
    /// Makes a cluster from manifests.
    Apply(ApplyStep),
    /// Asks the lab's database.
    Sql(SqlStep),
    /// Asks the rubric about a skill in the working folder.
    Inspect(InspectStep),
}

/// `topic`. Its result has `topic`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TopicStep {
    /// The step's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The topic's name.
    pub name: String,
    /// Number of partitions.
    pub partitions: i32,
    /// Number of replicas; as many as the cluster gives by itself where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replicas: Option<i32>,
    /// The topic's settings.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub configs: BTreeMap<String, String>,
    /// How it is meant to end.
    #[serde(default, skip_serializing_if = "Expect::is_usual")]
    pub expect: Expect,
}

/// `produce`. Its result has `count`, how many records it wrote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProduceStep {
    /// The step's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The topic.
    pub topic: String,
    /// The data set whose entries become the values.
    pub data: At<String>,
    /// A CEL expression over an entry's fields that gives its key; without it records have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<At<String>>,
    /// The partition, where the key is not to decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition: Option<i32>,
    /// How many of the entries each round of a `background` writes, those that come next; all of them outside one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub take: Option<usize>,
    /// How it is meant to end.
    #[serde(default, skip_serializing_if = "Expect::is_usual")]
    pub expect: Expect,
}

/// `wait`. Its result has `held`, whether it came, and `tripped` as of a `kill` where it waits `when`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WaitStep {
    /// The step's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// A CEL condition over the evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<At<String>>,
    /// What it waits for in the place of a condition, of which the first that comes counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<At<Trap>>,
    /// How long.
    #[serde(rename = "for")]
    pub within: Span,
    /// What becomes of the scenario where it does not come.
    #[serde(default)]
    pub if_never: IfNever,
}

/// `inspect`. Its result has `findings`, how many there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InspectStep {
    /// The step's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The skill's folder, inside the working folder.
    pub skill: String,
}

impl Step {
    /// The kind, as it is written in lab.yaml.
    pub fn kind(&self) -> &'static str {
        match self {
            Step::Topic(_) => "topic",
            Step::Produce(_) => "produce",
            Step::Run(_) => "run",
            Step::Start(_) => "start",
            Step::Stop(_) => "stop",
            Step::Kill(_) => "kill",
            Step::Pause(_) => "pause",
            Step::Resume(_) => "resume",
            Step::Background(_) => "background",
            Step::Join(_) => "join",
            Step::Wait(_) => "wait",
            Step::Release(_) => "release",
            Step::Fault(_) => "fault",
            Step::Heal(_) => "heal",
            Step::Broker(_) => "broker",
            Step::Service(_) => "service",
            Step::Offsets(_) => "offsets",
            Step::Http(_) => "http",
            Step::Experiment(_) => "experiment",
            Step::Connector(_) => "connector",
            Step::Registry(_) => "registry",
            Step::Apply(_) => "apply",
            Step::Sql(_) => "sql",
            Step::Inspect(_) => "inspect",
        }
    }

    /// The id that lab.yaml gives it.
    pub fn given_id(&self) -> Option<&str> {
        let id = match self {
            Step::Topic(s) => &s.id,
            Step::Produce(s) => &s.id,
            Step::Run(s) => &s.id,
            Step::Start(s) => &s.id,
            Step::Stop(s) => &s.id,
            Step::Kill(s) => &s.id,
            Step::Pause(s) => &s.id,
            Step::Resume(s) => &s.id,
            Step::Background(s) => &s.id,
            Step::Join(s) => &s.id,
            Step::Wait(s) => &s.id,
            Step::Release(s) => &s.id,
            Step::Fault(s) => &s.id,
            Step::Heal(s) => &s.id,
            Step::Broker(s) => &s.id,
            Step::Service(s) => &s.id,
            Step::Offsets(s) => &s.id,
            Step::Http(s) => &s.id,
            Step::Experiment(s) => &s.id,
            Step::Connector(s) => &s.id,
            Step::Registry(s) => &s.id,
            Step::Apply(s) => &s.id,
            Step::Sql(s) => &s.id,
            Step::Inspect(s) => &s.id,
        };
        id.as_deref()
    }

    /// The id under which its result is kept; `n` is its number in the scenario, from 1.
    pub fn id(&self, n: usize) -> String {
        self.given_id().map_or_else(|| format!("{}-{n}", self.kind()), str::to_owned)
    }

    /// Whether it makes something go wrong, or ends that: what is left out where a program is only tried.
    pub fn is_fault(&self) -> bool {
        match self {
            Step::Fault(_)
            | Step::Heal(_)
            | Step::Broker(_)
            | Step::Service(_)
            | Step::Pause(_)
            | Step::Resume(_) => true,
            Step::Connector(s) => s.act.is_of_worker(),
            Step::Registry(s) => matches!(s.act.value, RegistryDo::Down | RegistryDo::Up),
            _ => false,
        }
    }

    /// The steps that it plays.
    pub fn inner(&self) -> &[At<Step>] {
        match self {
            Step::Background(s) => &s.steps,
            _ => &[],
        }
    }

    /// What is done, as a sentence has it.
    pub fn deed(&self) -> String {
        match self {
            Step::Topic(s) => format!("the creation of the topic {}", s.name),
            Step::Produce(s) => format!("a record for {}", s.topic),
            Step::Offsets(s) => format!("the change of what the group {} has committed", s.group),
            Step::Http(s) => format!("{} {} to {}", s.method.name(), *s.path, *s.program),
            other => format!("`{}`", other.kind()),
        }
    }

    /// How it is meant to end.
    pub fn expect(&self) -> Expect {
        match self {
            Step::Topic(s) => s.expect,
            Step::Produce(s) => s.expect,
            Step::Sql(s) => s.expect,
            Step::Offsets(s) => s.expect,
            Step::Http(s) => s.expect.unwrap_or_default(),
            Step::Connector(s) => s.expect,
            Step::Registry(s) => s.expect,
            Step::Apply(s) => s.expect,
            _ => Expect::Ok,
        }
    }

    /// What it is bound to, and holds.
    pub fn traps(&self) -> &[At<Trap>] {
        match self {
            Step::Wait(s) => &s.when,
            Step::Kill(s) => &s.when,
            _ => &[],
        }
    }

    /// The program that it runs or starts.
    pub fn program(&self) -> Option<&str> {
        match self {
            Step::Run(s) => Some(&s.program),
            Step::Start(s) => Some(&s.program),
            _ => None,
        }
    }
}
