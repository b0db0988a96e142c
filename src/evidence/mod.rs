//! The types of what can be known of a run.
//!
//! Evidence is plain data: what a program was given, what it printed, what is in the log, what was
//! done to it and when. Everything here is pure, so that a saved bundle says the same on any machine.
//! [`Source`] names a part of it, [`Item`] is one entry of a source, and [`cel`] asks questions of both.

mod arrival;
mod broker;
mod commit;
mod connector;
mod database;
mod delivery;
mod effect;
mod file;
mod finding;
mod group;
mod item;
mod member;
mod place;
mod program;
mod record;
mod registry;
mod request;
mod resource;
mod response;
mod source;
mod step;
mod topic;

pub mod cel;
pub mod shape;
pub mod words;

pub use arrival::arrivals;
pub use broker::{BrokerSeen, BrokerState, PartitionSeen};
pub use commit::{Commit, commits};
pub use connector::{Connector, ConnectorTask};
pub use database::{DatabaseTransaction, Ending};
pub use delivery::{Call, Deliveries, Delivery, Work};
pub use effect::{CALL, Effect};
pub use file::{FileLine, FileSeen};
pub use finding::SkillFinding;
pub use group::{Group, Progress, assigned_topics, progress};
pub use item::{Cite, Item};
pub use member::{Member, Owned, members};
pub use place::{FORMS, Place};
pub use program::{Line, Run, Stream};
pub use record::{Outcome, Record};
pub use registry::{RegistryCall, Subject};
pub use request::{Request, Unseen};
pub use resource::{Resource, ResourceFinding};
pub use response::Response;
pub use source::Source;
pub use step::StepResult;
pub use topic::Topic;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};
use std::collections::BTreeMap;

/// A moment of a run: microseconds since the attempt began, on one monotonic clock.
pub type Micros = i64;

/// What is known of one stage of one attempt.
///
/// Maps are keyed by the name that the lab uses: topic, program, data set, step id.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Evidence {
    /// The data sets that programs were given, an entry a line of the file.
    pub given: BTreeMap<String, Vec<Value>>,
    /// The numbers that checks go by, by name.
    pub thresholds: BTreeMap<String, Number>,
    /// The topics that the cluster had at the end, internal ones left out.
    pub topics: BTreeMap<String, Topic>,
    /// The brokers after each step, by time, then id; only where the lab has more than one.
    pub brokers: Vec<BrokerSeen>,
    /// The partitions of each topic after each step, by time, then partition; likewise.
    pub partitions: BTreeMap<String, Vec<PartitionSeen>>,
    /// All records of a topic up to the fence, by partition, then offset.
    pub records: BTreeMap<String, Vec<Record>>,
    /// The runs of each program, in the order of their start.
    pub programs: BTreeMap<String, Vec<Run>>,
    /// The output of each program, in the order in which it came.
    pub lines: BTreeMap<String, Vec<Line>>,
    /// What programs asked of Kafka, in the order in which it arrived at the gateway.
    pub requests: Vec<Request>,
    /// The offsets that were committed, by group, as the requests have them.
    pub commits: BTreeMap<String, Vec<Commit>>,
    /// The consumer groups, in the order of their ids, as they stood when the last program had ended.
    pub groups: Vec<Group>,
    /// Who had which partitions when, by group, as the requests have it.
    pub members: BTreeMap<String, Vec<Member>>,
    /// What of the wire is not among the requests.
    pub unseen: Unseen,
    /// What the scenario did, by step id.
    pub steps: BTreeMap<String, StepResult>,
    /// The calls to each service that the lab has, in the order in which they were accepted.
    pub effects: BTreeMap<String, Vec<Effect>>,
    /// What the lab's queries gave at the end, by query, a row an object of its columns.
    pub rows: BTreeMap<String, Vec<Value>>,
    /// The transactions in the lab's database that have ended, in the order in which they did.
    pub database_transactions: Vec<DatabaseTransaction>,
    /// What programs answered to requests of the scenario, in the order in which those were sent.
    pub responses: Vec<Response>,
    /// The learner's answers, by the file that they stand in: of a list its entries, else the whole.
    pub answers: BTreeMap<String, Vec<Value>>,
    /// Files in the working folder, by the pattern that a check has for them, by path.
    pub files: BTreeMap<String, Vec<FileSeen>>,
    /// Their lines, by the pattern likewise, by path, then number.
    pub file_lines: BTreeMap<String, Vec<FileLine>>,
    /// The learner's manifests, by the folder that they stand in, by file, then line.
    pub resources: BTreeMap<String, Vec<Resource>>,
    /// What the schema registry held, by subject, then version.
    pub subjects: Vec<Subject>,
    /// The calls to the schema registry, in the order in which they came.
    pub registry_calls: Vec<RegistryCall>,
    /// The connectors after each step, by time, then name.
    pub connectors: Vec<Connector>,
    /// What the rubric found in the learner's skill, where a step inspected it.
    pub findings: Vec<SkillFinding>,
}

impl Evidence {
    /// Forgets what can be much, where `read` does not ask for it by its name.
    pub fn keep(&mut self, read: impl Fn(&str) -> bool) {
        fn forget<T: Default>(part: &mut T) {
            drop(std::mem::take(part));
        }
        if !read("given") {
            forget(&mut self.given);
        }
        if !read("records") {
            forget(&mut self.records);
        }
        if !read("lines") {
            forget(&mut self.lines);
        }
        if !read("requests") {
            forget(&mut self.requests);
        }
        if !read("commits") {
            forget(&mut self.commits);
        }
        if !read("effects") {
            forget(&mut self.effects);
        }
        if !read("partitions") {
            forget(&mut self.partitions);
        }
    }
}
