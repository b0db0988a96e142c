//! Between a program and PostgreSQL: what it passes on, what it tells of it, and what it can hold.
//!
//! A [`Proxy`] listens where a program is told that its database is. It follows the messages in the stream well
//! enough to know when a transaction ends, and can hold a COMMIT before the server sees it, or its answer after the
//! server has done it. What it cannot read it passes on all the same. It asks for no encryption, and refuses it to
//! programs that do: it is on one machine, and has to read.

mod book;
mod connection;
mod frame;
mod said;
mod session;
#[cfg(test)]
mod session_tests;
mod statement;
#[cfg(test)]
mod tests;

pub use book::{CommitHold, HeldCommit};

use super::accept;
use super::peers::Peers;
use crate::evidence::DatabaseTransaction;
use book::Book;
use connection::Link;
use std::collections::BTreeSet;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// An open proxy. Dropping it closes its socket and every connection through it.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    book: Arc<Book>,
    /// The ports of this machine from which connections go to the server.
    open: watch::Sender<BTreeSet<u16>>,
    _accepting: JoinSet<()>,
}

impl Proxy {
    /// Begins to accept connections on a port of its own. `epoch` is the moment from which everything is timed;
    /// `peers` knows the programs.
    ///
    /// # Errors
    /// Where no port can be had.
    pub fn open(server: SocketAddr, epoch: Instant, peers: Peers) -> io::Result<Proxy> {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let listener = TcpListener::from_std(listener)?;
        let (book, open) = (Arc::new(Book::new(epoch)), watch::Sender::default());
        let mut accepting = JoinSet::new();
        accepting.spawn(listen(listener, server, Arc::clone(&book), peers, open.clone()));
        Ok(Proxy { address, book, open, _accepting: accepting })
    }

    /// Where programs connect.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Holds a COMMIT that is to come. A statement that commits by itself counts as one.
    pub fn hold(&self, hold: CommitHold) -> HeldCommit {
        self.book.hold(hold)
    }

    /// The transactions that have ended so far, in the order in which they did.
    pub fn transactions(&self) -> Vec<DatabaseTransaction> {
        self.book.transactions()
    }

    /// Waits until every connection is over, on the server's side too: what was not committed is undone then.
    ///
    /// # Errors
    /// The ports of this machine from which those go to the server that are not.
    pub async fn settled(&self, within: Duration) -> Result<(), Vec<u16>> {
        let mut open = self.open.subscribe();
        let all = tokio::time::timeout(within, open.wait_for(BTreeSet::is_empty)).await.is_ok();
        if all { Ok(()) } else { Err(self.open.borrow().iter().copied().collect()) }
    }
}

async fn listen(
    listener: TcpListener,
    server: SocketAddr,
    book: Arc<Book>,
    peers: Peers,
    open: watch::Sender<BTreeSet<u16>>,
) {
    let mut number = 0;
    accept::all(listener, |client, peer| {
        number += 1;
        let ends = client.local_addr().map_or((peer, server), |ours| (peer, ours));
        let link = Link::new(Arc::clone(&book), peers.clone(), number, ends);
        serve(client, server, link, open.clone())
    })
    .await;
}

async fn serve(client: TcpStream, server: SocketAddr, link: Link, open: watch::Sender<BTreeSet<u16>>) {
    let connected =
        TcpStream::connect(server).await.and_then(|stream| Ok((stream.local_addr()?.port(), stream)));
    let (port, stream) = match connected {
        Ok(connected) => connected,
        Err(error) => {
            // As one ends that nobody listens for.
            tracing::debug!(%error, "PostgreSQL takes no connection");
            let _ = client.set_zero_linger();
            return;
        }
    };
    open.send_modify(|ports| {
        ports.insert(port);
    });
    // Whatever ends it.
    let _over = Over { port, open };
    connection::pass(client, stream, &link).await;
}

struct Over {
    port: u16,
    open: watch::Sender<BTreeSet<u16>>,
}

impl Drop for Over {
    fn drop(&mut self) {
        self.open.send_modify(|ports| {
            ports.remove(&self.port);
        });
    }
}
