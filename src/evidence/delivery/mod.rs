//! What became of a topic's records in a consumer group: fetched, worked on, committed.
//!
//! Records, requests, effects and commits are joined here, by ranges of offsets and by a key, so that a check
//! can say "worked on before it was committed" of each record in one condition.

mod fetched;
mod paired;

#[cfg(test)]
mod tests;

use super::shape::{Field, Shape};
use super::{Commit, Evidence, Micros, Outcome};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// `deliveries`: which records, in which group. In lab.yaml:
/// `of: { deliveries: { topic: task-created, by: task-notification, effect: { service: email, by: body.id } } }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deliveries {
    /// The topic.
    pub topic: String,
    /// The consumer group.
    pub by: String,
    /// The work that its consumers do for a record, where it is a call to a service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<Work>,
}

/// Which calls to a service are made for a record: those that give the same value as it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Work {
    /// The service.
    pub service: String,
    /// What a call was made for, as a CEL expression over the fields of an effect.
    pub by: String,
    /// The same of a record, as a CEL expression over its fields.
    #[serde(default = "key")]
    pub record: String,
    /// Which calls count, as a CEL condition over the fields of an effect.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub only: Option<String>,
}

fn key() -> String {
    "key".to_owned()
}

/// A record, and what became of it in a group.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Delivery {
    /// The topic's name.
    pub topic: String,
    /// The partition, from 0.
    pub partition: i32,
    /// The offset in the partition, from 0.
    pub offset: i64,
    /// The record's key, as [`super::Record`] has it.
    pub key: Option<String>,
    /// The record's value, likewise.
    pub value: Value,
    /// The record's headers, likewise.
    pub headers: BTreeMap<String, String>,
    /// Whether a read_committed reader gets it.
    pub outcome: Outcome,
    /// When the first answer that holds it was passed on to a program of the group; `None` where none was seen.
    /// Clients fetch ahead: a record may lie in the client's memory until the program asks for it.
    pub fetched_at: Option<Micros>,
    /// The program that got it then.
    pub program: Option<String>,
    /// The run of that program.
    pub run: Option<String>,
    /// The calls that were made for it, in the order in which they were accepted.
    pub effects: Vec<Call>,
    /// When the first of them was accepted; `None` where there is none.
    pub effect_at: Option<Micros>,
    /// When the group first committed an offset past it; `None` where it has not.
    pub covered_at: Option<Micros>,
    /// The number of that commit among the group's.
    pub covered_by: Option<i64>,
}

/// A call that was made for a record; the fields are those of [`super::Effect`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Call {
    /// Its number among the calls of the service.
    pub n: i64,
    /// When it was accepted.
    pub at: Micros,
    /// When its answer was given.
    pub answered_at: Option<Micros>,
    /// The status of the answer.
    pub status: Option<i64>,
    /// The run that called.
    pub run: Option<String>,
}

/// What a condition may ask of a delivery.
pub(super) const FIELDS: &[Field] = &[
    ("topic", Shape::Scalar),
    ("partition", Shape::Scalar),
    ("offset", Shape::Scalar),
    ("key", Shape::Scalar),
    ("value", Shape::Any),
    ("headers", Shape::Map(&Shape::Scalar)),
    ("outcome", Shape::Scalar),
    ("fetched_at", Shape::Scalar),
    ("program", Shape::Scalar),
    ("run", Shape::Scalar),
    ("effects", Shape::List(&Shape::Object(CALL_FIELDS))),
    ("effect_at", Shape::Scalar),
    ("covered_at", Shape::Scalar),
    ("covered_by", Shape::Scalar),
];

/// What a condition may ask of a call.
pub(super) const CALL_FIELDS: &[Field] = &[
    ("n", Shape::Scalar),
    ("at", Shape::Scalar),
    ("answered_at", Shape::Scalar),
    ("status", Shape::Scalar),
    ("run", Shape::Scalar),
];

impl Deliveries {
    /// The records of the topic in their order, each with what became of it.
    pub fn of(&self, evidence: &Evidence) -> Vec<Delivery> {
        let fetches = fetched::fetches(&evidence.requests, &self.topic, &self.by);
        let covers =
            covers(evidence.commits.get(&self.by).map(Vec::as_slice).unwrap_or_default(), &self.topic);
        let pairs = self.effect.as_ref().map(|work| paired::Pairs::new(work, evidence));
        let records = evidence.records.get(&self.topic).into_iter().flatten();
        records
            .map(|record| {
                let fetch = fetches.first(record);
                let cover = covers.get(&i64::from(record.partition)).and_then(|covers| {
                    covers.get(covers.partition_point(|commit| commit.offset <= record.offset))
                });
                let effects = pairs.as_ref().map(|pairs| pairs.of(record)).unwrap_or_default();
                Delivery {
                    topic: record.topic.clone(),
                    partition: record.partition,
                    offset: record.offset,
                    key: record.key.clone(),
                    value: record.value.clone(),
                    headers: record.headers.clone(),
                    outcome: record.outcome,
                    fetched_at: fetch.map(|fetch| fetch.at),
                    program: fetch.and_then(|fetch| fetch.program.clone()),
                    run: fetch.and_then(|fetch| fetch.run.clone()),
                    effect_at: effects.first().map(|call| call.at),
                    effects,
                    covered_at: cover.map(|commit| commit.at),
                    covered_by: cover.map(|commit| commit.n),
                }
            })
            .collect()
    }
}

/// By partition the commits that went further than all before them: each is the first past what it adds.
fn covers<'a>(commits: &'a [Commit], topic: &str) -> BTreeMap<i64, Vec<&'a Commit>> {
    let mut found: BTreeMap<i64, Vec<&Commit>> = BTreeMap::new();
    for commit in commits.iter().filter(|commit| commit.topic == topic) {
        let of_partition = found.entry(commit.partition).or_default();
        if of_partition.last().is_none_or(|before| before.offset < commit.offset) {
            of_partition.push(commit);
        }
    }
    found
}
