//! Errors of group coordinators.

use kafka_protocol::messages::find_coordinator_response::Coordinator;
use kafka_protocol::messages::offset_commit_response::{
    OffsetCommitResponsePartition, OffsetCommitResponseTopic,
};
use kafka_protocol::messages::offset_fetch_response::{
    OffsetFetchResponseGroup, OffsetFetchResponsePartition, OffsetFetchResponseTopic,
};
use kafka_protocol::messages::{
    BrokerId, ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse, FindCoordinatorRequest,
    FindCoordinatorResponse, HeartbeatRequest, HeartbeatResponse, JoinGroupRequest, JoinGroupResponse,
    OffsetCommitRequest, OffsetCommitResponse, OffsetFetchRequest, OffsetFetchResponse, SyncGroupRequest,
    SyncGroupResponse,
};

/// From this version on several coordinators are asked for at once (KIP-699).
const COORDINATORS: i16 = 4;
/// From this version on offsets of several groups are (KIP-709).
const GROUPS: i16 = 8;
/// From this version on OffsetFetch has an error of its own.
const OFFSETS_ERROR: i16 = 2;

pub(super) fn found(request: &FindCoordinatorRequest, code: i16, version: i16) -> FindCoordinatorResponse {
    if version < COORDINATORS {
        let answer = FindCoordinatorResponse::default().with_error_code(code);
        return answer.with_node_id(BrokerId(-1)).with_port(-1);
    }
    let coordinators = request.coordinator_keys.iter().map(|key| {
        let coordinator = Coordinator::default().with_key(key.clone()).with_error_code(code);
        coordinator.with_node_id(BrokerId(-1)).with_port(-1)
    });
    FindCoordinatorResponse::default().with_coordinators(coordinators.collect())
}

pub(super) fn joined(request: &JoinGroupRequest, code: i16) -> JoinGroupResponse {
    JoinGroupResponse::default().with_error_code(code).with_member_id(request.member_id.clone())
}

pub(super) fn synced(_request: &SyncGroupRequest, code: i16) -> SyncGroupResponse {
    SyncGroupResponse::default().with_error_code(code)
}

pub(super) fn beaten(_request: &HeartbeatRequest, code: i16) -> HeartbeatResponse {
    HeartbeatResponse::default().with_error_code(code)
}

pub(super) fn consumer_beaten(
    _request: &ConsumerGroupHeartbeatRequest,
    code: i16,
) -> ConsumerGroupHeartbeatResponse {
    ConsumerGroupHeartbeatResponse::default().with_error_code(code)
}

pub(super) fn committed(request: &OffsetCommitRequest, code: i16) -> OffsetCommitResponse {
    let topics = request.topics.iter().map(|topic| {
        let partitions = topic.partitions.iter().map(|partition| {
            let result = OffsetCommitResponsePartition::default();
            result.with_partition_index(partition.partition_index).with_error_code(code)
        });
        let result = OffsetCommitResponseTopic::default().with_name(topic.name.clone());
        result.with_topic_id(topic.topic_id).with_partitions(partitions.collect())
    });
    OffsetCommitResponse::default().with_topics(topics.collect())
}

pub(super) fn offsets(request: &OffsetFetchRequest, code: i16, version: i16) -> OffsetFetchResponse {
    if version >= GROUPS {
        let groups = request.groups.iter().map(|group| {
            let result = OffsetFetchResponseGroup::default().with_group_id(group.group_id.clone());
            result.with_error_code(code)
        });
        return OffsetFetchResponse::default().with_groups(groups.collect());
    }
    let topics = request.topics.iter().flatten().map(|topic| {
        let partitions = topic.partition_indexes.iter().map(|partition| {
            let result = OffsetFetchResponsePartition::default().with_partition_index(*partition);
            result.with_error_code(code).with_committed_offset(-1)
        });
        let result = OffsetFetchResponseTopic::default().with_name(topic.name.clone());
        result.with_partitions(partitions.collect())
    });
    let answer = OffsetFetchResponse::default().with_topics(topics.collect());
    if version < OFFSETS_ERROR { answer } else { answer.with_error_code(code) }
}
