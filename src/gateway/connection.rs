//! One connection of a program, passed on to the broker.

use super::frame::Cutter;
use super::rules::{Act, Rules};
use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::time::Instant;

/// How much is read at once, and so what a connection keeps in memory for each direction.
const CHUNK: usize = 64 << 10;
/// Requests whose answers are awaited. Clients have five or so; one that never reads must not fill memory.
const IN_FLIGHT: usize = 4_096;

/// A request that was passed on: its correlation id and its API.
type Asked = Mutex<VecDeque<(i32, i16)>>;

/// Passes a connection on until both sides have ended, or one of them failed.
pub(super) async fn pass(client: TcpStream, broker: SocketAddr, rules: Arc<Rules>) {
    let upstream = match TcpStream::connect(broker).await {
        Ok(upstream) => upstream,
        // The program sees what it would see without a gateway: the connection is closed.
        Err(error) => return tracing::debug!(%error, %broker, "the broker takes no connection"),
    };
    // Kafka's own clients and brokers do the same: small frames must not wait for full segments.
    for side in [&client, &upstream] {
        if let Err(error) = side.set_nodelay(true) {
            tracing::debug!(%error, "no TCP_NODELAY");
        }
    }
    let (from_client, to_client) = client.into_split();
    let (from_broker, to_broker) = upstream.into_split();
    let asked = Asked::default();
    let ended = tokio::try_join!(
        requests(from_client, to_broker, &asked),
        answers(from_broker, to_client, &asked, &rules)
    );
    if let Err(error) = ended {
        tracing::trace!(%error, "a connection through the gateway ended early");
    }
}

/// Passes requests on as they come, and notes what was asked.
async fn requests(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, asked: &Asked) -> io::Result<()> {
    let mut cutter = Cutter::<8>::new();
    let mut buffer = vec![0; CHUNK];
    loop {
        let read = from.read(&mut buffer).await?;
        if read == 0 {
            return to.shutdown().await;
        }
        // Noted before it is passed on: the answer may come before this task runs again.
        let mut rest = &buffer[..read];
        while !rest.is_empty() {
            let cut = cutter.cut(rest);
            if let Some([k0, k1, _, _, c0, c1, c2, c3]) = cut.head {
                let mut asked = asked.lock().unwrap_or_else(PoisonError::into_inner);
                if asked.len() == IN_FLIGHT {
                    asked.pop_front();
                }
                asked.push_back((i32::from_be_bytes([c0, c1, c2, c3]), i16::from_be_bytes([k0, k1])));
            }
            rest = &rest[cut.taken..];
        }
        to.write_all(&buffer[..read]).await?;
    }
}

/// Passes answers on, bent as the rules say.
async fn answers(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    asked: &Asked,
    rules: &Rules,
) -> io::Result<()> {
    let mut cutter = Cutter::<4>::new();
    let mut buffer = vec![0; CHUNK];
    loop {
        let read = from.read(&mut buffer).await?;
        let came = Instant::now();
        if read == 0 {
            return to.shutdown().await;
        }
        let mut passed = 0;
        let mut at = 0;
        while at < read {
            let cut = cutter.cut(&buffer[at..read]);
            let act = cut.head.and_then(|head| rules.answer(api_of(asked, i32::from_be_bytes(head))?));
            if let Some(Act::Delay(delay)) = act {
                // What came before this answer is not late; where its head was cut, nobody can read the rest.
                to.write_all(&buffer[passed..at]).await?;
                passed = at;
                tokio::time::sleep_until(came + delay).await;
            }
            at += cut.taken;
        }
        to.write_all(&buffer[passed..read]).await?;
    }
}

/// The API of the request that an answer belongs to. Answers come in the order of requests; one that asked
/// for none (Produce with acks=0) stands before them and is forgotten.
fn api_of(asked: &Asked, correlation: i32) -> Option<i16> {
    let mut asked = asked.lock().unwrap_or_else(PoisonError::into_inner);
    let position = asked.iter().position(|(id, _)| *id == correlation)?;
    asked.drain(..=position).next_back().map(|(_, api)| api)
}
