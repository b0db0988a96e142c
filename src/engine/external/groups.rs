//! Consumer groups of a cluster of any size: each is asked of the broker that coordinates it.

use std::collections::BTreeSet;

use bytes::{Buf, Bytes};
use kafka_protocol::messages::offset_fetch_request::OffsetFetchRequestGroup;
use kafka_protocol::messages::{
    ConsumerGroupDescribeRequest, ConsumerProtocolAssignment, ConsumerProtocolSubscription,
    DescribeGroupsRequest, GroupId, ListGroupsRequest, OffsetFetchRequest,
};
use kafka_protocol::protocol::Decodable;

use super::claim::brokers;
use crate::engine::cluster::topics::{ListedGroup, ask, refusal};
use crate::engine::wire::Address;

const LIST_GROUPS: i16 = 5;
const DESCRIBE_GROUPS: i16 = 5;
const OFFSET_FETCH: i16 = 8;

/// A group and where it is asked about.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) coordinator: Address,
    pub(super) listed: ListedGroup,
}

/// All groups that this user may see.
pub(super) async fn all(broker: &Address) -> Result<Vec<Group>, String> {
    let mut found = Vec::new();
    for coordinator in brokers(broker).await? {
        let answer = ask(&coordinator, &ListGroupsRequest::default(), LIST_GROUPS).await.map_err(text)?;
        if let Some(refusal) = refusal(answer.error_code) {
            return Err(format!("groups could not be listed: {refusal}"));
        }
        found.extend(answer.groups.into_iter().map(|group| Group {
            coordinator: coordinator.clone(),
            listed: ListedGroup { id: group.group_id, kind: group.group_type.to_string() },
        }));
    }
    Ok(found)
}

/// The topics of which a group has committed offsets, or that its members read.
pub(super) async fn topics(group: &Group) -> Result<BTreeSet<String>, String> {
    let (broker, id) = (&group.coordinator, &group.listed.id);
    let mut topics = committed(broker, id).await?;
    match group.listed.kind.as_str() {
        "classic" => topics.extend(classic(broker, id).await?),
        "consumer" => topics.extend(consumer(broker, id).await?),
        _ => {}
    }
    Ok(topics)
}

async fn committed(broker: &Address, id: &GroupId) -> Result<BTreeSet<String>, String> {
    let asked = OffsetFetchRequestGroup::default().with_group_id(id.clone()).with_topics(None);
    let request = OffsetFetchRequest::default().with_groups(vec![asked]);
    let answer = ask(broker, &request, OFFSET_FETCH).await.map_err(text)?;
    if let Some(refusal) = answer.groups.iter().find_map(|group| refusal(group.error_code)) {
        return Err(format!("the offsets of the group {} could not be seen: {refusal}", id.as_str()));
    }
    let topics = answer.groups.into_iter().flat_map(|group| group.topics);
    Ok(topics.map(|topic| topic.name.to_string()).collect())
}

async fn classic(broker: &Address, id: &GroupId) -> Result<Vec<String>, String> {
    let request = DescribeGroupsRequest::default().with_groups(vec![id.clone()]);
    let answer = ask(broker, &request, DESCRIBE_GROUPS).await.map_err(text)?;
    let mut topics = Vec::new();
    for member in answer.groups.into_iter().flat_map(|group| group.members) {
        let given = decoded::<ConsumerProtocolAssignment>(&member.member_assignment);
        let read = decoded::<ConsumerProtocolSubscription>(&member.member_metadata);
        topics.extend(given.into_iter().flat_map(|it| it.assigned_partitions).map(|it| it.topic.to_string()));
        topics.extend(read.into_iter().flat_map(|it| it.topics).map(|topic| topic.to_string()));
    }
    Ok(topics)
}

/// What members of a classic group tell each other has a version of its own before it.
fn decoded<T: Decodable>(bytes: &Bytes) -> Option<T> {
    let mut rest = bytes.clone();
    let version = rest.try_get_i16().ok()?;
    T::decode(&mut rest, version).ok()
}

async fn consumer(broker: &Address, id: &GroupId) -> Result<Vec<String>, String> {
    let request = ConsumerGroupDescribeRequest::default().with_group_ids(vec![id.clone()]);
    let answer = ask(broker, &request, 0).await.map_err(text)?;
    let members = answer.groups.into_iter().flat_map(|group| group.members);
    Ok(members
        .flat_map(|member| {
            let given = member.assignment.topic_partitions.into_iter().map(|it| it.topic_name.to_string());
            let read = member.subscribed_topic_names.into_iter().map(|topic| topic.to_string());
            given.chain(read).collect::<Vec<_>>()
        })
        .collect())
}

pub(super) fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}
