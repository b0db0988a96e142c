//! Turns what the path tells into evidence, on a thread of its own.

use super::decode::{self, Topics};
use super::peers::Who;
use super::tap::{Event, Spout};
use crate::evidence::{Request, Unseen};
use bytes::BytesMut;
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
}

impl Ledger {
    /// Notes everything that comes, until every tap is gone. Blocks.
    pub(super) fn keep(&self, spout: &Spout, topics: &Topics) {
        let mut room = BytesMut::new();
        while let Some(batch) = spout.next() {
            self.page().seen.unseen.requests += batch.lost;
            for event in batch.events {
                self.note(event, topics, &mut room);
            }
        }
    }

    fn note(&self, event: Event, topics: &Topics, room: &mut BytesMut) {
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
                let asked = frame.and_then(|frame| decode::request(&frame.content(room), topics));
                self.page().asked(n, connection, at, asked);
            }
            Event::Answered { n, passed, frame } => {
                let Some(&(api, version)) = page.asked.get(&n) else { return };
                drop(page);
                let answer = frame.map(|frame| decode::answer(api, version, &frame.content(room), topics));
                self.page().answered(n, passed, answer);
            }
            Event::Bent { n, fault } => page.bent(n, fault),
            Event::Unreadable { count } => {
                page.seen.unseen.bytes += i64::try_from(count).unwrap_or(i64::MAX);
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
