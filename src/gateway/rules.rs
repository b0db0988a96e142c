//! The rules that bend the wire, and what they did.

use kafka_protocol::messages::ApiKey;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What happens to which requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The API that it is about.
    pub api: ApiKey,
    /// What happens.
    pub act: Act,
}

/// What a rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Lets the answer through this much later. What follows on the connection waits with it.
    Delay(Duration),
}

/// One time that a rule was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Firing {
    /// The rule's id.
    pub fault: String,
    /// The API of the request.
    pub api: ApiKey,
    /// When the answer came from the broker, since the gateway's epoch.
    pub at: Duration,
}

/// The rules in force.
#[derive(Debug)]
pub(super) struct Rules {
    epoch: Instant,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    rules: Vec<(String, Rule)>,
    fired: Vec<Firing>,
}

/// What fired is evidence; a program that polls through a fault for a minute must not fill memory with it.
const KEPT: usize = 10_000;

impl Rules {
    pub(super) fn new(epoch: Instant) -> Rules {
        Rules { epoch, state: Mutex::default() }
    }

    pub(super) fn put(&self, id: &str, rule: Rule) {
        let mut state = self.state();
        state.rules.retain(|(known, _)| known != id);
        state.rules.push((id.to_owned(), rule));
    }

    pub(super) fn remove(&self, id: &str) {
        self.state().rules.retain(|(known, _)| known != id);
    }

    pub(super) fn clear(&self) -> Vec<Firing> {
        let mut state = self.state();
        state.rules.clear();
        std::mem::take(&mut state.fired)
    }

    /// What to do with the answer to a request of this API, by the first rule that is about it.
    pub(super) fn answer(&self, api: i16) -> Option<Act> {
        let mut state = self.state();
        let (id, rule) = state.rules.iter().find(|(_, rule)| rule.api as i16 == api)?.clone();
        if state.fired.len() < KEPT {
            state.fired.push(Firing { fault: id, api: rule.api, at: self.epoch.elapsed() });
        }
        Some(rule.act)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing between lock and unlock can leave the state half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
