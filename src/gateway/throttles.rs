//! Rules that slow bytes down.
//!
//! Each way has a line of so many bytes a second, shared by all connections that a rule is about. Bytes go on when
//! a line of that speed would have delivered them: whoever writes takes the next free piece of time on it.

use super::rules::Leg;
use std::collections::BTreeSet;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

/// How fast bytes go on the connections of a program, in bytes a second, together. What waits when all rules end
/// is dropped with its connection: the programs have ended by then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Throttle {
    /// The program; everybody where there is none.
    pub program: Option<String>,
    /// From the program to the broker; as fast as they come where there is none.
    pub requests: Option<u64>,
    /// From the broker to the program; likewise.
    pub answers: Option<u64>,
}

/// The throttles in force.
#[derive(Debug, Default)]
pub(super) struct Throttles {
    /// Whether there are any: the path asks this before every write.
    some: AtomicBool,
    rules: Mutex<Vec<Arc<InForce>>>,
}

/// A throttle that slows down.
#[derive(Debug)]
pub(super) struct InForce {
    pub(super) id: String,
    throttle: Throttle,
    /// From when on the lines are free.
    requests: Mutex<Instant>,
    answers: Mutex<Instant>,
    /// Connections that were slowed down.
    met: Mutex<BTreeSet<i64>>,
    until: watch::Sender<End>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// Not yet.
    None,
    /// Bytes go as fast as they come again.
    Healed,
    /// No bytes go.
    Over,
}

/// Bytes go on in pieces that take so long, so that a slow line trickles and does not stall.
const PIECE: Duration = Duration::from_millis(50);

impl Throttles {
    pub(super) fn put(&self, id: &str, throttle: Throttle) {
        self.remove(id);
        let free = || Mutex::new(Instant::now());
        let (id, met, until) = (id.to_owned(), Mutex::default(), watch::Sender::new(End::None));
        let rule = InForce { id, throttle, requests: free(), answers: free(), met, until };
        self.rules().push(Arc::new(rule));
        self.some.store(true, Ordering::Release);
    }

    pub(super) fn remove(&self, id: &str) {
        let mut rules = self.rules();
        for rule in rules.extract_if(.., |known| known.id == id) {
            rule.until.send_replace(End::Healed);
        }
        self.some.store(!rules.is_empty(), Ordering::Release);
    }

    pub(super) fn clear(&self) {
        for rule in self.rules().drain(..) {
            rule.until.send_replace(End::Over);
        }
        self.some.store(false, Ordering::Release);
    }

    /// Whether there is one at all.
    pub(super) fn any(&self) -> bool {
        self.some.load(Ordering::Acquire)
    }

    /// The first that is about connections of this program and this way, and its speed there.
    pub(super) fn find(&self, program: Option<&str>, leg: Leg) -> Option<(Arc<InForce>, u64)> {
        let rules = self.rules();
        let mut fits = rules
            .iter()
            .filter(|known| known.throttle.program.as_deref().is_none_or(|wanted| program == Some(wanted)));
        fits.find_map(|known| Some((Arc::clone(known), known.rate(leg)?)))
    }

    fn rules(&self) -> MutexGuard<'_, Vec<Arc<InForce>>> {
        held(&self.rules)
    }
}

impl InForce {
    fn rate(&self, leg: Leg) -> Option<u64> {
        match leg {
            Leg::Request => self.throttle.requests,
            Leg::Answer => self.throttle.answers,
        }
    }

    /// Whether all rules have ended, and this one with them.
    pub(super) fn is_over(&self) -> bool {
        *self.until.borrow() == End::Over
    }

    /// Whether this is the first that it slows down of a connection.
    pub(super) fn meets(&self, connection: i64) -> bool {
        held(&self.met).insert(connection)
    }

    /// Waits until some of `wanted` bytes have come through, and gives how many.
    ///
    /// # Errors
    /// Where none will any more.
    #[expect(clippy::disallowed_methods, reason = "the fault is that it takes time")]
    pub(super) async fn pass(&self, leg: Leg, rate: u64, wanted: usize) -> io::Result<usize> {
        let count = wanted.min(piece(rate));
        let line = match leg {
            Leg::Request => &self.requests,
            Leg::Answer => &self.answers,
        };
        let through = {
            let mut free = held(line);
            *free = (*free).max(Instant::now()) + time(count, rate);
            *free
        };
        let mut end = self.until.subscribe();
        tokio::select! {
            () = sleep_until(through) => Ok(count),
            ended = end.wait_for(|end| *end != End::None) => match ended.map(|end| *end) {
                Ok(End::Healed) => Ok(wanted),
                _ => Err(io::ErrorKind::ConnectionAborted.into()),
            },
        }
    }
}

/// How many bytes go at once; one at least.
fn piece(rate: u64) -> usize {
    let bytes = u128::from(rate) * PIECE.as_millis() / 1_000;
    usize::try_from(bytes).unwrap_or(usize::MAX).max(1)
}

/// How long so many bytes take.
fn time(count: usize, rate: u64) -> Duration {
    let nanos = count as u128 * 1_000_000_000 / u128::from(rate.max(1));
    Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing between lock and unlock can leave what is inside half changed.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_takes_its_time() {
        assert_eq!((piece(1), time(piece(1), 1)), (1, Duration::from_secs(1)));
        assert_eq!((piece(20_480), time(1024, 20_480)), (1024, PIECE));
        assert_eq!(time(1, u64::MAX), Duration::ZERO);
    }

    #[tokio::test]
    async fn connections_share_a_line_and_the_ways_do_not() {
        let throttles = Throttles::default();
        throttles.put("slow", Throttle { program: None, requests: Some(10_000), answers: Some(4_000) });
        let begun = Instant::now();
        let send = async |leg, mut left: usize| {
            let (rule, rate) = throttles.find(Some("any"), leg).unwrap();
            while left > 0 {
                left -= rule.pass(leg, rate, left).await.unwrap();
            }
            begun.elapsed()
        };
        let (one, other, back) =
            tokio::join!(send(Leg::Request, 1_000), send(Leg::Request, 500), send(Leg::Answer, 1_000));
        assert!(one >= Duration::from_millis(150), "{one:?}: the other's bytes stand between its own");
        assert!(other >= Duration::from_millis(100), "{other:?}");
        assert!(back >= Duration::from_millis(250), "{back:?}");
        assert!(other < one, "what is shared is shared fairly: {other:?}, {one:?}");
    }

    #[tokio::test]
    async fn what_waits_goes_on_when_healed_and_ends_when_all_is_over() {
        let throttles = Throttles::default();
        let slow = Throttle { program: None, requests: Some(1), answers: None };
        for (heal, expected) in [(true, Some(40)), (false, None)] {
            throttles.put("slow", slow.clone());
            assert!(throttles.find(None, Leg::Answer).is_none());
            let (rule, rate) = throttles.find(None, Leg::Request).unwrap();
            let (passed, ()) = tokio::join!(rule.pass(Leg::Request, rate, 40), async {
                if heal { throttles.remove("slow") } else { throttles.clear() }
            });
            assert_eq!(passed.ok(), expected);
            assert!(!throttles.any());
        }
    }
}
