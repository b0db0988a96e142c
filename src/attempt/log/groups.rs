//! How consumer groups stand: who is in them, and what they have committed.

use super::{LogError, topics};
use crate::engine::cluster::{OWN, View};
use crate::engine::eventually::eventually;
use crate::engine::wire::{Address, Wire};
use kafka_protocol::messages::list_groups_response::ListedGroup;
use kafka_protocol::messages::offset_fetch_request::OffsetFetchRequestGroup;
use kafka_protocol::messages::{
    ConsumerGroupDescribeRequest, ConsumerProtocolAssignment, DescribeGroupsRequest, GroupId,
    ListGroupsRequest, OffsetFetchRequest,
};
use kafka_protocol::protocol::{Decodable, StrBytes};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// A coordinator that moves, or loads what it keeps, says so for a moment. Longer than one silent look, so that what
/// such a look says is told.
const PATIENCE: Duration = Duration::from_secs(8);

/// Versions that Kafka 4.0 and newer speak.
const LIST_GROUPS: i16 = 5;
const DESCRIBE_GROUPS: i16 = 5;
const CONSUMER_GROUP_DESCRIBE: i16 = 0;
const OFFSET_FETCH: i16 = 8;
/// `GROUP_ID_NOT_FOUND`: the group went since it was listed.
const GONE: i16 = 69;

/// A group at a moment.
#[derive(Debug, Clone)]
pub(in crate::attempt) struct Standing {
    /// The DIRECT listener of the broker that coordinates it.
    pub(in crate::attempt) coordinator: Address,
    pub(in crate::attempt) group: String,
    /// `classic` or `consumer`.
    pub(in crate::attempt) protocol: String,
    pub(in crate::attempt) state: String,
    pub(in crate::attempt) assignor: Option<String>,
    /// The ids of its members.
    pub(in crate::attempt) members: BTreeSet<String>,
    /// The topics of which members have partitions.
    pub(in crate::attempt) topics: BTreeSet<String>,
    /// Committed offsets by topic and partition.
    pub(in crate::attempt) committed: BTreeMap<(String, i64), i64>,
}

/// The groups of consumers, by id; share groups are none, nor are the workbench's own.
///
/// # Errors
/// Where no coordinator answers for its groups in time.
pub(in crate::attempt) async fn standing(direct: &Address, view: &View) -> Result<Vec<Standing>, LogError> {
    let found =
        eventually("an answer from the coordinators of consumer groups", PATIENCE, || look(direct, view));
    Ok(found.await?)
}

async fn look(direct: &Address, view: &View) -> Result<Vec<Standing>, LogError> {
    let mut all = Vec::new();
    let none = View::only([], BTreeSet::new());
    let brokers = topics::describe(direct, &none, &mut Wire::open(direct).await?).await?.brokers;
    for coordinator in brokers.into_values() {
        let mut wire = Wire::open(&coordinator).await?;
        let listed = wire.ask(&ListGroupsRequest::default(), LIST_GROUPS).await?;
        refused("list its groups", listed.error_code)?;
        for group in listed.groups.into_iter().filter(|group| shown(view, &group.group_id)) {
            all.extend(group_of(&mut wire, &coordinator, &group).await?);
        }
    }
    all.sort_by(|a, b| a.group.cmp(&b.group));
    Ok(all)
}

fn shown(view: &View, group: &str) -> bool {
    !group.starts_with(OWN) && view.shows_group(group)
}

async fn group_of(
    wire: &mut Wire,
    coordinator: &Address,
    listed: &ListedGroup,
) -> Result<Option<Standing>, LogError> {
    let group = Standing {
        coordinator: coordinator.clone(),
        group: listed.group_id.to_string(),
        protocol: listed.group_type.to_string(),
        state: listed.group_state.to_string(),
        assignor: None,
        members: BTreeSet::new(),
        topics: BTreeSet::new(),
        committed: committed(wire, &listed.group_id).await?,
    };
    match listed.group_type.as_str() {
        "classic" => classic(wire, &listed.group_id, group).await,
        "consumer" => consumer(wire, &listed.group_id, group).await,
        _ => Ok(None),
    }
}

async fn classic(wire: &mut Wire, id: &GroupId, group: Standing) -> Result<Option<Standing>, LogError> {
    let request = DescribeGroupsRequest::default().with_groups(vec![id.clone()]);
    let answer = wire.ask(&request, DESCRIBE_GROUPS).await?;
    let Some(found) = answer.groups.into_iter().next().filter(|found| found.error_code != GONE) else {
        return Ok(None);
    };
    refused(&format!("describe the group {}", group.group), found.error_code)?;
    let given = found.members.iter().filter_map(|member| assignment(&member.member_assignment));
    let topics = given.flat_map(|given| given.assigned_partitions).map(|topic| topic.topic.to_string());
    Ok(Some(Standing {
        state: found.group_state.to_string(),
        assignor: filled(&found.protocol_data),
        topics: topics.collect(),
        members: found.members.iter().map(|member| member.member_id.to_string()).collect(),
        ..group
    }))
}

/// What a member of a classic group was given; the consumer protocol has a version of its own before it.
fn assignment(bytes: &bytes::Bytes) -> Option<ConsumerProtocolAssignment> {
    let mut rest = bytes.clone();
    let version = bytes::Buf::try_get_i16(&mut rest).ok()?;
    ConsumerProtocolAssignment::decode(&mut rest, version).ok()
}

async fn consumer(wire: &mut Wire, id: &GroupId, group: Standing) -> Result<Option<Standing>, LogError> {
    let request = ConsumerGroupDescribeRequest::default().with_group_ids(vec![id.clone()]);
    let answer = wire.ask(&request, CONSUMER_GROUP_DESCRIBE).await?;
    let Some(found) = answer.groups.into_iter().next().filter(|found| found.error_code != GONE) else {
        return Ok(None);
    };
    refused(&format!("describe the group {}", group.group), found.error_code)?;
    let given = found.members.iter().flat_map(|member| &member.assignment.topic_partitions);
    Ok(Some(Standing {
        state: found.group_state.to_string(),
        assignor: filled(&found.assignor_name),
        topics: given.map(|topic| topic.topic_name.to_string()).collect(),
        members: found.members.iter().map(|member| member.member_id.to_string()).collect(),
        ..group
    }))
}

/// All offsets of a group, those of open transactions left out.
async fn committed(wire: &mut Wire, id: &GroupId) -> Result<BTreeMap<(String, i64), i64>, LogError> {
    let asked = OffsetFetchRequestGroup::default().with_group_id(id.clone()).with_topics(None);
    let answer = wire.ask(&OffsetFetchRequest::default().with_groups(vec![asked]), OFFSET_FETCH).await?;
    let what = format!("tell the offsets of the group {}", id.as_str());
    let mut offsets = BTreeMap::new();
    for group in answer.groups {
        refused(&what, group.error_code)?;
        for topic in group.topics {
            for partition in topic.partitions {
                refused(&what, partition.error_code)?;
                let place = (topic.name.to_string(), i64::from(partition.partition_index));
                // −1: never committed.
                if partition.committed_offset >= 0 {
                    offsets.insert(place, partition.committed_offset);
                }
            }
        }
    }
    Ok(offsets)
}

fn refused(what: &str, code: i16) -> Result<(), LogError> {
    match code {
        0 => Ok(()),
        code => Err(LogError::Refused { what: what.to_owned(), code }),
    }
}

fn filled(text: &StrBytes) -> Option<String> {
    Some(text.to_string()).filter(|text| !text.is_empty())
}
