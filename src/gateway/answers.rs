//! The way from the broker to the program.

use super::link::{Link, Waiting};
use super::path::{Begin, Frame, Ruling, Side};
use super::rules::{Act, Leg};
use super::tap::Event;
use bytes::Bytes;
use std::io;
use std::time::Instant;
use tokio::time;

/// How much of an answer tells its correlation id.
pub(super) const HEAD: usize = 4;

/// See [`Side`].
pub(super) struct Answers<'a> {
    link: &'a Link,
    /// The request whose answer is under way.
    waiting: Option<Waiting>,
}

impl<'a> Answers<'a> {
    pub(super) fn new(link: &'a Link) -> Answers<'a> {
        Answers { link, waiting: None }
    }
}

impl Side<HEAD> for Answers<'_> {
    fn begins(&mut self, head: [u8; HEAD], _at: Instant) -> Begin {
        self.waiting = self.link.answered(i32::from_be_bytes(head));
        match &self.waiting {
            Some(Waiting { plan: Some(_), .. }) => Begin::Keep,
            _ => Begin::Pass,
        }
    }

    async fn judge(&mut self, frame: &Frame) -> Ruling {
        let Some(Waiting { n, plan: Some(plan), .. }) = &self.waiting else { return Ruling::Pass };
        self.link.bend(*n, plan);
        match plan.act {
            Act::Delay(delay) => {
                #[expect(clippy::disallowed_methods, reason = "the fault is that it takes time")]
                time::sleep_until((frame.at + delay).into()).await;
                Ruling::Pass
            }
            Act::Hold(Leg::Answer) => tokio::select! {
                passes = plan.gate.wait() => if passes { Ruling::Pass } else { Ruling::Cut },
                () = self.link.gone.cancelled() => Ruling::Cut,
            },
            Act::Lose(Leg::Answer) => Ruling::Cut,
            // These were done when the request came.
            Act::Lose(Leg::Request) | Act::Hold(Leg::Request) | Act::Cut | Act::Answer(_) => Ruling::Pass,
        }
    }

    fn whole(&mut self, frame: Frame, ruling: Ruling) {
        let Some(waiting) = self.waiting.take() else { return };
        let tap = &self.link.common.tap;
        let passed = (ruling != Ruling::Cut).then(|| tap.now());
        tap.tell(Event::Answered { n: waiting.n, passed, frame: Some(frame) });
    }

    fn unreadable(&mut self, count: usize) {
        if count > 0 {
            self.link.common.tap.tell(Event::Unreadable { count });
        }
    }

    fn insert(&mut self) -> Option<Bytes> {
        let (n, own) = self.link.own()?;
        let tap = &self.link.common.tap;
        let frame = Frame { at: Instant::now(), pieces: vec![own.clone()] };
        tap.tell(Event::Answered { n, passed: Some(tap.now()), frame: Some(frame) });
        Some(own)
    }

    async fn woken(&mut self) {
        self.link.own_ready().await;
    }

    async fn pace(&mut self, count: usize) -> io::Result<usize> {
        self.link.pace(Leg::Answer, count).await
    }
}
