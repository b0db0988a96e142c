//! The HTTP services that the workbench plays for a lab's programs.
//!
//! Each listens on loopback for the length of a stage, takes any method on any path, and keeps every call that
//! it accepts as an [`Effect`]. A call is accepted at one moment, under one lock: there it gets its number, holds
//! count it, and its answer is chosen. Whatever callers do, no connection harms another, and none outlives the
//! stage.

mod answers;
mod book;
mod call;
mod connection;
mod hold;
mod listen;
mod peer;
#[cfg(test)]
mod tests;

pub(super) use answers::Rule;
pub(super) use hold::{Calls, Held, Side};

use super::clock::Clock;
use crate::course::lab;
use crate::evidence::Effect;
use book::{Book, Did};
use listen::Door;
use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// Who is at the other end of a connection, by the address of that end and of ours: program, run and process id;
/// `None` where that is not known.
pub(super) type WhoCalls = Arc<dyn Fn(SocketAddr, SocketAddr) -> Option<(String, String, i64)> + Send + Sync>;

/// Callers that have ended are gone at once; one that has not may finish what it says for so long.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// The services of a stage. Dropping them ends them.
#[derive(Default)]
pub(super) struct Services(BTreeMap<String, Service>);

/// A service that listens.
pub(super) struct Service {
    address: SocketAddr,
    book: Arc<Book>,
    door: Door,
    tasks: JoinSet<()>,
}

impl Services {
    /// Opens services, each with its name and what it answers by itself. `clock` times the calls, `who` is asked once a connection.
    ///
    /// # Errors
    /// Where no port can be had.
    pub(super) fn open<'a>(
        services: impl Iterator<Item = (&'a String, Vec<Rule>)>,
        clock: Clock,
        who: &WhoCalls,
    ) -> io::Result<Services> {
        let opened = services.map(|(name, own)| Ok((name.clone(), Service::open(name, own, clock, who)?)));
        opened.collect::<io::Result<_>>().map(Services)
    }

    /// The service of this name.
    pub(super) fn get(&self, name: &str) -> Option<&Service> {
        self.0.get(name)
    }

    /// What tells a program where they are, such as `EMAIL_URL`.
    pub(super) fn variables(&self) -> impl Iterator<Item = (String, String)> {
        self.0.iter().map(|(name, service)| (lab::Service::variable(name), service.url()))
    }

    /// The calls so far, by service.
    pub(super) fn effects(&self) -> BTreeMap<String, Vec<Effect>> {
        self.0.iter().map(|(name, service)| (name.clone(), service.book.effects())).collect()
    }

    /// What came of each step that made a service answer otherwise, by the step's id.
    pub(super) fn did(&self) -> BTreeMap<String, Did> {
        self.0.values().flat_map(|service| service.book.did()).collect()
    }

    /// Takes in what programs that have ended still sent, and ends the services. What they kept stays.
    pub(super) async fn close(&mut self) {
        futures::future::join_all(self.0.values_mut().map(Service::close)).await;
    }
}

impl Service {
    fn open(name: &str, own: Vec<Rule>, clock: Clock, who: &WhoCalls) -> io::Result<Service> {
        let listener = std::net::TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let book = Arc::new(Book::new(name, own, clock));
        let (door, ajar) = listen::door();
        let mut tasks = JoinSet::new();
        let listener = tokio::net::TcpListener::from_std(listener)?;
        tasks.spawn(listen::accept(listener, ajar, Arc::clone(&book), Arc::clone(who)));
        Ok(Service { address, book, door, tasks })
    }

    /// Its address, such as `http://127.0.0.1:40123`.
    fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Answers as `rules` say from here on, of which the first that fits a call counts. `step` is the id under
    /// which effects name them; what an earlier step said is over.
    pub(super) fn answer(&self, step: &str, rules: Vec<Rule>) {
        self.book.script(step, rules);
        self.door.open();
    }

    /// Cuts the connections that there are, and closes new ones until the next [`Service::answer`].
    pub(super) fn shut(&self, step: &str) {
        self.book.script(step, Vec::new());
        self.door.shut(step);
    }

    /// Holds the `nth` of these calls from now on, from 1: before it counts, or before it is answered.
    ///
    /// A call that is held at its request is no effect until it is released. One that ends there, as its caller
    /// has gone or [`Held::discard`] was called, never is, and no hold counts it.
    pub(super) fn hold(&self, nth: u64, side: Side, calls: Calls) -> Held {
        self.book.hold(nth, side, calls)
    }

    async fn close(&mut self) {
        let finished = async {
            if self.door.close_behind(self.address).await.is_ok() {
                self.tasks.join_next().await;
            }
        };
        if tokio::time::timeout(LAST_WORDS, finished).await.is_err() {
            tracing::debug!("a caller of a service was still there at the end of the stage");
        }
        self.tasks.shutdown().await;
    }
}
