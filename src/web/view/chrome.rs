//! The frame of every page: what the engine does, how far the course has come.

use super::Link;

/// What the header of a page shows.
#[derive(Debug, Clone)]
pub(crate) struct Chrome {
    /// The nonce of this answer's content security policy.
    pub(crate) nonce: String,
    /// Where Kafka stands.
    pub(crate) engine: EngineView,
    /// How far the learner has come.
    pub(crate) progress: ProgressView,
}

/// Where Kafka stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum EngineView {
    /// Something is being fetched or started.
    Preparing {
        /// In plain words, as `Fetching Kafka`.
        step: String,
        /// How much of how much is done, where both are known.
        bar: Option<(u64, u64)>,
        /// The same in words, as `12.0 of 55.4 MB`.
        figure: Option<String>,
    },
    /// A cluster can be had.
    Ready {
        /// What runs where, as `Kafka 4.3.1, local JVM`.
        what: String,
        /// Why it is this engine, where another came first.
        why: Option<String>,
    },
    /// No cluster can be had until something is done.
    Failed {
        /// What happened.
        message: String,
        /// What to do.
        hint: Option<String>,
    },
}

impl EngineView {
    /// The class of the header's lamp.
    pub(crate) fn class(&self) -> &'static str {
        match self {
            Self::Preparing { .. } => "engine--preparing",
            Self::Ready { .. } => "engine--ready",
            Self::Failed { .. } => "engine--failed",
        }
    }

    /// Whether more news will come, so that the page listens.
    pub(crate) fn is_settled(&self) -> bool {
        !matches!(self, Self::Preparing { .. })
    }
}

/// How far the learner has come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ProgressView {
    /// Lessons whose lab is passed.
    pub(crate) done: usize,
    /// Lessons of the whole course.
    pub(crate) total: usize,
    /// Rules in the skill, and how many of them are proved. `None` before there is a skill.
    pub(crate) rules: Option<(usize, usize)>,
    /// Where to go on.
    pub(crate) next: Option<Link>,
}
