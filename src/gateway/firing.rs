//! What rules did, in the order in which they did it.

use kafka_protocol::messages::ApiKey;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// One time that a rule was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Firing {
    /// The rule's id.
    pub fault: String,
    /// What it was applied to.
    pub to: Struck,
    /// When, since the gateway's epoch.
    pub at: Duration,
}

/// What a rule was applied to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Struck {
    /// A request.
    Request {
        /// Its API.
        api: ApiKey,
        /// Its number in the evidence.
        n: i64,
    },
    /// A connection as such.
    Connection {
        /// Its number in the evidence. One that was refused has a number too.
        n: i64,
        /// The id of the broker that it was for.
        broker: i64,
        /// Whose it was; `None` where that is not known.
        program: Option<String>,
    },
}

/// What fired is evidence; a program that polls through a fault for a minute must not fill memory with it.
const KEPT: usize = 10_000;

/// Everything that fired since it was last taken.
#[derive(Debug)]
pub(super) struct Firings {
    epoch: Instant,
    kept: Mutex<Vec<Firing>>,
}

impl Firings {
    pub(super) fn new(epoch: Instant) -> Firings {
        Firings { epoch, kept: Mutex::default() }
    }

    /// Notes that a rule was applied now.
    pub(super) fn add(&self, fault: &str, to: Struck) {
        let mut kept = self.kept();
        if kept.len() < KEPT {
            kept.push(Firing { fault: fault.to_owned(), to, at: self.epoch.elapsed() });
        }
    }

    pub(super) fn take(&self) -> Vec<Firing> {
        std::mem::take(&mut *self.kept())
    }

    fn kept(&self) -> MutexGuard<'_, Vec<Firing>> {
        // Nothing between lock and unlock can leave the list half changed.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
