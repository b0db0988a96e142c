//! Who had which partitions of a consumer group, and from when to when, as it was seen on the wire.

mod classic;
mod consumer;
mod history;

#[cfg(test)]
mod tests;

use super::shape::{Field, Shape};
use super::{Micros, Request, Run, StepResult};
use history::History;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A member of a group for the time in which what it was given did not change: a generation of the classic
/// protocol; in that of KIP-848 an epoch, or a part of one.
///
/// It is told from the member's side, since that is what decides who works on a record. It holds partitions
/// from the moment at which the program is given them to the one at which the program gives them up or hears
/// that they are no longer its own, whatever the group knows by then. What shows these moments on the wire:
///
/// | | begins with | is over with |
/// | --- | --- | --- |
/// | eager (`range`, …) | the answer to SyncGroup | the JoinGroup that follows: the client has called back |
/// | cooperative | the answer to SyncGroup | what is taken away: the JoinGroup after the answer that takes it |
/// | KIP-848 | the answer to a heartbeat that gives it | the heartbeat that names what is left as owned |
/// | any | | leaving the group; being told that one is out; the end of the program |
///
/// A member that is stuck in its work for longer than the poll interval leaves a classic group without the work's
/// knowing, since its client does: the membership ends there, and what the program does on is nobody's. By KIP-848
/// librdkafka falls silent in its place, and says that it leaves with the next poll; and a program that stands still
/// hears nothing in either. Then the membership lasts, beside those of whoever has the partitions by then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// The consumer group.
    pub group: String,
    /// Its number among those of the group, from 1, by `from`.
    pub n: i64,
    /// The member's id.
    pub member: String,
    /// The group instance id of a static member (KIP-345).
    pub instance: Option<String>,
    /// The protocol that it speaks: `classic`, or `consumer` (KIP-848).
    pub protocol: String,
    /// The generation; in the protocol of KIP-848 the member's epoch.
    pub generation: i64,
    /// The client id, `None` where the client gave none.
    pub client_id: Option<String>,
    /// The program's name in lab.yaml; `None` where the sender is not known.
    pub program: Option<String>,
    /// The id of the step that started the program; `None` likewise.
    pub run: Option<String>,
    /// What it was given; empty where there was nothing left for it.
    pub partitions: Vec<Owned>,
    /// When the assignment was passed on to the program.
    pub from: Micros,
    /// When it was over; `None` while it lasts.
    pub to: Option<Micros>,
    /// How it was over: `left`; `rebalanced` (given up for another assignment, or none); `fenced` (it was told
    /// that it is no member, or not in this generation, or found its session over by itself); `gone` (its program ended without a word to the group,
    /// which has it as a member until its session ends); `taken_out` (the same, and the scenario then took it
    /// out of the group). `None` while it lasts.
    pub ended: Option<String>,
}

/// A partition that a member was given.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Owned {
    /// The topic.
    pub topic: String,
    /// The partition.
    pub partition: i64,
}

/// What a condition may ask of a member.
pub(super) const FIELDS: &[Field] = &[
    ("group", Shape::Scalar),
    ("n", Shape::Scalar),
    ("member", Shape::Scalar),
    ("instance", Shape::Scalar),
    ("protocol", Shape::Scalar),
    ("generation", Shape::Scalar),
    ("client_id", Shape::Scalar),
    ("program", Shape::Scalar),
    ("run", Shape::Scalar),
    ("partitions", Shape::List(&Shape::Object(OWNED_FIELDS))),
    ("from", Shape::Scalar),
    ("to", Shape::Scalar),
    ("ended", Shape::Scalar),
];

/// What a condition may ask of a member's partition.
pub(super) const OWNED_FIELDS: &[Field] = &[("topic", Shape::Scalar), ("partition", Shape::Scalar)];

/// The members in `requests`, by group. `runs` tell when their programs ended, and `steps` which of them the
/// scenario has taken out.
pub fn members<'a>(
    requests: &[Request],
    runs: impl IntoIterator<Item = &'a Run>,
    steps: &BTreeMap<String, StepResult>,
) -> BTreeMap<String, Vec<Member>> {
    let mut history = History::default();
    for request in requests {
        match request.api.as_str() {
            "JoinGroup" => classic::joins(request, &mut history),
            "SyncGroup" => classic::syncs(request, &mut history),
            "LeaveGroup" => classic::leaves(request, &mut history),
            "Heartbeat" | "OffsetCommit" => classic::hears(request, &mut history),
            "ConsumerGroupHeartbeat" => consumer::beats(request, &mut history),
            _ => {}
        }
    }
    let mut taken_out = BTreeSet::new();
    for step in steps.values() {
        for member in step.result.get("taken_out").and_then(Value::as_array).into_iter().flatten() {
            if let (Some(group), Some(member)) = (text(member, "group"), text(member, "member")) {
                taken_out.insert((group, member));
            }
        }
    }
    for run in runs {
        if let Some(ended) = run.ended {
            history.gone(&run.run, ended, &taken_out);
        }
    }
    history.finish()
}

fn text(of: &Value, name: &str) -> Option<String> {
    of.get(name)?.as_str().map(str::to_owned)
}

/// The partitions in a field of a request or an answer; `None` where it is null.
fn owned(of: &Value, name: &str) -> Option<Vec<Owned>> {
    let partitions = of.get(name)?.as_array()?.iter();
    let mut all: Vec<Owned> = partitions
        .filter_map(|p| Some(Owned { topic: text(p, "topic")?, partition: p.get("partition")?.as_i64()? }))
        .collect();
    all.sort();
    Some(all)
}
