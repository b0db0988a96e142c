//! One connection of a program, passed on to the server message by message.

use super::book::Book;
use super::frame::{Cutter, Piece};
use super::said::{Told, said, told};
use super::session::{Ended, Session};
use crate::gateway::peers::{Peers, Who};
use crate::gateway::rules::{Gate, Leg};
use bytes::{Bytes, BytesMut};
use std::io;
use std::net::SocketAddr;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::OnceCell;
use tokio_util::sync::CancellationToken;

/// How much is read at once.
const CHUNK: usize = 32 << 10;
/// What is read of a program while something that it asked for is held, so that its end is noticed.
const AHEAD: usize = 1 << 20;
/// What is kept of answers that belong to a commit which has not come yet; from here on they go.
const WITHHELD: usize = 256 << 10;

/// What the two directions of a connection share.
pub(super) struct Link {
    pub(super) book: Arc<Book>,
    pub(super) peers: Peers,
    pub(super) number: i64,
    /// The address of the program's end, and of ours.
    pub(super) ends: (SocketAddr, SocketAddr),
    who: OnceCell<Option<Who>>,
    session: Mutex<Session>,
    /// The program has left.
    gone: CancellationToken,
}

impl Link {
    pub(super) fn new(book: Arc<Book>, peers: Peers, number: i64, ends: (SocketAddr, SocketAddr)) -> Link {
        let (who, session, gone) = (OnceCell::new(), Mutex::default(), CancellationToken::new());
        Link { book, peers, number, ends, who, session, gone }
    }

    /// Who is at the other end; finds out where nobody has yet.
    async fn who(&self) -> Option<&Who> {
        let (peers, (theirs, ours)) = (self.peers.clone(), self.ends);
        let found = self.who.get_or_init(async || {
            tokio::task::spawn_blocking(move || peers.find(theirs, ours)).await.ok().flatten()
        });
        found.await.as_ref()
    }

    fn session(&self) -> MutexGuard<'_, Session> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits where something is held; breaks where it is to be dropped, or nobody waits for it any more.
    async fn wait(&self, gate: &Gate) -> ControlFlow<()> {
        tokio::select! {
            goes_on = gate.wait() => if goes_on { ControlFlow::Continue(()) } else { ControlFlow::Break(()) },
            () = self.gone.cancelled() => ControlFlow::Break(()),
        }
    }
}

/// How a direction ended: by itself, or (`Break`) the connection with it.
type End = io::Result<ControlFlow<()>>;

/// Passes a connection on until both sides have ended, one of them failed, or what is held of it is dropped. Then
/// waits until the server has ended its part: what was not committed is undone by then.
pub(super) async fn pass(client: TcpStream, server: TcpStream, link: &Link) {
    for side in [&client, &server] {
        if let Err(error) = side.set_nodelay(true) {
            tracing::debug!(%error, "no TCP_NODELAY");
        }
    }
    let (from_client, to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let to_client = tokio::sync::Mutex::new(to_client);
    let both = async {
        let asked = async {
            let ended = ask(from_client, &mut to_server, &to_client, link).await;
            link.gone.cancel();
            settled(ended)
        };
        let answered = async { settled(answer(&mut from_server, &to_client, link).await) };
        tokio::try_join!(asked, answered)
    };
    // Found out beside the stream: nobody waits for it but who has to know.
    let (ended, _) = tokio::join!(both, link.who());
    if let Err(Some(error)) = ended {
        tracing::trace!(%error, "a connection to PostgreSQL ended early");
    }
    drop(to_client);
    let _ = to_server.shutdown().await;
    let mut rest = BytesMut::with_capacity(CHUNK);
    while from_server.read_buf(&mut rest).await.is_ok_and(|count| count > 0) {
        rest.clear();
    }
}

/// What is dropped ends the connection as a failure does.
fn settled(ended: End) -> Result<(), Option<io::Error>> {
    match ended {
        Ok(ControlFlow::Continue(())) => Ok(()),
        Ok(ControlFlow::Break(())) => Err(None),
        Err(error) => Err(Some(error)),
    }
}

/// From the program to the server.
async fn ask(
    mut from: OwnedReadHalf,
    to: &mut OwnedWriteHalf,
    back: &tokio::sync::Mutex<OwnedWriteHalf>,
    link: &Link,
) -> End {
    let (mut cutter, mut buffer, mut out) = (Cutter::of_program(), BytesMut::new(), BytesMut::new());
    loop {
        while let Some(piece) = cutter.cut(&mut buffer) {
            match piece {
                // What passes is to be read: no. The program decides what it makes of that (manual, 54.2.10).
                Piece::MayEncrypt => back.lock().await.write_all(b"N").await?,
                Piece::Other(bytes) => out.extend_from_slice(&bytes),
                Piece::Message(letter, message) | Piece::Long(letter, message) => {
                    let asks =
                        said(letter, &message).is_some_and(|said| link.session().asks_to_commit(&said));
                    if asks
                        && link.book.holds(Leg::Request)
                        && let Some((_, gate)) = link.book.comes(Leg::Request, link.who().await)
                    {
                        flush(to, &mut out).await?;
                        if hold(&gate, &mut from, &mut buffer, link).await.is_break() {
                            return Ok(ControlFlow::Break(()));
                        }
                    }
                    out.extend_from_slice(&message);
                }
            }
        }
        flush(to, &mut out).await?;
        buffer.reserve(CHUNK);
        if from.read_buf(&mut buffer).await? == 0 {
            // Half a message is for the server to judge.
            to.write_all(&buffer).await?;
            to.shutdown().await?;
            return Ok(ControlFlow::Continue(()));
        }
    }
}

/// Waits at `gate` with what the program asked for. Where the program leaves meanwhile, it was never asked.
async fn hold(gate: &Gate, from: &mut OwnedReadHalf, ahead: &mut BytesMut, link: &Link) -> ControlFlow<()> {
    let waiting = link.wait(gate);
    tokio::pin!(waiting);
    loop {
        tokio::select! {
            biased;
            decided = &mut waiting => return decided,
            read = from.read_buf(ahead), if ahead.len() < AHEAD => match read {
                Ok(0) | Err(_) => return ControlFlow::Break(()),
                Ok(_) => {}
            },
        }
    }
}

/// From the server to the program.
async fn answer(from: &mut OwnedReadHalf, to: &tokio::sync::Mutex<OwnedWriteHalf>, link: &Link) -> End {
    let (mut cutter, mut buffer, mut out) = (Cutter::of_server(), BytesMut::new(), BytesMut::new());
    // What of `out` belongs to a commit that the server has not told of yet.
    let mut withheld: Option<BytesMut> = None;
    loop {
        while let Some(piece) = cutter.cut(&mut buffer) {
            let message = match piece {
                Piece::Message(letter, message) => {
                    let told = told(letter, &message);
                    let ended = told.as_ref().and_then(|told| link.session().ends(told));
                    if let Some(ended) = ended {
                        flush_all(to, &mut out).await?;
                        let with = withheld.take().unwrap_or_default();
                        if tell(ended, with, &message, to, link).await?.is_break() {
                            return Ok(ControlFlow::Break(()));
                        }
                        continue;
                    }
                    let commits = matches!(told, Some(Told::Done(_))) && link.session().commits_by_itself();
                    if commits && withheld.is_none() && link.book.holds(Leg::Answer) {
                        withheld = Some(BytesMut::new());
                    } else if matches!(told, Some(Told::Failed | Told::Ready(_))) {
                        out.extend_from_slice(&withheld.take().unwrap_or_default());
                    }
                    message
                }
                Piece::Long(_, bytes) | Piece::Other(bytes) => bytes,
                Piece::MayEncrypt => Bytes::new(),
            };
            withheld.as_mut().unwrap_or(&mut out).extend_from_slice(&message);
            if withheld.as_ref().is_some_and(|kept| kept.len() > WITHHELD) {
                out.extend_from_slice(&withheld.take().unwrap_or_default());
            }
        }
        flush_all(to, &mut out).await?;
        buffer.reserve(CHUNK);
        if from.read_buf(&mut buffer).await? == 0 {
            let mut to = to.lock().await;
            to.write_all(&withheld.unwrap_or_default()).await?;
            to.write_all(&buffer).await?;
            to.shutdown().await?;
            return Ok(ControlFlow::Continue(()));
        }
    }
}

/// A transaction has ended, of which `message` tells the program, after what was kept for it.
async fn tell(
    ended: Ended,
    with: BytesMut,
    message: &[u8],
    to: &tokio::sync::Mutex<OwnedWriteHalf>,
    link: &Link,
) -> End {
    let who = link.who().await;
    let counts = ended.committed && ended.rows > 0;
    let held = if counts { link.book.comes(Leg::Answer, who) } else { None };
    let (fault, gate) = held.unzip();
    let n = link.book.ended(ended, link.number, who, fault);
    if let Some(gate) = gate
        && link.wait(&gate).await.is_break()
    {
        return Ok(ControlFlow::Break(()));
    }
    let mut to = to.lock().await;
    to.write_all(&with).await?;
    to.write_all(message).await?;
    if let Some(n) = n {
        link.book.answered(n);
    }
    Ok(ControlFlow::Continue(()))
}

async fn flush(to: &mut OwnedWriteHalf, out: &mut BytesMut) -> io::Result<()> {
    to.write_all(out).await?;
    out.clear();
    Ok(())
}

async fn flush_all(to: &tokio::sync::Mutex<OwnedWriteHalf>, out: &mut BytesMut) -> io::Result<()> {
    if out.is_empty() {
        return Ok(());
    }
    flush(&mut *to.lock().await, out).await
}
