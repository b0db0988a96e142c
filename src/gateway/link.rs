//! What the two directions of a connection share.

use super::firing::{Firings, Struck};
use super::peers::{Peers, Who};
use super::refusals::Refusals;
use super::rules::{Leg, Plan, Rules};
use super::tap::{Event, Tap};
use super::throttles::{InForce, Throttles};
use bytes::Bytes;
use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, OnceCell};
use tokio_util::sync::CancellationToken;

/// Requests whose answers are awaited. Clients have five or so; one that never reads must not fill memory.
const IN_FLIGHT: usize = 4_096;

/// What all connections of a gateway share; cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Common {
    pub(super) rules: Arc<Rules>,
    pub(super) refusals: Arc<Refusals>,
    pub(super) throttles: Arc<Throttles>,
    pub(super) firings: Arc<Firings>,
    pub(super) tap: Tap,
    pub(super) peers: Peers,
    /// What decoding needs to know of names.
    pub(super) topics: super::decode::Topics,
    /// The numbers that connections and requests got.
    pub(super) connections: Arc<AtomicI64>,
    pub(super) requests: Arc<AtomicI64>,
}

/// A connection.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) common: Common,
    pub(super) connection: i64,
    broker: i64,
    /// The address of the program's end, and of ours.
    ends: (SocketAddr, SocketAddr),
    who: OnceCell<Option<Who>>,
    asked: Mutex<VecDeque<Waiting>>,
    /// What slowed it down last.
    slowed: Mutex<Option<Arc<InForce>>>,
    /// An answer of our own is there.
    ready: Notify,
    /// The program has left.
    pub(super) gone: CancellationToken,
}

/// A request that was passed on, or is answered here, and waits for its answer.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    pub(super) correlation: i32,
    pub(super) n: i64,
    /// What a rule wants of the answer.
    pub(super) plan: Option<Plan>,
    /// The answer, where the gateway gives it. It goes out in its turn.
    pub(super) own: Option<Bytes>,
}

impl Link {
    pub(super) fn new(common: Common, broker: i32, ends: (SocketAddr, SocketAddr)) -> Link {
        let connection = common.connections.fetch_add(1, Ordering::Relaxed) + 1;
        let broker = i64::from(broker);
        common.tap.tell(Event::Opened { connection, broker });
        Link {
            common,
            connection,
            broker,
            ends,
            who: OnceCell::new(),
            asked: Mutex::default(),
            slowed: Mutex::default(),
            ready: Notify::new(),
            gone: CancellationToken::new(),
        }
    }

    /// Who is at the other end; finds out where nobody has yet.
    pub(super) async fn who(&self) -> Option<&Who> {
        let (peers, (theirs, ours)) = (self.common.peers.clone(), self.ends);
        let found = self.who.get_or_init(async || {
            let who = tokio::task::spawn_blocking(move || peers.find(theirs, ours)).await.ok().flatten();
            if let Some(who) = &who {
                self.common.tap.tell(Event::Known { connection: self.connection, who: who.clone() });
            }
            who
        });
        found.await.as_ref()
    }

    /// Whether a rule refuses this connection; that is noted.
    pub(super) async fn refused(&self) -> bool {
        let refusals = &self.common.refusals;
        if !refusals.any() {
            return false;
        }
        let program = self.program().await;
        let Some(fault) = refusals.judge(program) else { return false };
        self.strike(&fault, program);
        true
    }

    /// Waits until some of `wanted` bytes may go this way, and gives how many: all of them where no rule is in the
    /// way.
    ///
    /// # Errors
    /// Where none may any more.
    pub(super) async fn pace(&self, leg: Leg, wanted: usize) -> io::Result<usize> {
        let throttles = &self.common.throttles;
        let program = if throttles.any() { self.program().await } else { None };
        let found = if throttles.any() { throttles.find(program, leg) } else { None };
        let Some((throttle, rate)) = found else {
            // Between two pieces, too, what is left on a slow line goes nowhere once all is over.
            let over = self.slowed().as_ref().is_some_and(|throttle| throttle.is_over());
            return if over { Err(io::ErrorKind::ConnectionAborted.into()) } else { Ok(wanted) };
        };
        *self.slowed() = Some(Arc::clone(&throttle));
        if throttle.meets(self.connection) {
            self.strike(&throttle.id, program);
        }
        throttle.pass(leg, rate, wanted).await
    }

    async fn program(&self) -> Option<&str> {
        self.who().await.map(|who| who.program.as_str())
    }

    /// A rule is applied to the connection as such.
    fn strike(&self, fault: &str, program: Option<&str>) {
        let program = program.map(str::to_owned);
        let to = Struck::Connection { n: self.connection, broker: self.broker, program };
        self.common.firings.add(fault, to);
    }

    /// The next request's number.
    pub(super) fn number(&self) -> i64 {
        self.common.requests.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// A request goes on, and its answer will come.
    pub(super) fn expect(&self, waiting: Waiting) {
        let mut asked = self.asked();
        if asked.len() == IN_FLIGHT {
            asked.pop_front();
        }
        asked.push_back(waiting);
    }

    /// What a rule wants of the answer to the latest request that was passed on.
    pub(super) fn plan(&self, n: i64, plan: Plan) {
        if let Some(waiting) = self.asked().iter_mut().rfind(|waiting| waiting.n == n) {
            waiting.plan = Some(plan);
        }
    }

    /// The request that a broker's answer belongs to. Answers come in the order of requests; what stands before it
    /// has none, and is forgotten.
    pub(super) fn answered(&self, correlation: i32) -> Option<Waiting> {
        let mut asked = self.asked();
        let of_broker = |waiting: &Waiting| waiting.own.is_none() && waiting.correlation == correlation;
        let position = asked.iter().position(of_broker)?;
        asked.drain(..=position).next_back()
    }

    /// The latest request is answered here, in its turn.
    pub(super) fn answer(&self, n: i64, own: Bytes) {
        if let Some(waiting) = self.asked().iter_mut().rfind(|waiting| waiting.n == n) {
            waiting.own = Some(own);
        }
        self.ready.notify_one();
    }

    /// The latest request has asked for no answer: nothing has to wait for one.
    pub(super) fn expect_none(&self, n: i64) {
        self.asked().pop_back_if(|waiting| waiting.n == n);
    }

    /// The next answer, with its request's number, where it is one of ours.
    pub(super) fn own(&self) -> Option<(i64, Bytes)> {
        let first = self.asked().pop_front_if(|waiting| waiting.own.is_some())?;
        Some((first.n, first.own?))
    }

    /// Returns when an answer of ours may be the next.
    pub(super) async fn own_ready(&self) {
        self.ready.notified().await;
    }

    /// A rule is applied to a request.
    pub(super) fn bend(&self, n: i64, plan: &Plan) {
        self.common.firings.add(&plan.fault, Struck::Request { api: plan.api, n });
        self.common.tap.tell(Event::Bent { n, fault: plan.fault.clone() });
    }

    fn slowed(&self) -> MutexGuard<'_, Option<Arc<InForce>>> {
        self.slowed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn asked(&self) -> MutexGuard<'_, VecDeque<Waiting>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.common.tap.tell(Event::Closed { connection: self.connection });
    }
}
