//! Every answer that may be given, to requests of real clients and in every version: it must be read back as what
//! it was meant to be.

use super::{can, to};
use crate::course::lab::{KafkaError, answerable, honest_errors};
use crate::gateway::decode::corpus::{exchanges, topics};
use crate::gateway::decode::{self, Read};
use bytes::{Buf, Bytes, BytesMut};
use kafka_protocol::messages::fetch_request::{FetchPartition, FetchTopic};
use kafka_protocol::messages::list_offsets_request::{ListOffsetsPartition, ListOffsetsTopic};
use kafka_protocol::messages::produce_request::{PartitionProduceData, TopicProduceData};
use kafka_protocol::messages::*;
use kafka_protocol::protocol::{Request, StrBytes, encode_request_header_into_buffer};
use std::collections::BTreeSet;

/// The answer to a request as a lab sees it; checks what every answer must be.
#[track_caller]
fn answered(frame: &Bytes, error: KafkaError) -> decode::Answered {
    let topics = topics();
    let asked = decode::request(frame, &topics).unwrap();
    assert!(can(&asked, error.response()), "{} {} {error}", asked.api, asked.version);
    let mut answer = to(frame, error.response()).unwrap();
    assert_eq!(usize::try_from(answer.get_i32()), Ok(answer.len()));
    assert_eq!(answer.slice(..4).get_i32(), asked.correlation);
    let answered = decode::answer(asked.api, asked.version, &answer, &topics);
    assert_eq!(answered.read, Read::Whole, "{} {} {error}", asked.api, asked.version);
    answered
}

#[test]
fn real_clients_are_answered_about_what_they_asked() {
    let topics = topics();
    let mut seen = BTreeSet::new();
    for exchange in exchanges() {
        let asked = decode::request(&exchange.request, &topics).unwrap();
        let Ok(api) = ApiKey::try_from(asked.api) else { continue };
        for error in honest_errors(api).iter().filter(|error| can(&asked, error.response())) {
            seen.insert(asked.api);
            let answered = answered(&exchange.request, *error);
            assert_eq!(answered.error, Some(error.to_string()), "{}", exchange.name);
            // Whoever asks about partitions is told of each of them, in the same order.
            let named = |fields: &serde_json::Map<String, serde_json::Value>| -> Vec<String> {
                let partitions = fields.get("partitions").and_then(|list| list.as_array());
                let each = partitions.into_iter().flatten();
                each.map(|entry| format!("{} {}", entry["topic"], entry["partition"])).collect()
            };
            // In newer versions an error of OffsetFetch is that of its group.
            if api != ApiKey::OffsetFetch {
                assert_eq!(named(&answered.fields), named(&asked.fields), "{}", exchange.name);
            }
        }
    }
    let all: BTreeSet<i16> = answerable().map(|api| api as i16).collect();
    assert_eq!(seen, all, "the corpus has a request of every API");
}

/// Writes a request in every version, and reads what it is answered with.
fn every_version<R: Request>(request: &R) {
    let api = ApiKey::try_from(R::KEY).unwrap();
    let mut count = 0;
    for version in R::VERSIONS.min..=R::VERSIONS.max {
        let header = RequestHeader::default().with_request_api_key(R::KEY).with_correlation_id(77);
        let mut frame = BytesMut::new();
        let header = header.with_request_api_version(version);
        encode_request_header_into_buffer(&mut frame, &header).unwrap();
        request.encode(&mut frame, version).unwrap();
        let frame = frame.freeze();
        let asked = decode::request(&frame, &topics()).unwrap();
        for error in honest_errors(api).iter().filter(|error| can(&asked, error.response())) {
            answered(&frame, *error);
            count += 1;
        }
    }
    assert!(count > 0, "{api:?} is answered in some version");
}

#[test]
fn every_version_is_answered_in_its_own() {
    let partition = PartitionProduceData::default().with_records(None);
    let topic = TopicProduceData::default().with_partition_data(vec![partition]);
    every_version(&ProduceRequest::default().with_acks(-1).with_topic_data(vec![topic]));
    let topic = FetchTopic::default().with_partitions(vec![FetchPartition::default()]);
    every_version(&FetchRequest::default().with_topics(vec![topic]));
    let topic = ListOffsetsTopic::default().with_partitions(vec![ListOffsetsPartition::default()]);
    every_version(&ListOffsetsRequest::default().with_topics(vec![topic]));
    every_version(&FindCoordinatorRequest::default());
    every_version(&JoinGroupRequest::default().with_member_id(StrBytes::from_static_str("me")));
    every_version(&SyncGroupRequest::default());
    every_version(&HeartbeatRequest::default());
    every_version(&ConsumerGroupHeartbeatRequest::default());
    every_version(&OffsetCommitRequest::default());
    every_version(&OffsetFetchRequest::default());
    every_version(&InitProducerIdRequest::default());
    every_version(&AddPartitionsToTxnRequest::default());
    every_version(&AddOffsetsToTxnRequest::default());
    every_version(&TxnOffsetCommitRequest::default());
    every_version(&EndTxnRequest::default());
    every_version(&CreateTopicsRequest::default());
}

#[test]
fn what_cannot_be_answered_honestly_is_not() {
    let asked = |name: &str| {
        let exchange = exchanges().into_iter().find(|exchange| exchange.name == name).unwrap();
        decode::request(&exchange.request, &topics()).unwrap()
    };
    let quota = KafkaError::ThrottlingQuotaExceeded.response();
    assert!(!can(&asked("create-topics-v4"), quota), "version 4 knows no quotas");
    assert!(can(&asked("create-topics-v7"), quota));
    let moved = KafkaError::NotLeaderOrFollower.response();
    let mut session = asked("fetch-v18");
    assert!(can(&session, moved));
    session.fields.insert("session".to_owned(), 233.into());
    assert!(!can(&session, moved), "it names only what has changed");
    let unread = decode::Asked { read: Read::Head, ..asked("produce-v10") };
    assert!(!can(&unread, moved));
}
