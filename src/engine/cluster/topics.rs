//! The workbench's own topics and groups: made, and removed again, each time waiting for the fact.

use std::collections::BTreeSet;
use std::time::Duration;

use kafka_protocol::error::ParseResponseErrorCode;
use kafka_protocol::messages::create_topics_request::CreatableTopic;
use kafka_protocol::messages::{
    CreateTopicsRequest, DeleteGroupsRequest, DeleteTopicsRequest, GroupId, ListGroupsRequest,
    MetadataRequest, MetadataResponse, TopicName,
};
use kafka_protocol::protocol::{Request, StrBytes};

use super::coordinator::{self, Of};
use crate::engine::eventually::{Overdue, eventually};
use crate::engine::wire::{Address, Wire, WireError};

/// Names that begin so are the workbench's own, in topics, groups and transactional ids; labs never use them.
pub const OWN: &str = "kafka-workbench.";

const PATIENCE: Duration = Duration::from_secs(5);
const TIMEOUT_MS: i32 = 5_000;

/// Versions that Kafka 4.0 and newer speak.
const METADATA: i16 = 12;
const CREATE_TOPICS: i16 = 7;
const DELETE_TOPICS: i16 = 5;
const LIST_GROUPS: i16 = 5;
const DELETE_GROUPS: i16 = 2;

/// A topic that programs can see, or a group: what [`super::Cluster::clean`] removes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine) struct ListedGroup {
    pub(in crate::engine) id: GroupId,
    /// "classic", "consumer", "share", "streams".
    pub(in crate::engine) kind: String,
}

/// One question on a connection of its own: on loopback that is cheaper than minding a broken one.
pub(in crate::engine) async fn ask<R: Request>(
    broker: &Address,
    request: &R,
    version: i16,
) -> Result<R::Response, WireError> {
    Wire::open(broker).await?.ask(request, version).await
}

pub(in crate::engine) fn name(text: &str) -> StrBytes {
    StrBytes::from_string(text.to_owned())
}

/// "UnknownTopicOrPartition (3)", or nothing for 0.
pub(in crate::engine) fn refusal(code: i16) -> Option<String> {
    code.err().map(|error| format!("{error:?} ({code})"))
}

pub(super) async fn metadata(broker: &Address) -> Result<MetadataResponse, WireError> {
    ask(broker, &MetadataRequest::default().with_topics(None).with_allow_auto_topic_creation(false), METADATA)
        .await
}

/// Creates a topic of one partition, with so many replicas, and waits until it has a leader.
pub(super) async fn create(broker: &Address, topic: &str, replicas: usize) -> Result<(), String> {
    let wanted = CreatableTopic::default()
        .with_name(TopicName(name(topic)))
        .with_num_partitions(1)
        .with_replication_factor(i16::try_from(replicas.max(1)).unwrap_or(1));
    let request = CreateTopicsRequest::default().with_topics(vec![wanted]).with_timeout_ms(TIMEOUT_MS);
    let answer = ask(broker, &request, CREATE_TOPICS).await.map_err(|error| error.to_string())?;
    if let Some(refusal) = answer.topics.iter().find_map(|topic| refusal(topic.error_code)) {
        return Err(refusal);
    }
    let has_leader = eventually("the leader of a new topic", PATIENCE, || async {
        let metadata = metadata(broker).await.map_err(|error| error.to_string())?;
        let known = metadata.topics.iter().find(|it| it.name.as_ref().is_some_and(|it| it.as_str() == topic));
        let partition =
            known.and_then(|it| it.partitions.first()).ok_or("the topic is not in the metadata")?;
        if partition.leader_id.0 >= 0 { Ok(()) } else { Err("it has none".to_owned()) }
    });
    has_leader.await.map_err(|overdue| overdue.to_string())
}

/// Deletes topics and waits until the metadata has none of them.
pub(super) async fn delete(broker: &Address, topics: Vec<TopicName>) -> Result<(), String> {
    if topics.is_empty() {
        return Ok(());
    }
    let gone: BTreeSet<TopicName> = topics.iter().cloned().collect();
    let request = DeleteTopicsRequest::default().with_topic_names(topics).with_timeout_ms(TIMEOUT_MS);
    let answer = ask(broker, &request, DELETE_TOPICS).await.map_err(|error| error.to_string())?;
    const UNKNOWN_TOPIC_OR_PARTITION: i16 = 3;
    for topic in answer.responses.iter().filter(|topic| topic.error_code != UNKNOWN_TOPIC_OR_PARTITION) {
        if let Some(refusal) = refusal(topic.error_code) {
            let name = topic.name.as_ref().map_or("", |name| name.as_str());
            return Err(format!("topic {name}: {refusal}"));
        }
    }
    let deleted = eventually("deleted topics to leave the metadata", PATIENCE, || async {
        let metadata = metadata(broker).await.map_err(|error| error.to_string())?;
        match metadata.topics.iter().filter_map(|topic| topic.name.as_ref()).find(|name| gone.contains(*name))
        {
            None => Ok(()),
            Some(name) => Err(format!("topic {} is still there", name.as_str())),
        }
    });
    deleted.await.map_err(|overdue| overdue.to_string())
}

pub(super) async fn groups(broker: &Address) -> Result<Vec<ListedGroup>, String> {
    let answer =
        ask(broker, &ListGroupsRequest::default(), LIST_GROUPS).await.map_err(|error| error.to_string())?;
    if let Some(refusal) = refusal(answer.error_code) {
        return Err(refusal);
    }
    let listed = answer.groups.into_iter();
    Ok(listed.map(|group| ListedGroup { id: group.group_id, kind: group.group_type.to_string() }).collect())
}

/// Deletes groups without members, each at its coordinator; waits for those whose last member is only now leaving.
pub(in crate::engine) async fn delete_groups(broker: &Address, groups: Vec<GroupId>) -> Result<(), Overdue> {
    const GROUP_ID_NOT_FOUND: i16 = 69;
    eventually("groups to be deleted", PATIENCE, || async {
        for group in &groups {
            let coordinator = coordinator::find(broker, Of::Group, group.as_str()).await?;
            let request = DeleteGroupsRequest::default().with_groups_names(vec![group.clone()]);
            let answer =
                ask(&coordinator, &request, DELETE_GROUPS).await.map_err(|error| error.to_string())?;
            let refused = answer.results.iter().filter(|group| group.error_code != GROUP_ID_NOT_FOUND);
            if let Some(refusal) = refused.filter_map(|group| refusal(group.error_code)).next() {
                return Err(format!("group {}: {refusal}", group.as_str()));
            }
        }
        Ok(())
    })
    .await
}
