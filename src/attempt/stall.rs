//! Notices where the workbench itself stood still: what was to happen in time has then not been given that time.
//!
//! It was stopped by a signal, or the machine had no turn for it. Programs, gateway and brokers meet at moments that are
//! bound to each other, and a session that ends through that is no mistake of a program.

use super::run::Trouble;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Looks follow each other within hundredths of a second, on a busy machine within tenths.
const LONG: Duration = Duration::from_secs(2);

/// The longest time between two looks at the same thing.
#[derive(Debug, Default)]
pub(super) struct Stall(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    last: Option<Instant>,
    longest: Duration,
}

impl Stall {
    /// From here on looks follow each other.
    pub(super) fn begin(&self) {
        self.seen().last = None;
    }

    /// A look, at `now`.
    pub(super) fn look(&self, now: Instant) {
        let mut seen = self.seen();
        if let Some(last) = seen.last.replace(now) {
            seen.longest = seen.longest.max(now.saturating_duration_since(last));
        }
    }

    /// What it means for a program that did not do what it should.
    pub(super) fn trouble(&self) -> Option<Trouble> {
        let longest = self.seen().longest;
        (longest >= LONG).then(|| {
            Trouble::ours(format!(
                "the workbench stood still for {:.1} s while programs ran, so what did not happen in time may be its own \
                 doing. Check again; where it comes again, end what else keeps this machine busy",
                longest.as_secs_f64()
            ))
        })
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of looks at these seconds.
    fn said(looks: &[&[f64]]) -> Option<String> {
        let (stall, start) = (Stall::default(), Instant::now());
        for stage in looks {
            stall.begin();
            stage.iter().for_each(|at| stall.look(start + Duration::from_secs_f64(*at)));
        }
        stall.trouble().map(|trouble| trouble.why)
    }

    #[test]
    fn only_a_long_time_between_looks_of_one_stage_counts() {
        assert_eq!(said(&[]), None);
        assert_eq!(said(&[&[0.0, 1.9, 3.0]]), None);
        // Between stages nobody looks.
        assert_eq!(said(&[&[0.0, 1.0], &[9.0, 10.0]]), None);
        let told = said(&[&[0.0, 3.25, 3.3], &[4.0, 4.1]]).unwrap();
        assert!(told.starts_with("the workbench stood still for 3.2 s while programs ran"), "{told}");
    }
}
