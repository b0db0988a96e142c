//! Sets the offsets of a group that has no members, as Kafka's `consumer-groups --reset-offsets` does.

use crate::course::lab::OffsetsTo;
use crate::engine::eventually::eventually;
use crate::engine::wire::{Address, Wire, WireError};
use kafka_protocol::error::ParseResponseErrorCode;
use kafka_protocol::messages::list_offsets_request::{ListOffsetsPartition, ListOffsetsTopic};
use kafka_protocol::messages::metadata_request::MetadataRequestTopic;
use kafka_protocol::messages::offset_commit_request::{
    OffsetCommitRequestPartition, OffsetCommitRequestTopic,
};
use kafka_protocol::messages::{
    BrokerId, FindCoordinatorRequest, GroupId, ListOffsetsRequest, MetadataRequest, OffsetCommitRequest,
    TopicName,
};
use kafka_protocol::protocol::StrBytes;
use std::time::Duration;

/// Members that have left are out within milliseconds, and the first use of a group waits for its coordinator.
const PATIENCE: Duration = Duration::from_secs(10);

const METADATA: i16 = 12;
const LIST_OFFSETS: i16 = 7;
const FIND_COORDINATOR: i16 = 4;
const OFFSET_COMMIT: i16 = 8;

/// COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR: it comes by itself.
const COMING: [i16; 3] = [14, 15, 16];
/// ILLEGAL_GENERATION, UNKNOWN_MEMBER_ID, REBALANCE_IN_PROGRESS, STALE_MEMBER_EPOCH: only a member may commit, as the
/// group has some.
const BUSY: [i16; 4] = [22, 25, 27, 113];

/// Why offsets were not set.
#[derive(Debug)]
pub(super) enum NotSet {
    /// The group has members.
    Busy {
        /// What Kafka said last.
        why: String,
    },
    /// Kafka refused.
    Refused(String),
    /// Kafka did not answer.
    Broken(String),
}

impl From<WireError> for NotSet {
    fn from(error: WireError) -> NotSet {
        NotSet::Broken(error.to_string())
    }
}

/// Sets what `group` has committed for `topic`, of one partition or of all, and gives it by partition.
pub(super) async fn set(
    direct: &Address,
    group: &str,
    topic: &str,
    partition: Option<i32>,
    to: OffsetsTo,
) -> Result<Vec<(i32, i64)>, NotSet> {
    let mut offsets = Vec::new();
    for (partition, leader) in leaders(direct, topic, partition).await? {
        offsets.push((partition, offset(&leader, topic, partition, to).await?));
    }
    let committed = eventually(&format!("the group {group} to have no member"), PATIENCE, || {
        let asked = commit(direct, group, topic, &offsets);
        async move {
            match asked.await {
                Ok(code) if COMING.contains(&code) || BUSY.contains(&code) => Err(name(code)),
                Ok(0) => Ok(Ok(())),
                Ok(code) => Ok(Err(NotSet::Refused(name(code)))),
                Err(error) => Ok(Err(error)),
            }
        }
    })
    .await;
    match committed {
        Ok(done) => done.map(|()| offsets),
        Err(overdue) if BUSY.iter().any(|code| name(*code) == overdue.last_seen) => {
            Err(NotSet::Busy { why: overdue.to_string() })
        }
        Err(overdue) => Err(NotSet::Broken(overdue.to_string())),
    }
}

/// Who leads the partitions of a topic.
async fn leaders(direct: &Address, topic: &str, only: Option<i32>) -> Result<Vec<(i32, Address)>, NotSet> {
    let this = MetadataRequestTopic::default().with_name(Some(TopicName(text(topic))));
    let request =
        MetadataRequest::default().with_topics(Some(vec![this])).with_allow_auto_topic_creation(false);
    let answer = Wire::open(direct).await?.ask(&request, METADATA).await?;
    let known = answer.topics.first().filter(|topic| topic.error_code == 0);
    let known = known.ok_or_else(|| NotSet::Refused(format!("there is no topic {topic}")))?;
    let mut leaders = Vec::new();
    for partition in &known.partitions {
        if only.is_some_and(|only| only != partition.partition_index) {
            continue;
        }
        let leader = answer.brokers.iter().find(|broker| broker.node_id == partition.leader_id);
        let index = partition.partition_index;
        let leader = leader.ok_or_else(|| NotSet::Refused(format!("{topic}-{index} has no leader")))?;
        leaders.push((index, direct.sibling(leader.host.as_str(), leader.port)));
    }
    match (only, leaders.is_empty()) {
        (Some(only), true) => Err(NotSet::Refused(format!("the topic {topic} has no partition {only}"))),
        _ => {
            leaders.sort_by_key(|(partition, _)| *partition);
            Ok(leaders)
        }
    }
}

async fn offset(leader: &Address, topic: &str, partition: i32, to: OffsetsTo) -> Result<i64, NotSet> {
    // The times by which ListOffsets is asked for the first and for the next offset.
    let time = match to {
        OffsetsTo::Offset(offset) => return Ok(offset),
        OffsetsTo::Earliest => -2,
        OffsetsTo::Latest => -1,
    };
    let asked = ListOffsetsPartition::default().with_partition_index(partition).with_timestamp(time);
    let topics =
        vec![ListOffsetsTopic::default().with_name(TopicName(text(topic))).with_partitions(vec![asked])];
    let request = ListOffsetsRequest::default().with_replica_id(BrokerId(-1)).with_topics(topics);
    let answer = Wire::open(leader).await?.ask(&request, LIST_OFFSETS).await?;
    let found = answer.topics.iter().flat_map(|topic| &topic.partitions).next();
    let found = found.ok_or_else(|| NotSet::Broken(format!("no answer about {topic}-{partition}")))?;
    match found.error_code {
        0 => Ok(found.offset),
        code => Err(NotSet::Refused(name(code))),
    }
}

/// The error code of the commit, 0 where it was done.
async fn commit(direct: &Address, group: &str, topic: &str, offsets: &[(i32, i64)]) -> Result<i16, NotSet> {
    let request = FindCoordinatorRequest::default().with_key_type(0).with_coordinator_keys(vec![text(group)]);
    let answer = Wire::open(direct).await?.ask(&request, FIND_COORDINATOR).await?;
    let found = answer.coordinators.first();
    let found = found.ok_or_else(|| NotSet::Broken(format!("no answer about the group {group}")))?;
    if found.error_code != 0 {
        return Ok(found.error_code);
    }
    let coordinator = direct.sibling(found.host.as_str(), found.port);
    let partitions = offsets.iter().map(|(partition, offset)| {
        OffsetCommitRequestPartition::default()
            .with_partition_index(*partition)
            .with_committed_offset(*offset)
    });
    let topics = vec![
        OffsetCommitRequestTopic::default()
            .with_name(TopicName(text(topic)))
            .with_partitions(partitions.collect()),
    ];
    // Who is no member commits as a group of nobody: without a member id, at generation −1.
    let request = OffsetCommitRequest::default()
        .with_group_id(GroupId(text(group)))
        .with_generation_id_or_member_epoch(-1)
        .with_topics(topics);
    let answer = Wire::open(&coordinator).await?.ask(&request, OFFSET_COMMIT).await?;
    let codes =
        answer.topics.iter().flat_map(|topic| &topic.partitions).map(|partition| partition.error_code);
    Ok(codes.into_iter().find(|code| *code != 0).unwrap_or(0))
}

fn name(code: i16) -> String {
    code.err().map_or_else(|| format!("error code {code}"), |error| format!("{error:?}"))
}

fn text(text: &str) -> StrBytes {
    StrBytes::from_string(text.to_owned())
}
