//! Between a program and Kafka: frames, taps, faults.
//!
//! A [`Gateway`] listens where a broker's LEARNER listener says that the broker is, and passes every byte on.
//! It follows the frames of Kafka's protocol beside the stream, and can bend the wire where a [`Rule`] says so.
//! Bytes are never held back by decoding: what cannot be read is passed on all the same.

mod connection;
#[cfg_attr(not(test), expect(dead_code, reason = "the connection does not call it yet"))]
mod decode;
mod frame;
mod rules;

pub use rules::{Act, Firing, Rule};

use rules::Rules;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Instant;
use tokio::task::JoinSet;

/// A listening socket, and the broker that stands behind it.
#[derive(Debug)]
pub struct Route {
    /// Where programs connect.
    pub listener: TcpListener,
    /// Where the broker listens for them.
    pub broker: SocketAddr,
}

/// An open gateway. Dropping it closes its sockets and every connection through it.
#[derive(Debug)]
pub struct Gateway {
    rules: Arc<Rules>,
    #[expect(dead_code, reason = "held so that dropping the gateway ends its tasks")]
    tasks: JoinSet<()>,
}

impl Gateway {
    /// Begins to accept connections. `epoch` is the moment from which firings are timed.
    ///
    /// # Errors
    /// Where a socket cannot be used by the runtime.
    pub fn open(routes: Vec<Route>, epoch: Instant) -> io::Result<Gateway> {
        let rules = Arc::new(Rules::new(epoch));
        let mut tasks = JoinSet::new();
        for route in routes {
            route.listener.set_nonblocking(true)?;
            let listener = tokio::net::TcpListener::from_std(route.listener)?;
            tasks.spawn(accept(listener, route.broker, Arc::clone(&rules)));
        }
        Ok(Gateway { rules, tasks })
    }

    /// Puts a rule in force under `id`, in place of the one that had it.
    pub fn fault(&self, id: &str, rule: Rule) {
        self.rules.put(id, rule);
    }

    /// Ends the rule of this id. Traffic that it holds goes on.
    pub fn heal(&self, id: &str) {
        self.rules.remove(id);
    }

    /// Ends every rule and gives what they did, in the order in which they did it.
    pub fn heal_all(&self) -> Vec<Firing> {
        self.rules.clear()
    }
}

async fn accept(listener: tokio::net::TcpListener, broker: SocketAddr, rules: Arc<Rules>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((client, _)) => {
                    connections.spawn(connection::pass(client, broker, Arc::clone(&rules)));
                }
                // Out of file handles, mostly: the connections that end make room.
                Err(error) => tracing::warn!(%error, "a connection could not be accepted"),
            },
            Some(_) = connections.join_next() => {}
        }
    }
}
