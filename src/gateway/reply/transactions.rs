//! Errors of transaction coordinators, and of offsets in transactions.

use kafka_protocol::messages::add_partitions_to_txn_response::{
    AddPartitionsToTxnPartitionResult, AddPartitionsToTxnTopicResult,
};
use kafka_protocol::messages::txn_offset_commit_response::{
    TxnOffsetCommitResponsePartition, TxnOffsetCommitResponseTopic,
};
use kafka_protocol::messages::{
    AddOffsetsToTxnRequest, AddOffsetsToTxnResponse, AddPartitionsToTxnRequest, AddPartitionsToTxnResponse,
    EndTxnRequest, EndTxnResponse, InitProducerIdRequest, InitProducerIdResponse, TxnOffsetCommitRequest,
    TxnOffsetCommitResponse,
};

pub(super) fn started(_request: &InitProducerIdRequest, code: i16) -> InitProducerIdResponse {
    InitProducerIdResponse::default().with_error_code(code).with_producer_epoch(-1)
}

/// Of a program's own transaction, as versions before 4 have it.
pub(super) fn added(request: &AddPartitionsToTxnRequest, code: i16) -> AddPartitionsToTxnResponse {
    let topics = request.v3_and_below_topics.iter().map(|topic| {
        let partitions = topic.partitions.iter().map(|partition| {
            let result = AddPartitionsToTxnPartitionResult::default().with_partition_index(*partition);
            result.with_partition_error_code(code)
        });
        let result = AddPartitionsToTxnTopicResult::default().with_name(topic.name.clone());
        result.with_results_by_partition(partitions.collect())
    });
    AddPartitionsToTxnResponse::default().with_results_by_topic_v3_and_below(topics.collect())
}

pub(super) fn added_group(_request: &AddOffsetsToTxnRequest, code: i16) -> AddOffsetsToTxnResponse {
    AddOffsetsToTxnResponse::default().with_error_code(code)
}

pub(super) fn committed_offsets(request: &TxnOffsetCommitRequest, code: i16) -> TxnOffsetCommitResponse {
    let topics = request.topics.iter().map(|topic| {
        let partitions = topic.partitions.iter().map(|partition| {
            let result = TxnOffsetCommitResponsePartition::default();
            result.with_partition_index(partition.partition_index).with_error_code(code)
        });
        let result = TxnOffsetCommitResponseTopic::default().with_name(topic.name.clone());
        result.with_partitions(partitions.collect())
    });
    TxnOffsetCommitResponse::default().with_topics(topics.collect())
}

pub(super) fn ended(_request: &EndTxnRequest, code: i16) -> EndTxnResponse {
    EndTxnResponse::default().with_error_code(code)
}
