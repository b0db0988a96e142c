//! Every version of every API that labs use, written by `kafka-protocol`'s encoders: clients of any age are read.

use super::{Read, Topics, answer, request};
use bytes::{BufMut, Bytes, BytesMut};
use insta::assert_snapshot;
use kafka_protocol::messages::offset_fetch_request::OffsetFetchRequestTopic;
use kafka_protocol::messages::{
    AddOffsetsToTxnRequest, AddPartitionsToTxnRequest, ApiVersionsRequest, ConsumerGroupHeartbeatRequest,
    CreateTopicsRequest, EndTxnRequest, FetchRequest, FindCoordinatorRequest, GroupId, HeartbeatRequest,
    InitProducerIdRequest, JoinGroupRequest, LeaveGroupRequest, ListOffsetsRequest, MetadataRequest,
    OffsetCommitRequest, OffsetFetchRequest, ProduceRequest, RequestHeader, ResponseHeader,
    SaslHandshakeRequest, SaslHandshakeResponse, SyncGroupRequest, TopicName, TxnOffsetCommitRequest,
};
use kafka_protocol::protocol::{
    Encodable, HeaderVersion, Message, Request, StrBytes, encode_request_header_into_buffer,
};
use serde_json::{Map, Value, json};

fn frame<R: Request>(message: &R, version: i16) -> Bytes {
    let header = RequestHeader::default().with_request_api_key(R::KEY).with_request_api_version(version);
    let mut frame = BytesMut::new();
    encode_request_header_into_buffer(&mut frame, &header).unwrap();
    message.encode(&mut frame, version).unwrap();
    frame.freeze()
}

fn answer_frame<A: Encodable + HeaderVersion>(message: &A, version: i16) -> Bytes {
    let mut frame = BytesMut::new();
    ResponseHeader::default().encode(&mut frame, A::header_version(version)).unwrap();
    message.encode(&mut frame, version).unwrap();
    frame.freeze()
}

/// Reads the empty message of every version, and checks that its fields are the same in all of them, but for
/// those that `newer` versions add.
fn every_version<R: Request + Default>(newer: &[&str])
where
    R::Response: Default,
{
    let topics = Topics::default();
    let mut known: [Option<Vec<String>>; 2] = [None, None];
    let mut same = |side: usize, fields: &Map<String, Value>, version: i16| {
        let mut found: Vec<String> = fields.keys().cloned().collect();
        found.retain(|key| !newer.contains(&key.as_str()));
        let expected = known[side].get_or_insert_with(|| found.clone());
        assert_eq!(*expected, found, "API {} version {version}", R::KEY);
    };
    for version in R::VERSIONS.min..=R::VERSIONS.max {
        let asked = request(&frame(&R::default(), version), &topics).unwrap();
        assert_eq!((asked.read, asked.version), (Read::Whole, version), "API {}", R::KEY);
        same(0, &asked.fields, version);
    }
    for version in R::Response::VERSIONS.min..=R::Response::VERSIONS.max {
        let answered = answer(R::KEY, version, &answer_frame(&R::Response::default(), version), &topics);
        assert_eq!((answered.read, answered.error), (Read::Whole, None), "API {} {version}", R::KEY);
        same(1, &answered.fields, version);
    }
    let beyond = frame(&R::default(), R::VERSIONS.max);
    let beyond = [&beyond[..2], &99_i16.to_be_bytes(), &beyond[4..]].concat();
    assert_eq!(request(&Bytes::from(beyond), &topics).unwrap().read, Read::Head, "API {}", R::KEY);
}

#[test]
fn every_version_of_every_api_is_read() {
    every_version::<ProduceRequest>(&[]);
    every_version::<FetchRequest>(&[]);
    every_version::<ListOffsetsRequest>(&[]);
    every_version::<MetadataRequest>(&[]);
    every_version::<OffsetCommitRequest>(&[]);
    every_version::<OffsetFetchRequest>(&[]);
    every_version::<FindCoordinatorRequest>(&[]);
    every_version::<JoinGroupRequest>(&[]);
    every_version::<SyncGroupRequest>(&[]);
    every_version::<HeartbeatRequest>(&[]);
    every_version::<LeaveGroupRequest>(&[]);
    every_version::<ConsumerGroupHeartbeatRequest>(&[]);
    every_version::<InitProducerIdRequest>(&[]);
    every_version::<AddOffsetsToTxnRequest>(&[]);
    every_version::<TxnOffsetCommitRequest>(&[]);
    every_version::<CreateTopicsRequest>(&[]);
    every_version::<SaslHandshakeRequest>(&[]);
    every_version::<EndTxnRequest>(&["producer_id", "epoch"]);
    every_version::<ApiVersionsRequest>(&["software_name", "software_version"]);
    // From version 4 on there are several transactions in one, as brokers send them.
    let single = ["transactional_id", "producer_id", "epoch", "partitions", "transactions"];
    every_version::<AddPartitionsToTxnRequest>(&single);
}

#[test]
fn an_older_client_asks_for_offsets_of_one_group() {
    let topic = OffsetFetchRequestTopic::default()
        .with_name(TopicName(StrBytes::from_static_str("audit")))
        .with_partition_indexes(vec![0, 1]);
    let message = OffsetFetchRequest::default()
        .with_group_id(GroupId(StrBytes::from_static_str("tasks")))
        .with_topics(Some(vec![topic]));
    let asked = request(&frame(&message, 5), &Topics::default()).unwrap();
    assert_snapshot!(json!(asked.fields), @r#"{"group":"tasks","require_stable":false,"partitions":[{"group":"tasks","topic":"audit","partition":0},{"group":"tasks","topic":"audit","partition":1}]}"#);
    let all = request(&frame(&message.with_topics(None), 5), &Topics::default()).unwrap();
    assert_snapshot!(json!(all.fields), @r#"{"group":"tasks","require_stable":false,"partitions":null}"#);
}

#[test]
fn a_mechanism_that_the_broker_does_not_offer() {
    let message = SaslHandshakeRequest::default().with_mechanism(StrBytes::from_static_str("GSSAPI"));
    let asked = request(&frame(&message, 1), &Topics::default()).unwrap();
    assert_snapshot!(json!(asked.fields), @r#"{"mechanism":"GSSAPI"}"#);
    let offered = vec![StrBytes::from_static_str("SCRAM-SHA-512")];
    let message = SaslHandshakeResponse::default().with_error_code(33).with_mechanisms(offered);
    let answered = answer(17, 1, &answer_frame(&message, 1), &Topics::default());
    assert_eq!(answered.error.as_deref(), Some("UNSUPPORTED_SASL_MECHANISM"));
    assert_snapshot!(json!(answered.fields), @r#"{"mechanisms":["SCRAM-SHA-512"]}"#);
}

/// An answer is cut at whole batches by size: the last may end anywhere.
#[test]
fn a_batch_that_is_cut_is_not_counted() {
    let mut batch = BytesMut::new();
    batch.put_i64(40);
    batch.put_i32(49);
    batch.put_slice(&[0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 2]);
    batch.put_slice(&[0; 16]);
    batch.put_i64(7);
    batch.put_i16(1);
    batch.put_i32(9);
    batch.put_i32(3);
    let twice = [&batch[..], &batch[..60]].concat();
    let found: Vec<_> = super::batches::whole(&twice).collect();
    assert_eq!(found.len(), 1);
    let batch = &found[0];
    assert_eq!((batch.base_offset, batch.next_offset, batch.records), (40, 43, 3));
    assert_eq!((batch.producer_id, batch.epoch, batch.sequence), (7, 1, 9));
    assert_eq!((batch.transactional, batch.control), (true, false));
}
