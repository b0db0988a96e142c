//! Turns what the path tells into evidence, on a thread of its own.

use super::decode::{self, Topics};
use super::peers::Who;
use super::tap::{Event, Spout};
use crate::evidence::{Request, Unseen};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many requests are kept. A program that sends more has them counted.
const KEPT: usize = 50_000;

/// What was seen on the wire since the last time it was taken; cheap to clone.
#[derive(Debug, Clone, Default)]
pub(super) struct Ledger(Arc<Mutex<Page>>);

/// What was seen on the wire.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Seen {
    /// The requests, in the order in which they came.
    pub requests: Vec<Request>,
    /// What is not among them.
    pub unseen: Unseen,
}

#[derive(Debug, Default)]
struct Page {
    seen: Seen,
    /// The place of each request in `seen`, by its number.
    places: HashMap<i64, usize>,
    /// The API and version of each of them, and what its connection is.
    asked: HashMap<i64, (i16, i16)>,
    connections: HashMap<i64, Connection>,
}

#[derive(Debug, Default, Clone)]
struct Connection {
    broker: i64,
    who: Option<Who>,
    software: Option<String>,
    /// The program has closed its end.
    left: bool,
}

/// Requests whose answers may be a long time coming, and change nothing that is not known from the request.
const PATIENT: [&str; 3] = ["Fetch", "JoinGroup", "SyncGroup"];

impl Ledger {
    /// Notes everything that comes, until every tap is gone. Blocks.
    pub(super) fn keep(&self, spout: &Spout, topics: &Topics) {
        while let Some(batch) = spout.next() {
            self.page().seen.unseen.requests += batch.lost;
            for event in batch.events {
                self.note(event, topics);
            }
        }
    }

    fn note(&self, event: Event, topics: &Topics) {
        let mut page = self.page();
        match event {
            Event::Opened { connection, broker } => {
                page.connections.insert(connection, Connection { broker, ..Connection::default() });
            }
            Event::Known { connection, who } => page.known(connection, who),
            Event::Asked { .. } if page.seen.requests.len() >= KEPT => page.seen.unseen.requests += 1,
            Event::Asked { n, connection, at, frame } => {
                // Decoded without the lock, so that who looks at the page does not wait for it.
                drop(page);
                let asked = frame.and_then(|frame| decode::request(&frame.content(), topics));
                self.page().asked(n, connection, at, asked);
            }
            Event::Answered { n, passed, frame } => {
                let Some(&(api, version)) = page.asked.get(&n) else { return };
                drop(page);
                let answer = frame.map(|frame| decode::answer(api, version, &frame.content(), topics));
                self.page().answered(n, passed, answer);
            }
            Event::Bent { n, fault } => page.bent(n, fault),
            Event::Unreadable { count } => {
                page.seen.unseen.bytes += i64::try_from(count).unwrap_or(i64::MAX);
            }
            Event::Left { connection } => {
                page.connections.entry(connection).or_default().left = true;
            }
            Event::Closed { connection } => {
                page.connections.remove(&connection);
            }
            Event::Reached(reached) => drop(reached.send(())),
        }
    }

    /// What was seen so far.
    pub(super) fn seen(&self) -> Seen {
        self.page().seen.clone()
    }

    /// What was seen so far, which is then forgotten. Connections that are open stay known.
    pub(super) fn take(&self) -> Seen {
        let mut page = self.page();
        page.places.clear();
        page.asked.clear();
        std::mem::take(&mut page.seen)
    }

    /// How many connections may still do something, of one run where it is named: their program has not closed
    /// them, or the broker has not answered all that came by them.
    pub(super) fn busy_connections(&self, run: Option<&str>) -> usize {
        let page = self.page();
        let of_run = |connection: &Connection| {
            run.is_none_or(|run| connection.who.as_ref().is_some_and(|who| who.run == run))
        };
        let asks = |id: &i64| {
            let open = |request: &&Request| request.connection == *id && request.answer.is_null();
            page.seen.requests.iter().filter(open).any(|request| !PATIENT.contains(&request.api.as_str()))
        };
        let busy =
            |(id, connection): &(&i64, &Connection)| of_run(connection) && (!connection.left || asks(id));
        page.connections.iter().filter(busy).count()
    }

    fn page(&self) -> MutexGuard<'_, Page> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Page {
    fn asked(&mut self, n: i64, connection: i64, at: i64, asked: Option<decode::Asked>) {
        let known = self.connections.entry(connection).or_default();
        let Some(asked) = asked else {
            self.seen.unseen.requests += 1;
            return;
        };
        if asked.software.is_some() {
            known.software.clone_from(&asked.software);
        }
        let known = known.clone();
        self.places.insert(n, self.seen.requests.len());
        self.asked.insert(n, (asked.api, asked.version));
        self.seen.requests.push(Request {
            n,
            api: decode::name(asked.api),
            version: i64::from(asked.version),
            connection,
            broker: known.broker,
            client_id: asked.client_id,
            software: known.software,
            program: known.who.as_ref().map(|who| who.program.clone()),
            run: known.who.as_ref().map(|who| who.run.clone()),
            pid: known.who.as_ref().map(|who| who.pid),
            at,
            answered_at: None,
            error: None,
            fault: None,
            read: asked.read.as_str().to_owned(),
            fields: Value::Object(asked.fields),
            answer: Value::Null,
        });
    }

    fn answered(&mut self, n: i64, passed: Option<i64>, answer: Option<decode::Answered>) {
        let Some(request) = self.places.get(&n).and_then(|place| self.seen.requests.get_mut(*place)) else {
            return;
        };
        request.answered_at = passed;
        if let Some(answer) = answer {
            request.error = answer.error;
            request.answer = Value::Object(answer.fields);
        }
    }

    fn bent(&mut self, n: i64, fault: String) {
        if let Some(request) = self.places.get(&n).and_then(|place| self.seen.requests.get_mut(*place)) {
            request.fault = Some(fault);
        }
    }

    /// Requests that came before it was known whose they are get their names too.
    fn known(&mut self, connection: i64, who: Who) {
        for request in self.seen.requests.iter_mut().filter(|request| request.connection == connection) {
            request.program = Some(who.program.clone());
            request.run = Some(who.run.clone());
            request.pid = Some(who.pid);
        }
        self.connections.entry(connection).or_default().who = Some(who);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::path::Frame;
    use crate::gateway::tap;
    use bytes::Bytes;
    use std::time::Instant;

    const OPENED: fn() -> Event = || Event::Opened { connection: 1, broker: 1 };
    const LEFT: fn() -> Event = || Event::Left { connection: 1 };

    fn frame(content: &[u8]) -> Option<Frame> {
        let bytes = [&[0; 4], content].concat();
        Some(Frame { at: Instant::now(), pieces: vec![Bytes::from(bytes)] })
    }

    /// A request of which the head can be read.
    fn asked(api: u8) -> Event {
        let head = [0, api, 0, 0, 0, 0, 0, 1, 0xff, 0xff];
        Event::Asked { n: 1, connection: 1, at: 0, frame: frame(&head) }
    }

    fn busy(events: impl IntoIterator<Item = Event>, run: Option<&str>) -> usize {
        let (tap, spout) = tap::tap(Instant::now());
        events.into_iter().for_each(|event| tap.tell(event));
        drop(tap);
        let ledger = Ledger::default();
        ledger.keep(&spout, &Topics::default());
        ledger.busy_connections(run)
    }

    #[test]
    fn a_connection_is_busy_until_its_program_has_left_and_was_answered() {
        const FETCH: u8 = 1;
        const HEARTBEAT: u8 = 12;
        let answered = || Event::Answered { n: 1, passed: None, frame: frame(&[0; 6]) };
        assert_eq!(busy([OPENED()], None), 1);
        assert_eq!(busy([OPENED(), LEFT()], None), 0);
        assert_eq!(busy([OPENED(), asked(HEARTBEAT), LEFT()], None), 1);
        assert_eq!(busy([OPENED(), asked(HEARTBEAT), LEFT(), answered()], None), 0);
        assert_eq!(busy([OPENED(), asked(FETCH), LEFT()], None), 0);
        assert_eq!(busy([OPENED(), asked(HEARTBEAT), Event::Closed { connection: 1 }], None), 0);
    }

    #[test]
    fn connections_are_counted_for_the_run_that_is_named() {
        let who = || Who { program: "consumer".into(), run: "first".into(), pid: 1 };
        let known = || [OPENED(), Event::Known { connection: 1, who: who() }];
        assert_eq!(busy(known(), Some("first")), 1);
        assert_eq!(busy(known(), Some("second")), 0);
        assert_eq!(busy([OPENED()], Some("first")), 0);
    }
}
