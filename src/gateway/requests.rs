//! The way from the program to the broker.

use super::decode;
use super::link::{Link, Waiting};
use super::path::{Begin, Frame, Ruling, Side};
use super::reply;
use super::rules::{Act, Leg};
use super::tap::Event;
use bytes::BytesMut;
use kafka_protocol::messages::ApiKey;
use std::io;
use std::time::Instant;

/// How much of a request tells its API, version and correlation id.
pub(super) const HEAD: usize = 8;

/// See [`Side`].
pub(super) struct Requests<'a> {
    link: &'a Link,
    /// The number of the request that is under way.
    n: i64,
    /// Whether it was told of already.
    told: bool,
    /// Whether it is one of those that may ask for no answer.
    produce: bool,
}

/// Enough to hold the beginning of a Produce request, up to what it says of answers: a client id and a
/// transactional id of any sensible length.
const OPENING: usize = 1024;

impl<'a> Requests<'a> {
    pub(super) fn new(link: &'a Link) -> Requests<'a> {
        Requests { link, n: 0, told: false, produce: false }
    }

    fn tell(&mut self, frame: Frame) {
        let (tap, connection) = (&self.link.common.tap, self.link.connection);
        let at = tap.micros(frame.at);
        tap.tell(Event::Asked { n: self.n, connection, at, frame: Some(frame) });
        self.told = true;
    }
}

impl Side<HEAD> for Requests<'_> {
    fn begins(&mut self, [k0, k1, v0, v1, c0, c1, c2, c3]: [u8; HEAD], _at: Instant) -> Begin {
        let (api, version) = (i16::from_be_bytes([k0, k1]), i16::from_be_bytes([v0, v1]));
        self.n = self.link.number();
        self.told = false;
        self.produce = api == ApiKey::Produce as i16;
        // Noted before anything is passed on: the answer may come before this task runs again.
        let correlation = i32::from_be_bytes([c0, c1, c2, c3]);
        self.link.expect(Waiting { correlation, n: self.n, plan: None, own: None });
        if api == ApiKey::SaslHandshake as i16 && version == 0 {
            // The tokens that follow such a handshake have a length and no head.
            return Begin::PassAndGiveUp;
        }
        if self.link.common.rules.concern(api) { Begin::Keep } else { Begin::Pass }
    }

    async fn judge(&mut self, frame: &Frame) -> Ruling {
        // A request that is held is there for everybody to see.
        self.tell(frame.clone());
        let common = &self.link.common;
        let Some(asked) = decode::request(&frame.content(&mut BytesMut::new()), &common.topics) else {
            return Ruling::Pass;
        };
        let who = if common.rules.ask_who(asked.api) { self.link.who().await } else { None };
        let Some(plan) = common.rules.judge(&asked, who) else {
            return Ruling::Pass;
        };
        match plan.act {
            Act::Lose(Leg::Request) => {
                self.link.bend(self.n, &plan);
                Ruling::Cut
            }
            Act::Cut => {
                self.link.bend(self.n, &plan);
                Ruling::PassAndCut
            }
            Act::Hold(Leg::Request) => {
                self.link.bend(self.n, &plan);
                if plan.gate.wait().await { Ruling::Pass } else { Ruling::Cut }
            }
            Act::Answer(error) => {
                self.link.bend(self.n, &plan);
                match reply::to(&frame.content(&mut BytesMut::new()), error) {
                    Some(own) if asked.answers => {
                        self.link.answer(self.n, own);
                        Ruling::Drop
                    }
                    // To a program that wants no answer a broker can say no in this way alone.
                    _ => Ruling::Cut,
                }
            }
            Act::Delay(_) | Act::Lose(Leg::Answer) | Act::Hold(Leg::Answer) => {
                self.link.plan(self.n, plan);
                Ruling::Pass
            }
        }
    }

    fn whole(&mut self, frame: Frame, _ruling: Ruling) {
        if self.produce && !decode::wants_answer(&frame.beginning(OPENING)) {
            self.link.expect_none(self.n);
        }
        if !self.told {
            self.tell(frame);
        }
    }

    fn unreadable(&mut self, count: usize) {
        if count > 0 {
            self.link.common.tap.tell(Event::Unreadable { count });
        }
    }

    async fn pace(&mut self, count: usize) -> io::Result<usize> {
        self.link.pace(Leg::Request, count).await
    }
}
