//! The door of a service: who comes in, and who is turned away.

use super::WhoCalls;
use super::book::Book;
use super::connection;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Connections at a time; more wait at the door, so that callers cannot use up our file handles. A connection
/// takes two.
const MOST: usize = 256;

/// Our side of the door.
pub(super) struct Door {
    /// The id of the step that shut it.
    shut: watch::Sender<Option<String>>,
    /// The last to come in.
    last: watch::Sender<Option<SocketAddr>>,
}

/// The door as those behind it see it.
pub(super) struct Ajar {
    shut: watch::Receiver<Option<String>>,
    last: watch::Receiver<Option<SocketAddr>>,
}

pub(super) fn door() -> (Door, Ajar) {
    let (shut, shut_seen) = watch::channel(None);
    let (last, last_seen) = watch::channel(None);
    (Door { shut, last }, Ajar { shut: shut_seen, last: last_seen })
}

impl Door {
    pub(super) fn open(&self) {
        self.shut.send_replace(None);
    }

    /// Turns everybody out, and away, because of a step.
    pub(super) fn shut(&self, step: &str) {
        self.shut.send_replace(Some(step.to_owned()));
    }

    /// Lets everybody in who has come to `address` before now, and nobody after.
    ///
    /// Connections are accepted in the order in which they came, so one of our own marks the place.
    pub(super) async fn close_behind(&self, address: SocketAddr) -> io::Result<()> {
        let socket = TcpSocket::new_v4()?;
        socket.bind((Ipv4Addr::LOCALHOST, 0).into())?;
        self.last.send_replace(Some(socket.local_addr()?));
        socket.connect(address).await.map(drop)
    }
}

/// Accepts connections until the last has come, and ends when all have ended.
pub(super) async fn accept(listener: TcpListener, ajar: Ajar, book: Arc<Book>, who: WhoCalls) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept(), if connections.len() < MOST => match accepted {
                Ok((_, peer)) if *ajar.last.borrow() == Some(peer) => break,
                Ok((stream, peer)) => match &*ajar.shut.borrow() {
                    Some(step) => book.refused(step),
                    None => {
                        let (book, who, shut) = (Arc::clone(&book), Arc::clone(&who), ajar.shut.clone());
                        connections.spawn(connection::serve(stream, peer, who, book, shut));
                    }
                },
                // Out of file handles, mostly: a connection that ends makes room.
                Err(error) => {
                    tracing::warn!(%error, "a call to a service could not be accepted");
                    connections.join_next().await;
                    tokio::task::yield_now().await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}
