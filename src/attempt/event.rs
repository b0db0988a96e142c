//! What an attempt tells while it runs.

use crate::evidence::Line;
use serde::Serialize;
use std::fmt;
use std::sync::Arc;

/// Something that a person who waits for the verdict wants to see.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// What is being done now, in plain words.
    Phase(String),
    /// A program printed a line.
    Line(Line),
}

/// Where events go; cheap to clone.
#[derive(Clone)]
pub struct Listener(Arc<dyn Fn(Event) + Send + Sync>);

impl Listener {
    /// `hear` is called from any thread and must return at once.
    pub fn new(hear: impl Fn(Event) + Send + Sync + 'static) -> Listener {
        Listener(Arc::new(hear))
    }

    /// For an attempt that nobody watches.
    pub fn silent() -> Listener {
        Listener::new(|_| {})
    }

    /// Tells what begins now.
    pub fn phase(&self, words: impl Into<String>) {
        (self.0)(Event::Phase(words.into()));
    }

    pub(super) fn line(&self, line: &Line) {
        (self.0)(Event::Line(line.clone()));
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Listener")
    }
}
