//! One entry of a source, and how to point at it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::fmt;

/// An entry of a source: its fields, and where it was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The entry's fields, as a condition sees them.
    pub fields: Map<String, Value>,
    /// Where a reader finds it.
    pub cite: Cite,
}

/// Where a piece of evidence is to be found. `Display` is what a person reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Cite {
    /// A record: `task-created-2@9`.
    Record {
        /// The topic's name.
        topic: String,
        /// The partition.
        partition: i32,
        /// The offset.
        offset: i64,
    },
    /// A line that a program printed: `producer, line 4`.
    Line {
        /// The program's name.
        program: String,
        /// The line's number among those of the program, from 1.
        n: i64,
    },
    /// An entry of a data set that a program was given: `tasks, line 3`.
    Given {
        /// The data set's name.
        name: String,
        /// The entry's number, from 1.
        n: i64,
    },
    /// A run of a program: `producer, run run-1`.
    Run {
        /// The program's name.
        program: String,
        /// The id of the step that started it.
        run: String,
    },
    /// A step of the scenario: `step wait-3`.
    Step {
        /// The step's id.
        id: String,
    },
    /// A topic: `topic task-created`.
    Topic {
        /// The topic's name.
        name: String,
    },
    /// A partition after a step: `task-created-2 after step crash`.
    Partition {
        /// The topic's name.
        topic: String,
        /// The partition.
        partition: i64,
        /// The step's id; `None` for the end of the scenario, and for the partition as such.
        step: Option<String>,
    },
    /// A broker after a step: `broker 2 after step crash`.
    Broker {
        /// Its id.
        broker: i64,
        /// The step's id; `None` for the end of the scenario.
        step: Option<String>,
    },
    /// A request on the wire: `request 12`.
    Request {
        /// The request's number, from 1.
        n: i64,
    },
    /// A commit of a consumer group: `task-notification, commit 4`.
    Commit {
        /// The group's id.
        group: String,
        /// The commit's number among those of the group, from 1.
        n: i64,
    },
    /// A consumer group: `group task-notification`.
    Group {
        /// The group's id.
        group: String,
    },
    /// A member of a consumer group while what it had did not change: `task-notification, membership 2`.
    Member {
        /// The group's id.
        group: String,
        /// Its number among those of the group, from 1.
        n: i64,
    },
    /// A call to a service: `email, call 7`.
    Effect {
        /// The service's name.
        service: String,
        /// The call's number among those of the service, from 1.
        n: i64,
    },
    /// A row of one of the lab's queries: `wallet, row 3`.
    Row {
        /// The query's name.
        query: String,
        /// The row's number, from 1.
        n: i64,
    },
    /// A transaction in the lab's database: `database transaction 3`.
    DatabaseTransaction {
        /// Its number, from 1.
        n: i64,
    },
    /// What a program answered to a request of the scenario: `response 4`.
    Response {
        /// Its number, from 1.
        n: i64,
    },
    /// An entry of the learner's answers: `claims.yaml, entry 3`.
    Answer {
        /// The file.
        file: String,
        /// The entry's number, from 1.
        n: i64,
    },
    /// A version of a subject in the schema registry: `task-created-value, version 2`.
    Subject {
        /// The subject.
        subject: String,
        /// The version, from 1.
        version: i64,
    },
    /// A call to the schema registry: `registry call 4`.
    RegistryCall {
        /// Its number, from 1.
        n: i64,
    },
    /// A connector after a step: `connector files after step crash`.
    Connector {
        /// Its name.
        name: String,
        /// The step's id; `None` for the end of the scenario.
        step: Option<String>,
    },
    /// A place in a file: `kafka-events/SKILL.md:3`.
    File {
        /// The file's path inside the learner's folder.
        path: String,
        /// The line, from 1; 0 for the whole file.
        line: i64,
    },
}

impl fmt::Display for Cite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cite::Record { topic, partition, offset } => write!(f, "{topic}-{partition}@{offset}"),
            Cite::Line { program, n } => write!(f, "{program}, line {n}"),
            Cite::Given { name, n } => write!(f, "{name}, line {n}"),
            Cite::Run { program, run } => write!(f, "{program}, run {run}"),
            Cite::Step { id } => write!(f, "step {id}"),
            Cite::Topic { name } => write!(f, "topic {name}"),
            Cite::Partition { topic, partition, step: None } => write!(f, "partition {topic}-{partition}"),
            Cite::Partition { topic, partition, step: Some(id) } => {
                write!(f, "{topic}-{partition} after step {id}")
            }
            Cite::Broker { broker, step: None } => write!(f, "broker {broker}"),
            Cite::Broker { broker, step: Some(id) } => write!(f, "broker {broker} after step {id}"),
            Cite::Request { n } => write!(f, "request {n}"),
            Cite::Commit { group, n } => write!(f, "{group}, commit {n}"),
            Cite::Group { group } => write!(f, "group {group}"),
            Cite::Member { group, n } => write!(f, "{group}, membership {n}"),
            Cite::Effect { service, n } => write!(f, "{service}, call {n}"),
            Cite::Row { query, n } => write!(f, "{query}, row {n}"),
            Cite::DatabaseTransaction { n } => write!(f, "database transaction {n}"),
            Cite::Response { n } => write!(f, "response {n}"),
            Cite::Answer { file, n } => write!(f, "{file}, entry {n}"),
            Cite::Subject { subject, version } => write!(f, "{subject}, version {version}"),
            Cite::RegistryCall { n } => write!(f, "registry call {n}"),
            Cite::Connector { name, step: None } => write!(f, "connector {name}"),
            Cite::Connector { name, step: Some(id) } => write!(f, "connector {name} after step {id}"),
            Cite::File { path, line: 0 } => write!(f, "{path}"),
            Cite::File { path, line } => write!(f, "{path}:{line}"),
        }
    }
}
