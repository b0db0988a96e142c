//! The skill: files, findings, offers, export.

use super::Link;
use super::lab::FileView;

/// The page at `/skill`.
#[derive(Debug, Clone)]
pub(crate) struct SkillView {
    /// What is asked while there is no scaffold.
    pub(crate) interview: Option<Vec<Question>>,
    /// Every file with its size.
    pub(crate) files: Vec<SkillFile>,
    /// The file that is open.
    pub(crate) open: Option<FileView>,
    /// The open file as a reader sees it, where it is Markdown.
    pub(crate) preview_html: Option<String>,
    /// What the rubric found.
    pub(crate) findings: Vec<FindingView>,
    /// What passed labs offer.
    pub(crate) offers: Vec<OfferView>,
    /// The 23 rows.
    pub(crate) rows: Vec<RuleRow>,
    /// Clients that the export was checked for.
    pub(crate) checked_for: Vec<String>,
    /// Where the folder is on this machine.
    pub(crate) folder: String,
}

impl SkillView {
    /// Findings that block the export.
    pub(crate) fn blocking(&self) -> usize {
        self.findings.iter().filter(|finding| finding.blocks).count()
    }
}

/// A question of the interview.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    /// The field's name.
    pub(crate) id: String,
    /// The question.
    pub(crate) text: String,
    /// What the answer is used for.
    pub(crate) why: String,
    /// What can be chosen; empty for a text field.
    pub(crate) options: Vec<String>,
    /// What was answered before.
    pub(crate) answer: String,
}

/// A file of the skill.
#[derive(Debug, Clone)]
pub(crate) struct SkillFile {
    /// Its path, and where it opens.
    pub(crate) link: Link,
    /// As `3 kB`.
    pub(crate) size: String,
    /// Whether it is the one that is open.
    pub(crate) here: bool,
}

/// What the rubric found.
#[derive(Debug, Clone)]
pub(crate) struct FindingView {
    /// Whether it blocks the export.
    pub(crate) blocks: bool,
    /// `SKILL.md:12`, or the file alone.
    pub(crate) place: String,
    /// What is there.
    pub(crate) message: String,
    /// Why it matters.
    pub(crate) reason: String,
    /// What to write instead.
    pub(crate) fix: String,
}

/// What a passed lab offers.
#[derive(Debug, Clone)]
pub(crate) struct OfferView {
    /// The offer's id.
    pub(crate) id: String,
    /// As `Producer checklist`.
    pub(crate) title: String,
    /// The lab that proved it.
    pub(crate) lab: Link,
    /// Pieces that can be taken one by one.
    pub(crate) pieces: Vec<Piece>,
}

/// A piece of an offer.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    /// Unique in its offer.
    pub(crate) id: String,
    /// The file that it changes.
    pub(crate) path: String,
    /// Why it is worth having.
    pub(crate) why: String,
    /// The change.
    pub(crate) diff: Vec<DiffLine>,
}

/// A line of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DiffLine {
    /// Added, removed or neither.
    pub(crate) change: Change,
    /// The line.
    pub(crate) text: String,
}

/// What happens to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// It stays.
    Kept,
    /// It comes.
    Added,
    /// It goes.
    Removed,
}

impl Change {
    /// The class of the line.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Added => "added",
            Self::Removed => "removed",
        }
    }

    /// What stands before the line.
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Self::Kept => " ",
            Self::Added => "+",
            Self::Removed => "−",
        }
    }
}

/// A row of the map of what the skill covers.
#[derive(Debug, Clone)]
pub(crate) struct RuleRow {
    /// The lesson's number.
    pub(crate) number: u32,
    /// `rules__none`, `rules__advice` or `rules__proved`.
    pub(crate) class: &'static str,
    /// The same in words.
    pub(crate) words: &'static str,
}
