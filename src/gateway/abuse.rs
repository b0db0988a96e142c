//! What programs and brokers should not do, and what it does to others: nothing.

use super::tests::{Stage, answer, request, stage};
use super::*;
use kafka_protocol::messages::ApiKey;
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener as Listener, TcpStream};

/// A program's request and its answer.
async fn exchange(stream: &mut TcpStream, correlation: i32, more: usize) -> Option<i32> {
    stream.write_all(&request(ApiKey::Produce, correlation, more)).await.ok()?;
    answer(stream).await
}

/// A gateway before one more broker, which does `what` with the first connection that it gets.
async fn before<W: Future<Output = ()> + Send + 'static>(
    what: impl FnOnce(TcpStream) -> W + Send + 'static,
) -> (Gateway, SocketAddr) {
    let broker = Listener::bind("127.0.0.1:0").await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let front = listener.local_addr().unwrap();
    let route = Route { listener, broker: broker.local_addr().unwrap(), id: 1 };
    tokio::spawn(async move { what(broker.accept().await.unwrap().0).await });
    (Gateway::open(vec![route], Instant::now()).unwrap(), front)
}

#[tokio::test]
async fn a_slow_reader_slows_nobody_else() {
    let stage = stage().await;
    let mut slow = TcpStream::connect(stage.front).await.unwrap();
    let mut quick = TcpStream::connect(stage.front).await.unwrap();
    for n in 0..1_000 {
        slow.write_all(&request(ApiKey::Produce, n, 100)).await.unwrap();
    }
    let mut read = Vec::new();
    for n in 0..200 {
        // A byte for the one, a whole exchange for the other.
        read.push(slow.read_u8().await.unwrap());
        assert_eq!(exchange(&mut quick, n, 10_000).await, Some(n));
    }
    let mut rest = vec![0; 1_000 * 28 - read.len()];
    slow.read_exact(&mut rest).await.unwrap();
    read.extend(rest);
    let correlations = read.chunks(28).map(|answer| i32::from_be_bytes(answer[4..8].try_into().unwrap()));
    assert!(correlations.eq(0..1_000), "an answer is missing, or not in its place");
}

/// The broker's answers are a hundred times as long as the requests: whoever kept them for a program that does not
/// read would soon have no room.
#[tokio::test]
async fn a_program_that_never_reads_is_not_read_either() {
    const ANSWER: usize = 10_000;
    const REQUESTS: usize = 50_000;
    /// What the buffers of the system may take on both connections; a fifth of what the answers are.
    const ROOM: usize = 100 << 20;
    let (written, mut answers) = tokio::sync::watch::channel(0);
    let (gateway, front) = before(async move |stream| {
        let (mut from, mut to) = stream.into_split();
        let mut request = [0; 108];
        let answer = [&(i32::try_from(ANSWER).unwrap()).to_be_bytes()[..], &[0; ANSWER]].concat();
        while from.read_exact(&mut request).await.is_ok() && to.write_all(&answer).await.is_ok() {
            written.send_modify(|answers| *answers += 1);
        }
    })
    .await;
    let (mut reading, mut writing) = TcpStream::connect(front).await.unwrap().into_split();
    // How much of it goes in before the reading begins is the system's to say.
    let asking = tokio::spawn(async move {
        for _ in 0..REQUESTS {
            writing.write_all(&request(ApiKey::Metadata, 0, 96)).await.unwrap();
        }
    });
    let too_much = answers.wait_for(|answers| answers * ANSWER > ROOM);
    // A machine too slow to write so much by then has less of it in use.
    let too_much = tokio::time::timeout(Duration::from_secs(2), too_much).await;
    assert!(too_much.is_err(), "{} MB were taken from the broker, and nothing was read", ROOM >> 20);

    // Nothing was lost either: as soon as it reads, everything goes on.
    for _ in 0..REQUESTS {
        assert_eq!(answer(&mut reading).await, Some(0));
    }
    asking.await.unwrap();
    let seen = gateway.take().await;
    assert!(seen.requests.len() as i64 + seen.unseen.requests >= i64::from(u32::try_from(REQUESTS).unwrap()));
}

#[tokio::test]
async fn a_broker_that_dies_in_an_answer_ends_its_own_connections_only() {
    let mut healthy = stage().await;
    let mut other = TcpStream::connect(healthy.front).await.unwrap();
    assert_eq!(exchange(&mut other, 1, 10).await, Some(1));
    let (dying, front) = before(async |mut stream| {
        stream.read_exact(&mut [0; 12 + 10]).await.unwrap();
        stream.write_all(&[0, 0, 1, 0, 0, 0, 0, 7, 1, 2, 3]).await.unwrap();
    })
    .await;
    let mut client = TcpStream::connect(front).await.unwrap();
    client.write_all(&request(ApiKey::Produce, 7, 10)).await.unwrap();
    let mut got = Vec::new();
    client.read_to_end(&mut got).await.unwrap();
    assert_eq!(got, [0, 0, 1, 0, 0, 0, 0, 7, 1, 2, 3], "the program sees as much of the answer as there was");
    let seen = dying.take().await;
    assert_eq!(seen.requests[0].answered_at, None, "half an answer is none");
    assert_eq!(seen.unseen.bytes, 11);
    assert_eq!(exchange(&mut other, 2, 10).await, Some(2));
    assert_eq!(healthy.arrived.recv().await.unwrap()[4..8], 1_i32.to_be_bytes());
}

#[tokio::test]
async fn two_hundred_connections_at_once_are_all_served_and_seen() {
    let Stage { gateway, front, .. } = &stage().await;
    let clients = (0..200).map(|client| async move {
        let mut stream = TcpStream::connect(front).await.unwrap();
        for n in 0..10 {
            assert_eq!(exchange(&mut stream, client * 100 + n, 10_000).await, Some(client * 100 + n));
        }
    });
    futures::future::join_all(clients).await;
    let seen = gateway.take().await;
    let connections: BTreeSet<i64> = seen.requests.iter().map(|request| request.connection).collect();
    let answered = seen.requests.iter().filter(|request| request.answered_at.is_some()).count();
    assert_eq!((connections.len(), answered, seen.unseen.requests), (200, 2_000, 0));
}

#[tokio::test]
async fn a_long_request_passes_whole_and_its_beginning_is_read_however_it_is_cut() {
    let mut stage = stage().await;
    let mut client = TcpStream::connect(stage.front).await.unwrap();
    for (cut, n) in [1, 3, 5, 11, 13, 70_000].into_iter().zip(1..) {
        let bytes = request(ApiKey::Produce, n, 2_000_000);
        let (first, rest) = bytes.split_at(cut);
        client.write_all(first).await.unwrap();
        // An exchange of another program gives the gateway time to read what there is.
        let mut other = TcpStream::connect(stage.front).await.unwrap();
        assert_eq!(exchange(&mut other, 100, 10).await, Some(100));
        client.write_all(rest).await.unwrap();
        assert_eq!(answer(&mut client).await, Some(n));
        assert_eq!(stage.arrived.recv().await.unwrap().len(), 18);
        assert_eq!(stage.arrived.recv().await.unwrap(), bytes[4..]);
    }
    let seen = stage.gateway.take().await;
    assert_eq!((seen.requests.len(), seen.unseen.requests), (12, 0));
    assert!(seen.requests.iter().all(|request| request.api == "Produce" && request.read == "head"));
}
