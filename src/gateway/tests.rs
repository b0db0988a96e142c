//! The gateway before a broker that says what it is told to say.

use super::*;
use kafka_protocol::messages::ApiKey;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener as Listener, TcpStream};
use tokio::sync::mpsc;

/// A gateway, where it listens, and what the broker behind it was sent.
pub(super) struct Stage {
    pub(super) gateway: Gateway,
    pub(super) front: SocketAddr,
    pub(super) arrived: mpsc::UnboundedReceiver<Vec<u8>>,
}

/// Each frame that the broker gets is answered with its own correlation id and 20 bytes.
pub(super) async fn stage() -> Stage {
    let broker = Listener::bind("127.0.0.1:0").await.unwrap();
    let address = broker.local_addr().unwrap();
    let (sender, arrived) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = broker.accept().await {
            tokio::spawn(serve(stream, sender.clone()));
        }
    });
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let front = listener.local_addr().unwrap();
    let route = Route { listener, broker: address, id: 1 };
    Stage { gateway: Gateway::open(vec![route], Instant::now()).unwrap(), front, arrived }
}

async fn serve(mut stream: TcpStream, arrived: mpsc::UnboundedSender<Vec<u8>>) {
    while let Ok(size) = stream.read_i32().await {
        let mut frame = vec![0; usize::try_from(size).unwrap()];
        if stream.read_exact(&mut frame).await.is_err() {
            return;
        }
        let answer = [&24_i32.to_be_bytes()[..], &frame[4..8], &[7; 20]].concat();
        arrived.send(frame).unwrap();
        if stream.write_all(&answer).await.is_err() {
            return;
        }
    }
}

/// A request of an API, with a correlation id and so many bytes more.
pub(super) fn request(api: ApiKey, correlation: i32, more: usize) -> Vec<u8> {
    let size = i32::try_from(8 + more).unwrap();
    let head = [&(api as i16).to_be_bytes()[..], &[0, 0], &correlation.to_be_bytes()].concat();
    [&size.to_be_bytes()[..], &head, &vec![0; more]].concat()
}

pub(super) async fn answer(stream: &mut (impl AsyncReadExt + Unpin)) -> Option<i32> {
    let size = stream.read_i32().await.ok()?;
    let mut frame = vec![0; usize::try_from(size).unwrap()];
    stream.read_exact(&mut frame).await.ok()?;
    Some(i32::from_be_bytes(frame[..4].try_into().unwrap()))
}

fn rule(api: ApiKey, nth: u64, act: Act) -> Rule {
    Rule { on: On { nth, ..On::every(api) }, act, times: Some(1) }
}

#[tokio::test]
async fn bytes_pass_as_they_came_however_they_are_cut() {
    let mut stage = stage().await;
    let mut client = TcpStream::connect(stage.front).await.unwrap();
    for (n, piece) in [1, 3, 7, 11, 12, 500].into_iter().zip(1..) {
        let bytes = request(ApiKey::Produce, n, 100_000);
        for part in bytes.chunks(usize::try_from(n).unwrap() * 997 % 4_001 + piece) {
            client.write_all(part).await.unwrap();
        }
        assert_eq!(stage.arrived.recv().await.unwrap(), bytes[4..]);
        assert_eq!(answer(&mut client).await, Some(n));
    }
    assert_eq!(stage.gateway.take().await.requests.len(), 6);
}

#[tokio::test]
async fn what_is_not_kafka_passes_too() {
    let broker = Listener::bind("127.0.0.1:0").await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let front = listener.local_addr().unwrap();
    let route = Route { listener, broker: broker.local_addr().unwrap(), id: 1 };
    let gateway = Gateway::open(vec![route], Instant::now()).unwrap();
    let mut client = TcpStream::connect(front).await.unwrap();
    let (mut upstream, _) = broker.accept().await.unwrap();
    client.write_all(b"\x16\x03\x01\x02\x00\x01").await.unwrap();
    let mut seen = [0; 6];
    upstream.read_exact(&mut seen).await.unwrap();
    assert_eq!(&seen, b"\x16\x03\x01\x02\x00\x01");
    upstream.write_all(b"\x15\x03\x03").await.unwrap();
    drop(upstream);
    let mut back = Vec::new();
    client.read_to_end(&mut back).await.unwrap();
    assert_eq!(back, b"\x15\x03\x03");
    let seen = gateway.take().await;
    assert_eq!((seen.unseen.bytes, seen.requests), (9, vec![]));
}

#[tokio::test]
async fn a_lost_answer_was_stored_and_ends_the_connection() {
    let mut stage = stage().await;
    stage.gateway.fault("lost", vec![rule(ApiKey::Produce, 2, Act::Lose(Leg::Answer))]);
    let mut client = TcpStream::connect(stage.front).await.unwrap();
    for n in [1, 2] {
        client.write_all(&request(ApiKey::Produce, n, 30)).await.unwrap();
        stage.arrived.recv().await.unwrap();
        assert_eq!(answer(&mut client).await, (n == 1).then_some(n));
    }
    let fired = stage.gateway.heal_all();
    let fired: Vec<_> = fired.into_iter().map(|firing| (firing.fault, firing.to)).collect();
    assert_eq!(fired, [("lost".to_owned(), Struck::Request { api: ApiKey::Produce, n: 2 })]);
}

#[tokio::test]
async fn a_lost_request_never_arrives() {
    let mut stage = stage().await;
    stage.gateway.fault("lost", vec![rule(ApiKey::Produce, 1, Act::Lose(Leg::Request))]);
    let mut client = TcpStream::connect(stage.front).await.unwrap();
    client.write_all(&request(ApiKey::Produce, 1, 30)).await.unwrap();
    assert_eq!(answer(&mut client).await, None);
    let mut client = TcpStream::connect(stage.front).await.unwrap();
    client.write_all(&request(ApiKey::Produce, 2, 30)).await.unwrap();
    assert_eq!(answer(&mut client).await, Some(2));
    assert_eq!(stage.arrived.recv().await.unwrap()[4..8], 2_i32.to_be_bytes());
}

#[tokio::test]
async fn a_held_request_goes_on_when_it_is_released() {
    let mut stage = stage().await;
    stage.gateway.fault("held", vec![rule(ApiKey::OffsetCommit, 1, Act::Hold(Leg::Request))]);
    let caught = stage.gateway.caught("held");
    let mut client = TcpStream::connect(stage.front).await.unwrap();
    client.write_all(&request(ApiKey::Heartbeat, 1, 5)).await.unwrap();
    assert_eq!(answer(&mut client).await, Some(1));
    client.write_all(&request(ApiKey::OffsetCommit, 2, 5)).await.unwrap();
    client.write_all(&request(ApiKey::Heartbeat, 3, 5)).await.unwrap();
    caught.await;
    stage.arrived.recv().await.unwrap();
    assert!(stage.arrived.try_recv().is_err(), "nothing arrives behind what is held");
    stage.gateway.heal("held");
    assert_eq!(answer(&mut client).await, Some(2));
    assert_eq!(answer(&mut client).await, Some(3));
}

#[tokio::test]
async fn what_is_held_of_a_killed_program_is_dropped_before_anybody_notices_its_end() {
    for leg in [Leg::Request, Leg::Answer] {
        let mut stage = stage().await;
        let others = rule(ApiKey::Produce, 1, Act::Hold(leg));
        stage.gateway.fault("held", vec![others, rule(ApiKey::OffsetCommit, 1, Act::Hold(leg))]);
        let caught = stage.gateway.caught("held");
        let mut client = TcpStream::connect(stage.front).await.unwrap();
        client.write_all(&request(ApiKey::OffsetCommit, 1, 5)).await.unwrap();
        caught.await;
        stage.gateway.drop_held("held");
        assert_eq!(answer(&mut client).await, None, "the connection ends");
        let arrived = std::iter::from_fn(|| stage.arrived.try_recv().ok()).count();
        assert_eq!(arrived, usize::from(leg == Leg::Answer));
    }
}

#[tokio::test]
async fn what_is_held_of_a_program_that_leaves_is_dropped() {
    for leg in [Leg::Request, Leg::Answer] {
        let mut stage = stage().await;
        stage.gateway.fault("held", vec![rule(ApiKey::OffsetCommit, 1, Act::Hold(leg))]);
        let caught = stage.gateway.caught("held");
        let mut client = TcpStream::connect(stage.front).await.unwrap();
        client.write_all(&request(ApiKey::OffsetCommit, 1, 5)).await.unwrap();
        caught.await;
        drop(client);
        // Another program's request is answered, which shows that the first had its chance.
        let mut other = TcpStream::connect(stage.front).await.unwrap();
        other.write_all(&request(ApiKey::OffsetCommit, 9, 5)).await.unwrap();
        assert_eq!(answer(&mut other).await, Some(9));
        stage.gateway.heal("held");
        let arrived = std::iter::from_fn(|| stage.arrived.try_recv().ok()).count();
        assert_eq!(arrived, if leg == Leg::Request { 1 } else { 2 });
        let request = &stage.gateway.take().await.requests[0];
        assert_eq!(request.answered_at, None);
    }
}

#[tokio::test]
async fn garbage_harms_nobody_else() {
    let mut stage = stage().await;
    let mut garbage = Vec::new();
    for n in 0..200_u8 {
        let mut client = TcpStream::connect(stage.front).await.unwrap();
        // Half a head; a length that nobody can have; a frame that never becomes whole.
        let bytes: &[u8] = match n % 3 {
            0 => &[0, 0, 0, 20, 0],
            1 => &[0x7f, 0xff, 0xff, 0xff, n],
            _ => &[0, 5, 0, 0, 0, 0, 0, 9, 0, 0, 0, n],
        };
        client.write_all(bytes).await.unwrap();
        garbage.push(client);
    }
    let mut client = TcpStream::connect(stage.front).await.unwrap();
    client.write_all(&request(ApiKey::Produce, 5, 10)).await.unwrap();
    let answered = tokio::time::timeout(Duration::from_secs(10), answer(&mut client)).await;
    assert_eq!(answered, Ok(Some(5)));
    assert!(stage.arrived.recv().await.is_some());
}

/// How a connection that is refused ends. On a busy machine that shows while it is still being made.
async fn refusal(front: SocketAddr) -> std::io::Error {
    match TcpStream::connect(front).await {
        Ok(mut client) => client.read_i32().await.unwrap_err(),
        Err(error) => error,
    }
}

#[tokio::test]
async fn connections_are_refused_as_often_as_a_rule_says_and_those_that_are_there_stay() {
    let mut stage = stage().await;
    let mut there = TcpStream::connect(stage.front).await.unwrap();
    there.write_all(&request(ApiKey::Produce, 1, 5)).await.unwrap();
    assert_eq!(answer(&mut there).await, Some(1));
    stage.gateway.refuse("others", Refusal { program: Some("somebody".to_owned()), times: None });
    stage.gateway.refuse("closed", Refusal { program: None, times: Some(2) });
    for _ in 0..2 {
        assert_eq!(refusal(stage.front).await.kind(), std::io::ErrorKind::ConnectionReset);
    }
    let mut third = TcpStream::connect(stage.front).await.unwrap();
    for (client, n) in [(&mut there, 2), (&mut third, 3)] {
        client.write_all(&request(ApiKey::Produce, n, 5)).await.unwrap();
        assert_eq!(answer(client).await, Some(n));
    }
    assert_eq!(std::iter::from_fn(|| stage.arrived.try_recv().ok()).count(), 3);
    let fired: Vec<_> =
        stage.gateway.heal_all().into_iter().map(|firing| (firing.fault, firing.to)).collect();
    let refused = |n| ("closed".to_owned(), Struck::Connection { n, broker: 1, program: None });
    assert_eq!(fired, [refused(2), refused(3)]);
}

#[tokio::test]
async fn connections_are_refused_until_that_is_healed() {
    let stage = stage().await;
    stage.gateway.refuse("closed", Refusal { program: None, times: None });
    for _ in 0..5 {
        refusal(stage.front).await;
    }
    stage.gateway.heal("closed");
    let mut client = TcpStream::connect(stage.front).await.unwrap();
    client.write_all(&request(ApiKey::Produce, 1, 5)).await.unwrap();
    assert_eq!(answer(&mut client).await, Some(1));
}

#[tokio::test]
async fn a_slow_line_delays_bytes_and_changes_none() {
    let mut stage = stage().await;
    stage.gateway.throttle("slow", Throttle { program: None, requests: Some(40_000), answers: None });
    let mut client = TcpStream::connect(stage.front).await.unwrap();
    let begun = Instant::now();
    let bytes = request(ApiKey::Produce, 1, 10_000 - 12);
    client.write_all(&bytes).await.unwrap();
    assert_eq!(stage.arrived.recv().await.unwrap(), bytes[4..]);
    assert!(begun.elapsed() >= Duration::from_millis(240), "{:?}", begun.elapsed());
    assert_eq!(answer(&mut client).await, Some(1));

    // As slow as can be: it would take a day, and goes on at once when that is healed.
    stage.gateway.throttle("slow", Throttle { program: None, requests: Some(1), answers: None });
    client.write_all(&request(ApiKey::Produce, 2, 100_000)).await.unwrap();
    stage.gateway.heal("slow");
    assert_eq!(answer(&mut client).await, Some(2));
    let fired: Vec<_> = stage.gateway.heal_all().into_iter().map(|firing| firing.to).collect();
    let struck = Struck::Connection { n: 1, broker: 1, program: None };
    assert!(fired.first() == Some(&struck) && fired.iter().all(|to| *to == struck), "{fired:?}");
}

#[tokio::test]
async fn what_is_on_a_slow_line_when_all_is_over_never_arrives() {
    let broker = Listener::bind("127.0.0.1:0").await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let front = listener.local_addr().unwrap();
    let route = Route { listener, broker: broker.local_addr().unwrap(), id: 1 };
    let gateway = Gateway::open(vec![route], Instant::now()).unwrap();
    gateway.throttle("slow", Throttle { program: None, requests: Some(100), answers: None });
    let mut client = TcpStream::connect(front).await.unwrap();
    client.write_all(&request(ApiKey::Produce, 1, 1_000)).await.unwrap();
    let (mut upstream, _) = broker.accept().await.unwrap();
    upstream.read_u8().await.unwrap();
    assert_eq!(gateway.heal_all().len(), 1);
    let mut rest = Vec::new();
    upstream.read_to_end(&mut rest).await.unwrap();
    assert!(rest.len() < 1_000, "{} bytes came", rest.len());
    assert_eq!(answer(&mut client).await, None);
}
