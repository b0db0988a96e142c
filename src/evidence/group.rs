//! A consumer group as its coordinator describes it: who is in it, and how far it has come.

use super::Request;
use super::shape::{Field, Shape};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A consumer group when it was looked at: after the last program had ended, before anything else was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The group's id.
    pub group: String,
    /// The protocol that its members speak: `classic`, or `consumer` (KIP-848).
    pub protocol: String,
    /// The state by Kafka's own name, such as `Empty` or `Stable`.
    pub state: String,
    /// What divides partitions among members, such as `range` or `uniform`; `None` while nothing does.
    pub assignor: Option<String>,
    /// How many members it has. One that ended without leaving is a member until its session ends.
    pub members: i64,
    /// The partitions of every topic of which one was committed by the group or assigned to a member.
    pub partitions: Vec<Progress>,
}

/// How far a group has come in a partition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Progress {
    /// The topic.
    pub topic: String,
    /// The partition.
    pub partition: i64,
    /// The offset that was committed; `None` where none was.
    pub committed: Option<i64>,
    /// The partition's end offset, taken after `committed`.
    pub end: i64,
    /// From `committed` to `end`, less than 0 where the commit lies beyond the end. `None` where nothing was
    /// committed: where the group would begin is up to its consumers. A partition that never held anything
    /// leaves nothing to read wherever they begin, and has 0.
    pub lag: Option<i64>,
}

/// What a condition may ask of a group.
pub(super) const FIELDS: &[Field] = &[
    ("group", Shape::Scalar),
    ("protocol", Shape::Scalar),
    ("state", Shape::Scalar),
    ("assignor", Shape::Scalar),
    ("members", Shape::Scalar),
    ("partitions", Shape::List(&Shape::Object(PROGRESS_FIELDS))),
];

/// What a condition may ask of a partition of a group.
pub(super) const PROGRESS_FIELDS: &[Field] = &[
    ("topic", Shape::Scalar),
    ("partition", Shape::Scalar),
    ("committed", Shape::Scalar),
    ("end", Shape::Scalar),
    ("lag", Shape::Scalar),
];

/// How far a group has come: all partitions of `topics` and of those in `committed`, by topic, then partition.
///
/// `ends` are the end offsets of a topic's partitions. What is not in it is no longer there, and left out.
pub fn progress(
    committed: &BTreeMap<(String, i64), i64>,
    topics: &BTreeSet<String>,
    ends: &BTreeMap<String, Vec<i64>>,
) -> Vec<Progress> {
    let all: BTreeSet<&String> = topics.iter().chain(committed.keys().map(|(topic, _)| topic)).collect();
    let partitions = all.into_iter().flat_map(|topic| {
        let ends = ends.get(topic).map(Vec::as_slice).unwrap_or_default();
        (0..).zip(ends).map(move |(partition, end)| (topic, partition, *end))
    });
    partitions
        .map(|(topic, partition, end)| {
            let committed = committed.get(&(topic.clone(), partition)).copied();
            let lag = committed.map(|offset| end - offset).or((end == 0).then_some(0));
            Progress { topic: topic.clone(), partition, committed, end, lag }
        })
        .collect()
}

/// The topics of which partitions were given to members, by group, as the answers on the wire have them.
pub fn assigned_topics(requests: &[Request]) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for request in requests {
        if !matches!(request.api.as_str(), "SyncGroup" | "ConsumerGroupHeartbeat") {
            continue;
        }
        let Some(group) = request.fields.get("group").and_then(Value::as_str) else { continue };
        let assigned = request.answer.get("assigned").and_then(Value::as_array).into_iter().flatten();
        let topics = assigned.filter_map(|partition| Some(partition.get("topic")?.as_str()?.to_owned()));
        found.entry(group.to_owned()).or_default().extend(topics);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(committed: &[(i64, i64)], ends: &[i64]) -> Vec<(Option<i64>, i64, Option<i64>)> {
        let committed = committed.iter().map(|(p, offset)| (("tasks".to_owned(), *p), *offset)).collect();
        let topics = ["tasks".to_owned(), "gone".to_owned()].into();
        let ends = [("tasks".to_owned(), ends.to_vec()), ("others".to_owned(), vec![3])].into();
        let all = progress(&committed, &topics, &ends);
        assert!(all.iter().all(|p| p.topic == "tasks"), "{all:?}");
        all.into_iter().map(|p| (p.committed, p.end, p.lag)).collect()
    }

    #[test]
    fn none_and_nothing_and_some_are_three_things() {
        assert_eq!(
            told(&[(0, 7), (1, 4)], &[7, 6, 5]),
            [(Some(7), 7, Some(0)), (Some(4), 6, Some(2)), (None, 5, None)]
        );
    }

    #[test]
    fn an_empty_partition_leaves_nothing_to_read() {
        assert_eq!(told(&[], &[0, 1]), [(None, 0, Some(0)), (None, 1, None)]);
    }

    #[test]
    fn a_commit_beyond_the_end_is_not_taken_for_the_end() {
        assert_eq!(told(&[(0, 99)], &[7]), [(Some(99), 7, Some(-92))]);
    }
}
