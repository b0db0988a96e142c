//! A run that goes on: its phases and its output.

use super::Link;
use crate::web::jobs::End;

/// A run that goes on, or went.
#[derive(Debug, Clone)]
pub(crate) struct JobView {
    /// The job's id.
    pub(crate) id: String,
    /// The lesson or lab that it belongs to.
    pub(crate) back: Link,
    /// The lab's folder name, for a run of a lab.
    pub(crate) lab: Option<String>,
    /// Phases so far, the present one last.
    pub(crate) phases: Vec<Phase>,
    /// What the program printed so far.
    pub(crate) output: Vec<OutputLine>,
    /// Lines up to the last of `output`, those that are no longer kept included: the stream goes on
    /// after them.
    pub(crate) seen: usize,
    /// How it ended, when it is over.
    pub(crate) end: Option<End>,
}

/// A phase in plain words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phase {
    /// As `running the program`.
    pub(crate) words: String,
    /// How long it took, as `3.2 s`; `None` while it goes on.
    pub(crate) took: Option<String>,
}

/// A line that the program printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OutputLine {
    /// Where it came from.
    pub(crate) kind: LineKind,
    /// The line without its end.
    pub(crate) text: String,
}

/// Where a line came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineKind {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
    /// The workbench's own words, as a cut in the middle.
    Note,
}

impl LineKind {
    /// The class of the line.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Out => "output__out",
            Self::Err => "output__err",
            Self::Note => "output__note",
        }
    }
}

/// What a run tells while it goes on.
#[derive(Debug, Clone)]
pub(crate) enum News {
    /// All phases so far, the present one last.
    Phases(Vec<Phase>),
    /// Lines that the program printed since the last news.
    Output {
        /// The new lines.
        lines: Vec<OutputLine>,
        /// How many lines there have been with them.
        seen: usize,
    },
    /// It is over.
    Over {
        /// All phases.
        phases: Vec<Phase>,
        /// How long it took, as `4.6 s`.
        took: String,
        /// How it ended.
        end: End,
    },
}
