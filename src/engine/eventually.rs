//! Waits for a fact to become true, with a deadline.
//!
//! Kafka is asynchronous: a topic exists before its metadata says so, and a process that was told to end is
//! still there for a moment. This is the only module that may sleep, so every wait of the program has a
//! deadline and can say what it last saw.

use std::fmt::Display;
use std::time::{Duration, Instant};

use thiserror::Error;

/// The pauses between two looks begin short, since most facts are true within milliseconds, and grow by
/// half each time up to the longest, so that a slow fact costs few looks.
const FIRST_PAUSE: Duration = Duration::from_millis(2);
const LONGEST_PAUSE: Duration = Duration::from_millis(25);

/// A fact that did not become true in time.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("waited {} for {what}; last seen: {last_seen}", seconds(*.within))]
pub struct Overdue {
    /// What was waited for, as a noun phrase: "the topic orders in the metadata".
    pub what: String,
    /// How long was waited.
    pub within: Duration,
    /// What the last completed look said.
    pub last_seen: String,
}

/// Looks again and again until `look` yields `Ok`, or until `within` has passed.
///
/// `look` says in its `Err` what it saw instead. A look that hangs is cut off at the deadline.
/// A failure that no waiting can mend ends the wait as `Ok(Err(…))`.
///
/// # Errors
/// [`Overdue`], with what the last completed look saw.
pub async fn eventually<T, E: Display, Look: Future<Output = Result<T, E>>>(
    what: &str,
    within: Duration,
    mut look: impl FnMut() -> Look,
) -> Result<T, Overdue> {
    let deadline = tokio::time::Instant::now() + within;
    let mut last_seen = String::from("no answer");
    let mut pause = FIRST_PAUSE;
    loop {
        match tokio::time::timeout_at(deadline, look()).await {
            Ok(Ok(fact)) => return Ok(fact),
            Ok(Err(seen)) => last_seen = seen.to_string(),
            Err(_) => return Err(Overdue { what: what.to_owned(), within, last_seen }),
        }
        if tokio::time::Instant::now() + pause >= deadline {
            return Err(Overdue { what: what.to_owned(), within, last_seen });
        }
        #[expect(clippy::disallowed_methods, reason = "the one place that sleeps between two looks")]
        tokio::time::sleep(pause).await;
        pause = next(pause);
    }
}

/// The same for `Drop`, where nothing can be awaited. It blocks its thread: keep `within` short.
///
/// # Errors
/// [`Overdue`], as [`eventually`].
pub fn eventually_blocking<T, E: Display>(
    what: &str,
    within: Duration,
    mut look: impl FnMut() -> Result<T, E>,
) -> Result<T, Overdue> {
    let deadline = Instant::now() + within;
    let mut pause = FIRST_PAUSE;
    loop {
        let last_seen = match look() {
            Ok(fact) => return Ok(fact),
            Err(seen) => seen.to_string(),
        };
        if Instant::now() + pause >= deadline {
            return Err(Overdue { what: what.to_owned(), within, last_seen });
        }
        #[expect(clippy::disallowed_methods, reason = "as above, where nothing can be awaited")]
        std::thread::sleep(pause);
        pause = next(pause);
    }
}

/// A beat for what is done again and again: the first at once, then one every so often. One that was missed is
/// not made up for.
pub fn ticks(every: Duration) -> tokio::time::Interval {
    #[expect(clippy::disallowed_methods, reason = "a beat, of which each is waited for beside what goes on")]
    let mut ticks = tokio::time::interval(every.max(FIRST_PAUSE));
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    ticks
}

fn next(pause: Duration) -> Duration {
    (pause * 3 / 2).min(LONGEST_PAUSE)
}

/// "5 s", "0.4 s": as a reader says it.
fn seconds(span: Duration) -> String {
    let tenths = (span.as_secs_f64() * 10.0).round() / 10.0;
    format!("{tenths} s")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn yields_the_fact_once_it_is_true() {
        let mut looks = 0;
        let seen = eventually("the third look", Duration::from_secs(5), || {
            looks += 1;
            std::future::ready(if looks == 3 { Ok(looks) } else { Err(format!("look {looks}")) })
        })
        .await;
        assert_eq!(seen, Ok(3));
    }

    #[tokio::test]
    async fn says_what_it_last_saw() {
        let late = eventually("lag 0", Duration::from_millis(30), || async { Err::<(), _>("lag 12") }).await;
        assert_eq!(late.unwrap_err().to_string(), "waited 0 s for lag 0; last seen: lag 12");
    }

    #[tokio::test]
    async fn cuts_off_a_look_that_hangs() {
        let late = eventually("an answer", Duration::from_millis(100), || {
            std::future::pending::<Result<(), String>>()
        });
        assert_eq!(late.await.unwrap_err().to_string(), "waited 0.1 s for an answer; last seen: no answer");
    }

    #[test]
    fn can_be_awaited_on_any_thread() {
        fn is_send(_: &impl Send) {}
        let name = String::from("orders");
        is_send(&eventually(&name, Duration::ZERO, || async { Err::<(), _>(&name) }));
    }

    #[test]
    fn blocks_until_the_deadline() {
        let late =
            eventually_blocking("the end", Duration::from_millis(20), || Err::<(), _>("still running"));
        assert_eq!(late.unwrap_err().last_seen, "still running");
    }
}
