//! What the path tells, and how it reaches the ledger without ever holding up the path.
//!
//! The ledger has a thread of its own: decoding then takes nothing from the tasks that pass bytes on but the
//! processor, which the system shares out.

use super::path::Frame;
use super::peers::Who;
use crate::evidence::Micros;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::time::Instant;
use tokio::sync::oneshot;

/// Events that may wait for the ledger.
const EVENTS: usize = 16 << 10;
/// Bytes of frames that may wait for it; beyond that frames are counted and not read.
const BYTES: usize = 32 << 20;

/// Something that happened on the path.
#[derive(Debug)]
pub(super) enum Event {
    /// A program connected.
    Opened { connection: i64, broker: i64 },
    /// It was found out who that was.
    Known { connection: i64, who: Who },
    /// A request was there whole.
    Asked { n: i64, connection: i64, at: Micros, frame: Option<Frame> },
    /// Its answer was there whole. `passed` is when it went on to the program.
    Answered { n: i64, passed: Option<Micros>, frame: Option<Frame> },
    /// A rule was applied to a request.
    Bent { n: i64, fault: String },
    /// Bytes passed that are no frames.
    Unreadable { count: usize },
    /// The program's end of a connection is closed: no request comes any more.
    Left { connection: i64 },
    /// The connection ended.
    Closed { connection: i64 },
    /// Everything before this has been noted.
    Reached(oneshot::Sender<()>),
}

/// Where the path tells what happens; cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Tap {
    shared: Arc<Shared>,
    events: SyncSender<Event>,
}

#[derive(Debug)]
struct Shared {
    epoch: Instant,
    /// Bytes of frames that wait.
    bytes: AtomicUsize,
    /// Events that found no room.
    lost: AtomicI64,
}

/// The ledger's end.
#[derive(Debug)]
pub(super) struct Spout {
    shared: Arc<Shared>,
    events: Receiver<Event>,
}

pub(super) fn tap(epoch: Instant) -> (Tap, Spout) {
    let shared = Arc::new(Shared { epoch, bytes: AtomicUsize::new(0), lost: AtomicI64::new(0) });
    let (sender, receiver) = mpsc::sync_channel(EVENTS);
    (Tap { shared: Arc::clone(&shared), events: sender }, Spout { shared, events: receiver })
}

impl Tap {
    /// Tells it, or counts it where there is no room.
    pub(super) fn tell(&self, mut event: Event) {
        let size = match &mut event {
            Event::Asked { frame, .. } | Event::Answered { frame, .. } => {
                let size = frame.as_ref().map_or(0, Frame::weight);
                if self.shared.bytes.fetch_add(size, Ordering::Relaxed) + size > BYTES {
                    self.shared.bytes.fetch_sub(size, Ordering::Relaxed);
                    *frame = None;
                    0
                } else {
                    size
                }
            }
            _ => 0,
        };
        if self.events.try_send(event).is_err() {
            self.shared.bytes.fetch_sub(size, Ordering::Relaxed);
            self.shared.lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Returns when everything that was told before has been noted. Waits for room where there is none.
    pub(super) async fn settled(&self) {
        let (sender, reached) = oneshot::channel();
        let events = self.events.clone();
        let told = tokio::task::spawn_blocking(move || events.send(Event::Reached(sender)));
        // Without a ledger there is nothing to wait for.
        if matches!(told.await, Ok(Ok(()))) {
            let _ = reached.await;
        }
    }

    /// A moment on the attempt's clock.
    pub(super) fn micros(&self, at: Instant) -> Micros {
        let since = at.saturating_duration_since(self.shared.epoch);
        Micros::try_from(since.as_micros()).unwrap_or(Micros::MAX)
    }

    pub(super) fn now(&self) -> Micros {
        self.micros(Instant::now())
    }
}

impl Spout {
    /// The next event; `None` once every tap is gone. Blocks.
    pub(super) fn next(&self) -> Option<Event> {
        let event = self.events.recv().ok()?;
        if let Event::Asked { frame: Some(frame), .. } | Event::Answered { frame: Some(frame), .. } = &event {
            self.shared.bytes.fetch_sub(frame.weight(), Ordering::Relaxed);
        }
        Some(event)
    }

    /// How many events found no room since this was last asked.
    pub(super) fn lost(&self) -> i64 {
        self.shared.lost.swap(0, Ordering::Relaxed)
    }
}
