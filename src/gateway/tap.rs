//! What the path tells, and how it reaches the ledger without ever holding up the path.
//!
//! The ledger has a thread of its own: decoding then takes nothing from the tasks that pass bytes on but the
//! processor, which the system shares out.

use super::path::Frame;
use super::peers::Who;
use crate::evidence::Micros;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// Events that may wait for the ledger.
const EVENTS: usize = 16 << 10;
/// Bytes of frames that may wait for it; beyond that frames are counted and not read. As many again may be in its
/// hands.
const BYTES: usize = 16 << 20;
/// When something has come for the ledger, so long more is gathered: to be woken for each event costs more than to
/// decode it, and takes that from the path. Whoever waits for the ledger does not wait for this.
const GATHER: Duration = Duration::from_millis(5);
/// So many events are not gathered any longer.
const PLENTY: usize = 512;

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
    _open: Arc<Open>,
}

#[derive(Debug)]
struct Shared {
    epoch: Instant,
    queue: Mutex<Queue>,
    /// The ledger waits here.
    stirred: Condvar,
}

#[derive(Debug, Default)]
struct Queue {
    events: Vec<Event>,
    /// Bytes of their frames.
    bytes: usize,
    /// Events that found no room.
    lost: i64,
    /// Somebody waits until these have been noted.
    awaited: bool,
    /// Every tap is gone.
    closed: bool,
}

/// What all clones of a tap share: when the last of them goes, the ledger ends.
#[derive(Debug)]
struct Open(Arc<Shared>);

/// The ledger's end.
#[derive(Debug)]
pub(super) struct Spout {
    shared: Arc<Shared>,
}

/// What came for the ledger in one go.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) events: Vec<Event>,
    /// How many events found no room.
    pub(super) lost: i64,
}

pub(super) fn tap(epoch: Instant) -> (Tap, Spout) {
    let shared = Arc::new(Shared { epoch, queue: Mutex::default(), stirred: Condvar::new() });
    let open = Arc::new(Open(Arc::clone(&shared)));
    (Tap { shared: Arc::clone(&shared), _open: open }, Spout { shared })
}

impl Tap {
    /// Tells it, or counts it where there is no room.
    pub(super) fn tell(&self, mut event: Event) {
        let mut queue = self.shared.queue();
        if queue.events.len() >= EVENTS {
            queue.lost += 1;
            return;
        }
        if let Event::Asked { frame, .. } | Event::Answered { frame, .. } = &mut event {
            let weight = frame.as_ref().map_or(0, Frame::weight);
            if queue.bytes + weight > BYTES {
                *frame = None;
            } else {
                queue.bytes += weight;
            }
        }
        queue.events.push(event);
        // It sleeps before the first, and gathers until there are plenty.
        if matches!(queue.events.len(), 1 | PLENTY) {
            drop(queue);
            self.shared.stirred.notify_one();
        }
    }

    /// Returns when everything that was told before has been noted.
    pub(super) async fn settled(&self) {
        let (sender, reached) = oneshot::channel();
        {
            let mut queue = self.shared.queue();
            queue.events.push(Event::Reached(sender));
            queue.awaited = true;
        }
        self.shared.stirred.notify_one();
        // Without a ledger there is nothing to wait for.
        let _ = reached.await;
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
    /// What came since the last time; `None` once every tap is gone. Blocks.
    pub(super) fn next(&self) -> Option<Batch> {
        let stirred = &self.shared.stirred;
        let queue = stirred.wait_while(self.shared.queue(), |queue| queue.events.is_empty() && !queue.closed);
        let queue = queue.unwrap_or_else(PoisonError::into_inner);
        let gathered = stirred.wait_timeout_while(queue, GATHER, |queue| {
            queue.events.len() < PLENTY && !queue.awaited && !queue.closed
        });
        let (mut queue, _) = gathered.unwrap_or_else(PoisonError::into_inner);
        if queue.events.is_empty() {
            return None;
        }
        queue.bytes = 0;
        queue.awaited = false;
        Some(Batch { events: std::mem::take(&mut queue.events), lost: std::mem::take(&mut queue.lost) })
    }
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        // Nothing between lock and unlock can leave the queue half changed.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.queue().closed = true;
        self.0.stirred.notify_one();
    }
}
