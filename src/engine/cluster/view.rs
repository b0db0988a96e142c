//! Which topics and groups of a cluster an attempt looks at.

use std::collections::BTreeSet;
use std::sync::Arc;

/// Everything of a cluster of the workbench's own; of somebody else's, topics under the lab's names and the groups
/// that were not there before.
#[derive(Debug, Clone, Default)]
pub struct View(Option<Arc<Limits>>);

#[derive(Debug)]
struct Limits {
    topics: Vec<String>,
    strangers: BTreeSet<String>,
}

impl View {
    /// Everything.
    pub fn all() -> View {
        View(None)
    }

    /// These topics, and all groups but `strangers`.
    pub fn only(topics: impl IntoIterator<Item = String>, strangers: BTreeSet<String>) -> View {
        View(Some(Arc::new(Limits { topics: topics.into_iter().collect(), strangers })))
    }

    /// The topics to look at; `None` for all that there are.
    pub fn topics(&self) -> Option<&[String]> {
        self.0.as_ref().map(|limits| limits.topics.as_slice())
    }

    /// Whether a group is looked at.
    pub fn shows_group(&self, group: &str) -> bool {
        self.0.as_ref().is_none_or(|limits| !limits.strangers.contains(group))
    }
}
