//! The names of topics that newer requests give by id (KIP-516).

use kafka_protocol::messages::TopicName;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

/// No lab has as many topics; a program that makes topics in a loop must not fill memory.
const KEPT: usize = 10_000;

/// The topics' names by their ids, as answers told them. A clone shares what it knows.
#[derive(Debug, Clone, Default)]
pub(in crate::gateway) struct Topics {
    names: Arc<Mutex<HashMap<Uuid, String>>>,
}

impl Topics {
    /// Notes a name. An id of zero stands for none.
    pub(in crate::gateway) fn learn(&self, id: Uuid, name: &str) {
        let mut names = self.names();
        if !id.is_nil() && (names.len() < KEPT || names.contains_key(&id)) {
            names.insert(id, name.to_string());
        }
    }

    /// The name that a message gives, or that of the id that it gives in its place.
    /// An id that no answer has told of is shown as `unknown(…)`.
    pub(super) fn name(&self, name: &TopicName, id: Uuid) -> String {
        if id.is_nil() {
            return name.to_string();
        }
        self.names().get(&id).cloned().unwrap_or_else(|| format!("unknown({id})"))
    }

    fn names(&self) -> MutexGuard<'_, HashMap<Uuid, String>> {
        // Nothing between lock and unlock can leave the names half changed.
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
