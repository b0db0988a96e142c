//! Rules that refuse connections.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Refuses new connections, as a port does on which nobody listens. Those that are there already stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The program whose connections are refused; everybody's where there is none.
    pub program: Option<String>,
    /// How many; `None` until it is healed.
    pub times: Option<u64>,
}

/// The refusals in force.
#[derive(Debug, Default)]
pub(super) struct Refusals {
    /// Whether there are any: every connection asks this.
    some: AtomicBool,
    rules: Mutex<Vec<(String, Refusal)>>,
}

impl Refusals {
    pub(super) fn put(&self, id: &str, refusal: Refusal) {
        let mut rules = self.rules();
        rules.retain(|(known, _)| known != id);
        rules.push((id.to_owned(), refusal));
        self.some.store(true, Ordering::Release);
    }

    pub(super) fn remove(&self, id: &str) {
        let mut rules = self.rules();
        rules.retain(|(known, _)| known != id);
        self.some.store(!rules.is_empty(), Ordering::Release);
    }

    pub(super) fn clear(&self) {
        self.rules().clear();
        self.some.store(false, Ordering::Release);
    }

    /// Whether there is one at all.
    pub(super) fn any(&self) -> bool {
        self.some.load(Ordering::Acquire)
    }

    /// The id of the first that refuses a connection of this program. It has refused one more after that.
    pub(super) fn judge(&self, program: Option<&str>) -> Option<String> {
        let mut rules = self.rules();
        let (id, refusal) = rules.iter_mut().find(|(_, refusal)| {
            refusal.times != Some(0)
                && refusal.program.as_deref().is_none_or(|wanted| program == Some(wanted))
        })?;
        refusal.times = refusal.times.map(|times| times - 1);
        Some(id.clone())
    }

    fn rules(&self) -> MutexGuard<'_, Vec<(String, Refusal)>> {
        // Nothing between lock and unlock can leave the rules half changed.
        self.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
