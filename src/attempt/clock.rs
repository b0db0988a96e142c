//! The one clock of an attempt.

use crate::evidence::Micros;
use std::time::{Duration, Instant};

/// Counts from the moment the attempt began.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock(Instant);

impl Clock {
    pub(super) fn start() -> Clock {
        Clock(Instant::now())
    }

    /// The moment it was started.
    pub(super) fn epoch(self) -> Instant {
        self.0
    }

    /// Now, in evidence's unit.
    pub(super) fn now(self) -> Micros {
        micros(self.0.elapsed())
    }
}

/// A length of time in evidence's unit.
pub(super) fn micros(time: Duration) -> Micros {
    Micros::try_from(time.as_micros()).unwrap_or(Micros::MAX)
}
