//! Errors of topics and partitions.

use kafka_protocol::messages::create_topics_response::CreatableTopicResult;
use kafka_protocol::messages::fetch_response::{FetchableTopicResponse, PartitionData};
use kafka_protocol::messages::list_offsets_response::{
    ListOffsetsPartitionResponse, ListOffsetsTopicResponse,
};
use kafka_protocol::messages::produce_response::{PartitionProduceResponse, TopicProduceResponse};
use kafka_protocol::messages::{
    CreateTopicsRequest, CreateTopicsResponse, FetchRequest, FetchResponse, ListOffsetsRequest,
    ListOffsetsResponse, ProduceRequest, ProduceResponse,
};

pub(super) fn produced(request: &ProduceRequest, code: i16) -> ProduceResponse {
    let topics = request.topic_data.iter().map(|topic| {
        let partitions = topic.partition_data.iter().map(|partition| {
            let result = PartitionProduceResponse::default().with_index(partition.index);
            result.with_error_code(code).with_base_offset(-1)
        });
        let result = TopicProduceResponse::default().with_name(topic.name.clone());
        result.with_topic_id(topic.topic_id).with_partition_responses(partitions.collect())
    });
    ProduceResponse::default().with_responses(topics.collect())
}

pub(super) fn fetched(request: &FetchRequest, code: i16) -> FetchResponse {
    let topics = request.topics.iter().map(|topic| {
        let partitions = topic.partitions.iter().map(|partition| {
            let result = PartitionData::default().with_partition_index(partition.partition);
            result.with_error_code(code).with_high_watermark(-1)
        });
        let result = FetchableTopicResponse::default().with_topic(topic.topic.clone());
        result.with_topic_id(topic.topic_id).with_partitions(partitions.collect())
    });
    FetchResponse::default().with_responses(topics.collect())
}

pub(super) fn listed(request: &ListOffsetsRequest, code: i16) -> ListOffsetsResponse {
    let topics = request.topics.iter().map(|topic| {
        let partitions = topic.partitions.iter().map(|partition| {
            let result = ListOffsetsPartitionResponse::default();
            result.with_partition_index(partition.partition_index).with_error_code(code)
        });
        let result = ListOffsetsTopicResponse::default().with_name(topic.name.clone());
        result.with_partitions(partitions.collect())
    });
    ListOffsetsResponse::default().with_topics(topics.collect())
}

pub(super) fn created(request: &CreateTopicsRequest, code: i16) -> CreateTopicsResponse {
    let topics = request.topics.iter().map(|topic| {
        let result = CreatableTopicResult::default().with_name(topic.name.clone());
        result.with_error_code(code).with_error_message(None)
    });
    CreateTopicsResponse::default().with_topics(topics.collect())
}
