//! A proxy before a server that is played: what passes, what is held, and what does nobody any harm.

use super::*;
use crate::evidence::Ending::{Committed, RolledBack};
use crate::gateway::rules::Leg;
use std::collections::BTreeMap;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::mpsc;

/// No test takes a tenth of this.
const PATIENCE: Duration = Duration::from_secs(20);

/// A proxy, and what arrives at the server behind it, each query with the number of its connection.
struct Stage {
    proxy: Proxy,
    arrived: mpsc::UnboundedReceiver<(usize, String)>,
}

fn message(letter: u8, body: &[u8]) -> Vec<u8> {
    let length = i32::try_from(body.len() + 4).unwrap();
    [&[letter][..], &length.to_be_bytes(), body].concat()
}

fn query(text: &str) -> Vec<u8> {
    message(b'Q', format!("{text}\0").as_bytes())
}

async fn read(stream: &mut TcpStream) -> Option<(u8, Vec<u8>)> {
    let letter = stream.read_u8().await.ok()?;
    let length = usize::try_from(stream.read_i32().await.ok()?).unwrap();
    let mut body = vec![0; length - 4];
    stream.read_exact(&mut body).await.ok()?;
    Some((letter, body))
}

/// What PostgreSQL says to a few statements.
async fn serve(mut stream: TcpStream, n: usize, arrived: mpsc::UnboundedSender<(usize, String)>) {
    let Ok(length) = stream.read_i32().await else { return };
    let mut first = vec![0; usize::try_from(length).unwrap() - 4];
    if stream.read_exact(&mut first).await.is_err() {
        return;
    }
    let mut status = b'I';
    let mut answer = [message(b'R', &[0; 4]), message(b'Z', &[status])].concat();
    while stream.write_all(&answer).await.is_ok() {
        let Some((b'Q', body)) = read(&mut stream).await else { return };
        let text = String::from_utf8(body).unwrap();
        let _ = arrived.send((n, text.trim_end_matches('\0').to_owned()));
        answer.clear();
        for statement in text.trim_end_matches('\0').split(';') {
            let tag = match statement.trim() {
                "DIE" => return,
                "FLOOD" => {
                    answer.extend(message(b'D', &[0; 9_996]).repeat(100));
                    "SELECT 100"
                }
                "INSERT" => "INSERT 0 1",
                other => other,
            };
            status = match tag {
                "BEGIN" => b'T',
                "COMMIT" | "ROLLBACK" => b'I',
                _ => status,
            };
            answer.extend(message(b'C', format!("{tag}\0").as_bytes()));
        }
        answer.extend(message(b'Z', &[status]));
    }
}

async fn stage() -> Stage {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = Proxy::open(listener.local_addr().unwrap(), Instant::now(), Peers::default()).unwrap();
    let (told, arrived) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        for n in 1.. {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(serve(stream, n, told.clone()));
        }
    });
    Stage { proxy, arrived }
}

impl Stage {
    async fn raw(&self) -> TcpStream {
        TcpStream::connect(self.proxy.address()).await.unwrap()
    }

    /// A connection that the server has taken.
    async fn client(&self) -> TcpStream {
        let mut stream = self.raw().await;
        let body = [&196_608_i32.to_be_bytes()[..], b"user\0learner\0\0"].concat();
        stream.write_i32(i32::try_from(body.len() + 4).unwrap()).await.unwrap();
        stream.write_all(&body).await.unwrap();
        assert_eq!(read(&mut stream).await.unwrap().0, b'R');
        assert_eq!(read(&mut stream).await.unwrap(), (b'Z', b"I".to_vec()));
        stream
    }

    fn hold(&self, nth: u64, at: Leg) -> HeldCommit {
        self.proxy.hold(CommitHold { id: "held".into(), program: None, runs: None, nth, at })
    }
}

/// Sends a query and reads to the end of its answer: the tags.
async fn ask(stream: &mut TcpStream, text: &str) -> Option<Vec<String>> {
    stream.write_all(&query(text)).await.ok()?;
    let mut tags = Vec::new();
    loop {
        match tokio::time::timeout(PATIENCE, read(stream)).await.expect("an answer")? {
            (b'C', tag) => tags.push(String::from_utf8(tag).unwrap().trim_end_matches('\0').to_owned()),
            (b'Z', _) => return Some(tags),
            _ => {}
        }
    }
}

async fn tripped(held: &HeldCommit) {
    tokio::time::timeout(PATIENCE, held.gate().caught()).await.unwrap();
}

#[tokio::test]
async fn what_ends_is_told() {
    let stage = stage().await;
    let mut client = stage.client().await;
    assert_eq!(ask(&mut client, "BEGIN;INSERT;COMMIT").await.unwrap(), ["BEGIN", "INSERT 0 1", "COMMIT"]);
    ask(&mut client, "INSERT").await.unwrap();
    ask(&mut client, "SELECT 1").await.unwrap();
    ask(&mut client, "BEGIN").await.unwrap();
    ask(&mut client, "ROLLBACK").await.unwrap();
    let told = stage.proxy.transactions();
    let kinds: Vec<_> = told.iter().map(|it| (it.n, it.wrote, it.implicit, it.outcome)).collect();
    assert_eq!(
        kinds,
        [(1, true, false, Committed), (2, true, true, Committed), (3, false, false, RolledBack)]
    );
    assert!(told.iter().all(|it| it.answered_at >= Some(it.at)), "{told:?}");
}

#[tokio::test]
async fn an_answer_is_held_until_it_is_released() {
    let mut stage = stage().await;
    let mut client = stage.client().await;
    let held = stage.hold(2, Leg::Answer);
    ask(&mut client, "BEGIN;INSERT;COMMIT").await.unwrap();
    ask(&mut client, "BEGIN;INSERT").await.unwrap();
    client.write_all(&query("COMMIT")).await.unwrap();
    tripped(&held).await;
    let told = stage.proxy.transactions();
    assert_eq!(
        (told.len(), told[1].answered_at, told[1].fault.as_deref()),
        (2, None, Some("held")),
        "it is done"
    );
    // Others go on.
    ask(&mut stage.client().await, "BEGIN;INSERT;COMMIT").await.unwrap();
    held.release();
    assert_eq!(read(&mut client).await.unwrap(), (b'C', b"COMMIT\0".to_vec()));
    assert_eq!(read(&mut client).await.unwrap(), (b'Z', b"I".to_vec()));
    assert_eq!(stage.arrived.recv().await.unwrap().1, "BEGIN;INSERT;COMMIT");
}

#[tokio::test]
async fn nothing_of_a_statement_that_commits_by_itself_is_told_before() {
    let stage = stage().await;
    let mut client = stage.client().await;
    let held = stage.hold(1, Leg::Answer);
    client.write_all(&query("INSERT")).await.unwrap();
    tripped(&held).await;
    assert_eq!(stage.proxy.transactions().len(), 1);
    let mut none = [0; 1];
    assert!(client.try_read(&mut none).is_err(), "not even that it was inserted");
    held.discard();
    assert_eq!(tokio::time::timeout(PATIENCE, client.read(&mut none)).await.unwrap().unwrap_or(0), 0);
    assert_eq!(stage.proxy.transactions()[0].answered_at, None);
    assert_eq!(stage.proxy.settled(PATIENCE).await, Ok(()));
}

#[tokio::test]
async fn what_is_held_at_its_request_never_arrives_once_it_is_dropped() {
    let mut stage = stage().await;
    let mut client = stage.client().await;
    ask(&mut client, "BEGIN;INSERT").await.unwrap();
    let held = stage.hold(1, Leg::Request);
    client.write_all(&query("COMMIT")).await.unwrap();
    tripped(&held).await;
    held.discard();
    assert_eq!(
        tokio::time::timeout(PATIENCE, client.read_u8()).await.unwrap().ok(),
        None,
        "the connection ends"
    );
    assert_eq!(stage.proxy.settled(PATIENCE).await, Ok(()));
    assert_eq!(stage.arrived.recv().await.unwrap().1, "BEGIN;INSERT");
    assert_eq!(stage.arrived.try_recv().ok(), None);
    assert_eq!(stage.proxy.transactions(), []);
}

#[tokio::test]
async fn a_program_that_leaves_takes_along_what_is_held_of_it() {
    let mut stage = stage().await;
    let mut client = stage.client().await;
    let held = stage.hold(1, Leg::Request);
    client.write_all(&query("BEGIN;INSERT;COMMIT")).await.unwrap();
    tripped(&held).await;
    drop(client);
    assert_eq!(stage.proxy.settled(PATIENCE).await, Ok(()));
    held.release();
    assert_eq!(stage.arrived.try_recv().ok(), None, "released too late, it goes nowhere");
}

#[tokio::test]
async fn encryption_is_declined_and_the_rest_is_read() {
    let stage = stage().await;
    let mut client = stage.raw().await;
    for code in [80_877_103, 80_877_104] {
        client.write_i32(8).await.unwrap();
        client.write_i32(code).await.unwrap();
        assert_eq!(client.read_u8().await.unwrap(), b'N');
    }
}

#[tokio::test]
async fn garbage_and_halves_end_and_harm_nobody() {
    let stage = stage().await;
    let mut healthy = stage.client().await;
    let halves = [&query("COMMIT")[..4], b"\0\0\0", b"GET / HTTP/1.1\r\n\r\n", &[0xff; 5_000]];
    for bytes in halves {
        let mut client = stage.client().await;
        client.write_all(bytes).await.unwrap();
        client.shutdown().await.unwrap();
        assert_eq!(
            tokio::time::timeout(PATIENCE, client.read_to_end(&mut Vec::new())).await.unwrap().ok(),
            Some(0)
        );
    }
    // A length that nobody can mean, and one that never comes.
    let mut long = stage.client().await;
    long.write_all(&[b'Q', 0x3f, 0xff, 0xff, 0xff]).await.unwrap();
    long.write_all(&vec![b' '; 1 << 20]).await.unwrap();
    assert_eq!(ask(&mut healthy, "BEGIN;INSERT;COMMIT").await.unwrap().len(), 3);
    drop((long, healthy));
    assert_eq!(stage.proxy.settled(PATIENCE).await, Ok(()));
    assert_eq!(stage.proxy.transactions().len(), 1);
}

#[tokio::test]
async fn a_server_that_dies_ends_its_connection_only() {
    let stage = stage().await;
    let (mut dying, mut other) = (stage.client().await, stage.client().await);
    assert_eq!(ask(&mut dying, "DIE").await, None);
    assert_eq!(ask(&mut other, "INSERT").await.unwrap(), ["INSERT 0 1"]);
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let proxy = Proxy::open(nobody, Instant::now(), Peers::default()).unwrap();
    let mut client = TcpStream::connect(proxy.address()).await.unwrap();
    assert!(client.read_u8().await.is_err(), "as if nobody listened");
}

#[tokio::test]
async fn two_hundred_connections_at_once_are_all_served_and_told() {
    let mut stage = stage().await;
    let clients = (0..200).map(|_| async {
        let mut client = stage.client().await;
        for _ in 0..5 {
            assert_eq!(ask(&mut client, "BEGIN;INSERT;COMMIT").await.unwrap().len(), 3);
        }
    });
    futures::future::join_all(clients).await;
    assert_eq!(stage.proxy.settled(PATIENCE).await, Ok(()));
    let told = stage.proxy.transactions();
    let connections: BTreeSet<i64> = told.iter().map(|it| it.connection).collect();
    assert_eq!((connections.len(), told.len()), (200, 1_000));
    let mut arrived: BTreeMap<usize, usize> = BTreeMap::new();
    while let Ok((n, _)) = stage.arrived.try_recv() {
        *arrived.entry(n).or_default() += 1;
    }
    assert!(arrived.len() == 200 && arrived.values().all(|queries| *queries == 5));
}

/// Each answer is a megabyte: whoever kept them for a program that does not read would soon have no room.
#[tokio::test]
async fn a_program_that_never_reads_is_not_read_either() {
    let mut stage = stage().await;
    let mut slow = stage.client().await;
    for _ in 0..200 {
        slow.write_all(&query("FLOOD")).await.unwrap();
    }
    let mut quick = stage.client().await;
    assert_eq!(ask(&mut quick, "INSERT").await.unwrap(), ["INSERT 0 1"]);
    let mut answered = 0;
    while let Ok((n, _)) = stage.arrived.try_recv() {
        answered += usize::from(n == 1);
    }
    assert!(answered < 50, "{answered} MB were taken in, and nothing was read");
    let mut read_whole = 0;
    for _ in 0..200 {
        while read(&mut slow).await.unwrap().0 != b'Z' {}
        read_whole += 1;
    }
    assert_eq!(read_whole, 200);
}
