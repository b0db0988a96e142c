//! Between a program and Kafka: frames, taps, faults.
//!
//! A [`Gateway`] listens where a broker's LEARNER listener says that the broker is, and passes every byte on.
//! It follows the frames of Kafka's protocol in the stream, shows a copy of each to a ledger that makes evidence
//! of it, and can bend the wire where a [`Rule`] says so. Bytes are never held back by decoding: what cannot be
//! read is passed on all the same.

mod accept;
mod answers;
mod connection;
mod decode;
mod firing;
mod frame;
mod holder;
mod ledger;
mod link;
mod path;
mod peers;
pub mod postgres;
mod refusals;
mod reply;
mod requests;
mod rules;
mod tap;
mod throttles;
mod worker;

#[cfg(test)]
mod abuse;
#[cfg(test)]
mod tests;

pub use firing::{Firing, Struck};
pub use ledger::Seen;
pub use peers::{Peers, Who};
pub use refusals::Refusal;
pub use rules::{Act, Leg, On, Rule};
pub use throttles::Throttle;

use firing::Firings;
use futures::future::join_all;
use ledger::Ledger;
use link::{Common, Link};
use rules::Waiting;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;
use uuid::Uuid;
use worker::Worker;

/// A listening socket, and the broker that stands behind it.
#[derive(Debug)]
pub struct Route {
    /// Where programs connect.
    pub listener: TcpListener,
    /// Where the broker listens for them.
    pub broker: SocketAddr,
    /// The broker's id, as Kafka has it.
    pub id: i32,
}

/// An open gateway. Dropping it closes its sockets and every connection through it.
#[derive(Debug)]
pub struct Gateway {
    common: Common,
    ledger: Ledger,
    _worker: Worker,
}

impl Gateway {
    /// Begins to accept connections. `epoch` is the moment from which everything is timed.
    ///
    /// # Errors
    /// Where a socket cannot be used, or no thread can be started.
    pub fn open(routes: Vec<Route>, epoch: Instant) -> io::Result<Gateway> {
        let (tap, spout) = tap::tap(epoch);
        let common = Common {
            rules: Arc::default(),
            refusals: Arc::default(),
            throttles: Arc::default(),
            firings: Arc::new(Firings::new(epoch)),
            tap,
            peers: Peers::default(),
            topics: decode::Topics::default(),
            connections: Arc::default(),
            requests: Arc::default(),
        };
        let (ledger, topics) = (Ledger::default(), common.topics.clone());
        let keeper = ledger.clone();
        std::thread::Builder::new()
            .name("gateway-ledger".to_owned())
            .spawn(move || keeper.keep(&spout, &topics))?;
        let runtime = worker::runtime()?;
        let entered = runtime.enter();
        let mut fronts = Vec::new();
        for Route { listener, broker, id } in routes {
            let front = listener.local_addr()?;
            listener.set_nonblocking(true)?;
            let listener = tokio::net::TcpListener::from_std(listener)?;
            let common = common.clone();
            fronts.push(accept::all(listener, move |client, peer| {
                connection::pass(client, broker, Link::new(common.clone(), id, (peer, front)))
            }));
        }
        drop(entered);
        let worker = Worker::start(runtime, async { drop(join_all(fronts).await) })?;
        Ok(Gateway { common, ledger, _worker: worker })
    }

    /// Where programs are introduced, so that evidence has their names.
    pub fn peers(&self) -> &Peers {
        &self.common.peers
    }

    /// Puts rules about requests in force under `id`, in place of those that had it.
    pub fn fault(&self, id: &str, rules: Vec<Rule>) {
        self.common.rules.put(id, rules);
    }

    /// The same for a rule that refuses connections.
    pub fn refuse(&self, id: &str, refusal: Refusal) {
        self.common.refusals.put(id, refusal);
    }

    /// The same for a rule that slows bytes down.
    pub fn throttle(&self, id: &str, throttle: Throttle) {
        self.common.throttles.put(id, throttle);
    }

    /// Waits until a rule of this id, one that holds, has caught something. Without such a rule, for ever.
    pub fn caught(&self, id: &str) -> impl Future<Output = ()> + Send + use<> {
        let gate = self.common.rules.gate(id);
        async move {
            match gate {
                Some(gate) => gate.caught().await,
                None => std::future::pending().await,
            }
        }
    }

    /// Ends the rules of this id. Traffic that they hold goes on.
    pub fn heal(&self, id: &str) {
        self.common.rules.remove(id, Waiting::Released);
        self.common.refusals.remove(id);
        self.common.throttles.remove(id);
    }

    /// Ends the rules of this id. Traffic that they hold goes nowhere, and its connections end: for programs
    /// that were killed.
    pub fn drop_held(&self, id: &str) {
        self.common.rules.remove(id, Waiting::Dropped);
    }

    /// Ends every rule and gives what they did, in the order in which they did it. Traffic that is still held
    /// goes nowhere: nobody is left to see it arrive.
    pub fn heal_all(&self) -> Vec<Firing> {
        self.common.rules.clear();
        self.common.refusals.clear();
        self.common.throttles.clear();
        self.common.firings.take()
    }

    /// What was seen since it was last taken; what passed in this moment may not be in it yet.
    pub fn seen(&self) -> Seen {
        self.ledger.seen()
    }

    /// How many connections may still do something, of one run where it is named. Of the others all that the
    /// program sent is with the broker, which has answered what it can answer at once, and it is all in
    /// [`Gateway::seen`].
    pub async fn busy_connections(&self, run: Option<&str>) -> usize {
        self.common.tap.settled().await;
        self.ledger.busy_connections(run)
    }

    /// Tells the name of a topic that newer requests give by id, where no answer that passed has told it yet.
    pub fn know_topic(&self, id: Uuid, name: &str) {
        self.common.topics.learn(id, name);
    }

    /// Everything that was seen since it was last taken, once all that has passed is in it.
    pub async fn take(&self) -> Seen {
        self.common.tap.settled().await;
        self.common.requests.store(0, Ordering::Relaxed);
        self.ledger.take()
    }
}
