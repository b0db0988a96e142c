//! Frames of real clients, what is read in them, and what happens when they are cut or garbled.
//!
//! `tests/fixtures/frames/` holds exchanges of librdkafka 2.16 (Python), kcat, and Kafka's own Java client with
//! Kafka 4.3.1: the request's bytes in hex, then the answer's, both as they follow the length field.

use super::{Asked, Read, Topics, answer, name, request};
use bytes::{Bytes, BytesMut};
use insta::assert_snapshot;
use kafka_protocol::messages::produce_request::{PartitionProduceData, TopicProduceData};
use kafka_protocol::messages::{ProduceRequest, RequestHeader};
use kafka_protocol::protocol::{Encodable, encode_request_header_into_buffer};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use serde_json::json;
use std::fs;
use std::path::PathBuf;

/// A request and its answer, where it had one.
#[derive(Clone)]
pub(in crate::gateway) struct Exchange {
    pub(in crate::gateway) name: String,
    pub(in crate::gateway) request: Bytes,
    pub(in crate::gateway) answer: Option<Bytes>,
}

pub(in crate::gateway) fn exchanges() -> Vec<Exchange> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/frames");
    let mut found: Vec<Exchange> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let (request, answer) = match text.split_once("answer\n") {
                Some((request, answer)) => (request, Some(bytes(answer))),
                None => (text.as_str(), None),
            };
            Exchange {
                name: path.file_stem().unwrap().to_string_lossy().into_owned(),
                request: bytes(request.strip_prefix("request\n").unwrap()),
                answer,
            }
        })
        .collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(found.len() > 50, "the corpus is not there");
    found
}

fn bytes(hex: &str) -> Bytes {
    let digits: Vec<u8> = hex.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    digits.chunks(2).map(|two| u8::from_str_radix(str::from_utf8(two).unwrap(), 16).unwrap()).collect()
}

/// What a gateway knows of topics once the clients of the corpus have asked for metadata.
pub(in crate::gateway) fn topics() -> Topics {
    let topics = Topics::default();
    for exchange in exchanges().iter().filter(|exchange| exchange.name.starts_with("metadata-v13")) {
        answer(3, 13, exchange.answer.as_ref().unwrap(), &topics);
    }
    topics
}

/// An exchange as a lab sees it, a line each for what was asked and what was answered.
pub(super) fn shown(name: &str) -> String {
    let exchange = exchanges().into_iter().find(|exchange| exchange.name == name).unwrap();
    let topics = topics();
    let asked = request(&exchange.request, &topics).unwrap();
    let mut lines = format!("{} {}\n", asked.read.as_str(), json!(asked.fields));
    if let Some(frame) = exchange.answer {
        let answered = answer(asked.api, asked.version, &frame, &topics);
        let error = answered.error.map(|error| format!("{error} ")).unwrap_or_default();
        lines += &format!("{} {error}{}\n", answered.read.as_str(), json!(answered.fields));
    }
    lines
}

/// Reads `frame` as what it stands for in its exchange; whether it was read whole.
fn read(exchange: &Exchange, answers: bool, frame: &Bytes, topics: &Topics) -> bool {
    let known = request(&exchange.request, topics).unwrap();
    let read = if answers {
        answer(known.api, known.version, frame, topics).read
    } else {
        let Some(asked) = request(frame, topics) else { return false };
        // Nothing behind the head can change what the head says.
        if frame.get(..8) == exchange.request.get(..8) {
            let head = |asked: &Asked| (asked.api, asked.version, asked.correlation);
            assert_eq!(head(&asked), head(&known));
        }
        asked.read
    };
    read == Read::Whole
}

/// Every frame of the corpus, with whether it is an answer.
fn frames() -> Vec<(Exchange, bool, Bytes)> {
    let both = exchanges().into_iter().flat_map(|exchange| {
        let answer = exchange.answer.clone().map(|frame| (exchange.clone(), true, frame));
        let request = exchange.request.clone();
        std::iter::once((exchange, false, request)).chain(answer)
    });
    both.collect()
}

#[test]
fn frames_that_labs_use_are_read_whole() {
    let topics = topics();
    let unread: Vec<String> = frames()
        .into_iter()
        .filter(|(exchange, answers, frame)| !read(exchange, *answers, frame, &topics))
        .map(|(exchange, answers, _)| {
            format!("{}, {}", exchange.name, if answers { "answer" } else { "request" })
        })
        .collect();
    assert_eq!(unread, ["describe-groups-v6, request", "describe-groups-v6, answer"]);
}

#[test]
fn a_frame_that_is_cut_is_never_taken_for_whole() {
    let topics = topics();
    for (exchange, answers, frame) in frames() {
        for end in 0..frame.len() {
            let whole = read(&exchange, answers, &frame.slice(..end), &topics);
            assert!(!whole, "{} is read whole in {end} of {} bytes", exchange.name, frame.len());
        }
    }
}

#[test]
fn a_frame_that_goes_on_is_never_taken_for_whole() {
    let topics = topics();
    for (exchange, answers, frame) in frames() {
        let longer = Bytes::from([&frame[..], &[0]].concat());
        assert!(!read(&exchange, answers, &longer, &topics), "{}", exchange.name);
    }
}

/// Without the guard the first of these ends the process: there is no memory for two billion items.
#[test]
fn no_claim_of_a_length_is_believed() {
    let topics = topics();
    let claims: [&[u8]; 5] = [
        &[0x7f, 0xff, 0xff, 0xff],
        &[0x80, 0, 0, 0],
        &[0xff, 0xff, 0xff, 0xff, 0x07],
        &[0xff, 0xff, 0xff, 0xff, 0xff],
        &[0x80, 0xff, 0xff, 0xff, 0xff, 0x0f],
    ];
    for (exchange, answers, frame) in frames() {
        for claim in claims {
            for at in 8..frame.len().saturating_sub(claim.len()) {
                let mut bytes = frame.to_vec();
                bytes[at..at + claim.len()].copy_from_slice(claim);
                read(&exchange, answers, &Bytes::from(bytes), &topics);
            }
        }
    }
}

#[test]
fn a_garbled_frame_is_read_as_far_as_its_head() {
    let topics = topics();
    let mut random = SmallRng::seed_from_u64(4);
    for (exchange, answers, frame) in frames() {
        for _ in 0..1_000 {
            let mut bytes = frame.to_vec();
            for _ in 0..random.random_range(1..6) {
                let at = random.random_range(0..bytes.len());
                match random.random_range(0..4) {
                    0 => bytes[at] = random.random(),
                    1 => bytes[at] ^= 1 << random.random_range(0..8),
                    2 => bytes.insert(at, random.random()),
                    _ if bytes.len() > 1 => drop(bytes.remove(at)),
                    _ => {}
                }
            }
            read(&exchange, answers, &Bytes::from(bytes), &topics);
        }
    }
}

#[test]
fn garbage_under_any_head_is_no_frame() {
    let topics = topics();
    let mut random = SmallRng::seed_from_u64(11);
    let mut heads = 0;
    for api in -2..100_i16 {
        for version in -1..20_i16 {
            for _ in 0..20 {
                let body: Vec<u8> = (0..random.random_range(0..200)).map(|_| random.random()).collect();
                let head = [api.to_be_bytes(), version.to_be_bytes()].concat();
                let asked = request(&Bytes::from([&head[..], &[0; 4], &body].concat()), &topics).unwrap();
                assert_eq!((asked.api, asked.version, asked.correlation), (api, version, 0));
                answer(api, version, &Bytes::from(body), &topics);
                heads += usize::from(asked.read == Read::Head);
            }
        }
    }
    // A few bytes of luck make a heartbeat; a thousand of them would mean that anything goes.
    assert!(heads > 102 * 21 * 20 - 1_000, "{heads} of them were refused");
}

#[test]
fn less_than_a_head_is_nothing() {
    let topics = Topics::default();
    assert_eq!(request(&Bytes::from_static(&[0; 7]), &topics), None);
    let asked =
        request(&Bytes::from_static(&[0x27, 0x0f, 0, 3, 0, 0, 0, 9, 0, 2, b'm', b'e']), &topics).unwrap();
    assert_eq!((name(asked.api), asked.version, asked.correlation), ("unknown(9999)".to_owned(), 3, 9));
    assert_eq!((asked.client_id.as_deref(), asked.answers, asked.read.as_str()), (Some("me"), true, "head"));
    assert_eq!(name(0), "Produce");
}

#[test]
fn acks_are_known_of_a_request_that_was_cut() {
    let exchange = exchanges().into_iter().find(|exchange| exchange.name == "produce-v10-acks-0").unwrap();
    let asked = request(&exchange.request.slice(..60), &Topics::default()).unwrap();
    assert_eq!((asked.read, asked.answers), (Read::Head, false));
    assert_snapshot!(json!(asked.fields), @r#"{"acks":0,"timeout_ms":30000,"transactional_id":null}"#);
    assert_eq!(asked.client_id.as_deref(), Some("fire"));
}

#[test]
fn a_client_says_what_it_is() {
    let exchange = exchanges().into_iter().find(|exchange| exchange.name == "api-versions-v4").unwrap();
    let asked = request(&exchange.request, &Topics::default()).unwrap();
    assert_eq!(asked.software.as_deref(), Some("apache-kafka-java 4.3.1"));
}

/// The broker answers in version 0 to a version that it does not know.
#[test]
fn a_version_that_is_not_supported_is_read() {
    let frame = Bytes::from_static(&[0, 0, 0, 1, 0, 35, 0, 0, 0, 1, 0, 18, 0, 0, 0, 4]);
    let answered = answer(18, 9, &frame, &Topics::default());
    assert_eq!((answered.error.as_deref(), answered.read), (Some("UNSUPPORTED_VERSION"), Read::Whole));
}

#[test]
fn a_topic_that_nobody_told_of_is_shown_by_its_id() {
    let exchange = exchanges().into_iter().find(|exchange| exchange.name == "offset-commit-v10").unwrap();
    let asked = request(&exchange.request, &Topics::default()).unwrap();
    let topic = asked.fields["partitions"][0]["topic"].as_str().unwrap();
    assert!(topic.starts_with("unknown(") && topic.len() == 45, "{topic}");
}

/// A frame as long as the tap keeps them, of as many partitions as fit in; and one of records.
#[test]
fn a_frame_of_too_many_partitions_is_read_as_far_as_its_head() {
    let topics = Topics::default();
    let asked = |request: ProduceRequest| {
        let header = RequestHeader::default().with_request_api_version(9);
        let mut frame = BytesMut::new();
        encode_request_header_into_buffer(&mut frame, &header).unwrap();
        request.with_acks(1).encode(&mut frame, 9).unwrap();
        super::request(&frame.freeze(), &topics).unwrap()
    };
    let topic = |partitions| TopicProduceData::default().with_partition_data(partitions);
    let empty = PartitionProduceData::default().with_records(None);
    let many = ProduceRequest::default().with_topic_data(vec![topic(vec![empty; 150_000])]);
    assert_eq!(asked(many).read, Read::Head);
    let large = PartitionProduceData::default().with_records(Some(vec![0; 1 << 20].into()));
    let large = ProduceRequest::default().with_topic_data(vec![topic(vec![large])]);
    assert_eq!(asked(large).read, Read::Whole);
}
