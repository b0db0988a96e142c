//! Answers of our own among those of a broker: each comes in its turn, and no byte is out of place.

use crate::gateway::{Act, Gateway, On, Route, Rule};
use kafka_protocol::error::ResponseError;
use kafka_protocol::messages::ApiKey;
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use std::net::TcpListener;
use std::time::Instant;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What a request's last byte tells the broker of these tests to do with its answer.
const AT_ONCE: u8 = 1;

/// Answers with the correlation id and as many bytes as it says, in pieces; keeps answers back until a request
/// wants its own at once. Produce it does not answer.
async fn broker(mut stream: TcpStream, seed: u64) {
    let mut random = SmallRng::seed_from_u64(seed);
    let mut kept = Vec::new();
    while let Ok(size) = stream.read_i32().await {
        let mut frame = vec![0; usize::try_from(size).unwrap()];
        stream.read_exact(&mut frame).await.unwrap();
        if frame[..2] == (ApiKey::Produce as i16).to_be_bytes() {
            continue;
        }
        let correlation: [u8; 4] = frame[4..8].try_into().unwrap();
        kept.extend_from_slice(&expected(i32::from_be_bytes(correlation)));
        if frame.last() != Some(&AT_ONCE) {
            continue;
        }
        for part in std::mem::take(&mut kept).chunks(random.random_range(1..60)) {
            stream.write_all(part).await.unwrap();
            tokio::task::yield_now().await;
        }
    }
}

/// The broker's answer: of another length for each request.
fn expected(correlation: i32) -> Vec<u8> {
    let more = usize::try_from(correlation).unwrap() * 37 % 300;
    let size = i32::try_from(4 + more).unwrap();
    [&size.to_be_bytes()[..], &correlation.to_be_bytes(), &vec![9; more]].concat()
}

/// The answer to a Heartbeat in version 0, which is all error.
fn own(correlation: i32, error: ResponseError) -> Vec<u8> {
    [&6_i32.to_be_bytes()[..], &correlation.to_be_bytes(), &error.code().to_be_bytes()].concat()
}

fn request(api: ApiKey, version: i16, correlation: i32, body: &[u8]) -> Vec<u8> {
    let size = i32::try_from(10 + body.len()).unwrap();
    let head = [(api as i16).to_be_bytes(), version.to_be_bytes()].concat();
    // No client id.
    [&size.to_be_bytes()[..], &head, &correlation.to_be_bytes(), &[0xff, 0xff], body].concat()
}

/// A group, a generation and a member, all empty.
fn heartbeat(correlation: i32) -> Vec<u8> {
    request(ApiKey::Heartbeat, 0, correlation, &[0; 8])
}

/// No transactional id, acks, a timeout, no topics.
fn produce(correlation: i32, acks: i16) -> Vec<u8> {
    let body = [&[0xff, 0xff][..], &acks.to_be_bytes(), &[0; 8]].concat();
    request(ApiKey::Produce, 3, correlation, &body)
}

async fn stage(seed: u64) -> (Gateway, TcpStream) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(broker(stream, seed));
        }
    });
    let front = TcpListener::bind("127.0.0.1:0").unwrap();
    let programs = front.local_addr().unwrap();
    let route = Route { listener: front, broker: address, id: 1 };
    let gateway = Gateway::open(vec![route], Instant::now()).unwrap();
    (gateway, TcpStream::connect(programs).await.unwrap())
}

fn answers(api: ApiKey, error: ResponseError) -> Rule {
    Rule { on: On::every(api), act: Act::Answer(error), times: None }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_come_in_the_order_of_requests() {
    for seed in 0..40 {
        let mut random = SmallRng::seed_from_u64(seed);
        let (gateway, client) = stage(seed).await;
        gateway.fault("moved", vec![answers(ApiKey::Heartbeat, ResponseError::NotCoordinator)]);
        let (mut asked, mut awaited, mut own_count) = (Vec::new(), Vec::new(), 0);
        for correlation in 1..200 {
            match random.random_range(0..5) {
                0 | 1 => {
                    asked.extend(heartbeat(correlation));
                    awaited.extend(own(correlation, ResponseError::NotCoordinator));
                    own_count += 1;
                }
                // Nothing waits for these, and nothing after them may.
                2 => asked.extend(produce(correlation, 0)),
                _ => {
                    asked.extend(request(ApiKey::Metadata, 0, correlation, &[random.random_range(0..2)]));
                    awaited.extend(expected(correlation));
                }
            }
        }
        asked.extend(request(ApiKey::Metadata, 0, 200, &[AT_ONCE]));
        awaited.extend(expected(200));
        let (mut from, mut to) = client.into_split();
        let chunk = random.random_range(1..500);
        let sending = tokio::spawn(async move {
            for part in asked.chunks(chunk) {
                to.write_all(part).await.unwrap();
            }
            to
        });
        let mut came = vec![0; awaited.len()];
        from.read_exact(&mut came).await.unwrap();
        assert!(came == awaited, "seed {seed}: the answers are not those of the requests");
        drop(sending.await.unwrap());
        let mut rest = Vec::new();
        from.read_to_end(&mut rest).await.unwrap();
        assert_eq!(rest, [0; 0], "seed {seed}: more came than was asked for");
        assert_eq!(gateway.heal_all().len(), own_count);
        let seen = gateway.take().await.requests;
        let moved = seen.iter().filter(|request| request.fault.as_deref() == Some("moved"));
        let told: Vec<_> =
            moved.map(|request| (request.error.as_deref(), request.answered_at.is_some())).collect();
        assert_eq!(told, vec![(Some("NOT_COORDINATOR"), true); own_count]);
    }
}

#[tokio::test]
async fn an_answer_comes_though_the_broker_says_nothing() {
    let (gateway, mut client) = stage(1).await;
    gateway.fault("moved", vec![answers(ApiKey::Heartbeat, ResponseError::RebalanceInProgress)]);
    for correlation in 1..4 {
        client.write_all(&produce(correlation * 10, 0)).await.unwrap();
        client.write_all(&heartbeat(correlation)).await.unwrap();
        let mut came = [0; 10];
        client.read_exact(&mut came).await.unwrap();
        assert_eq!(came[..], own(correlation, ResponseError::RebalanceInProgress));
    }
}

#[tokio::test]
async fn a_program_that_wants_no_answer_has_its_connection_ended() {
    let (gateway, mut client) = stage(1).await;
    gateway.fault("moved", vec![answers(ApiKey::Produce, ResponseError::NotLeaderOrFollower)]);
    client.write_all(&produce(1, 0)).await.unwrap();
    let mut came = Vec::new();
    client.read_to_end(&mut came).await.unwrap();
    assert_eq!((came.len(), gateway.heal_all().len()), (0, 1));
}

#[tokio::test]
async fn what_cannot_be_answered_passes_and_is_not_counted() {
    let (gateway, mut client) = stage(1).await;
    gateway.fault("moved", vec![answers(ApiKey::Metadata, ResponseError::NotCoordinator)]);
    // No version 99 is known: what it asks cannot be read.
    client.write_all(&request(ApiKey::Metadata, 99, 5, &[AT_ONCE])).await.unwrap();
    let mut came = vec![0; expected(5).len()];
    client.read_exact(&mut came).await.unwrap();
    assert_eq!((came, gateway.heal_all().len()), (expected(5), 0));
}
