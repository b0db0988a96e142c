//! Two attempts beside each other: checks, then what happened.

use super::Link;

/// The page at `/attempts/{id}/beside/{other}`.
#[derive(Debug, Clone)]
pub(crate) struct BesideView {
    /// The lab's page.
    pub(crate) lab: Link,
    /// The left one's page.
    pub(crate) attempt: Link,
    /// The seed of both.
    pub(crate) seed: u64,
    /// Why the solution has no history; `None` where it has one.
    pub(crate) trouble: Option<String>,
    /// The stages that one of them ran.
    pub(crate) stages: Vec<StageBeside>,
    /// The command that shows the same.
    pub(crate) command: String,
}

/// A stage of both.
#[derive(Debug, Clone)]
pub(crate) struct StageBeside {
    /// Its title.
    pub(crate) title: String,
    /// What each check says as HTML, and how it stands left and right.
    pub(crate) checks: Vec<(String, Standing, Standing)>,
    /// Whether the left one came to it.
    pub(crate) ran: bool,
    /// What happened.
    pub(crate) rows: Vec<BesideRow>,
    /// Rows that are not shown.
    pub(crate) more: usize,
}

/// How a check stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    /// As `held`.
    pub(crate) words: &'static str,
    /// The class of its tag.
    pub(crate) tag: &'static str,
}

/// A row: what happened in one of them, or in both.
#[derive(Debug, Clone)]
pub(crate) struct BesideRow {
    /// When in the left one, `1.234 s`; empty where it did not happen there.
    pub(crate) left: String,
    /// When in the right one.
    pub(crate) right: String,
    /// Who did it.
    pub(crate) who: String,
    /// What; as the left one has it, where both have.
    pub(crate) what: String,
    /// Its page, where the left one has it.
    pub(crate) href: Option<String>,
}

impl BesideRow {
    /// The class of the row.
    pub(crate) fn class(&self) -> &'static str {
        match (self.left.is_empty(), self.right.is_empty()) {
            (false, true) => "beside__left",
            (true, false) => "beside__right",
            _ => "",
        }
    }

    /// Where it happened, for whoever does not see the colour.
    pub(crate) fn only(&self) -> &'static str {
        match (self.left.is_empty(), self.right.is_empty()) {
            (false, true) => "only here",
            (true, false) => "only there",
            _ => "",
        }
    }
}
