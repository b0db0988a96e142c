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
    /// What the rubric found, what blocks the export first.
    pub(crate) findings: Vec<FindingView>,
    /// How many of them block the export.
    pub(crate) blocking: usize,
    /// What passed labs offer.
    pub(crate) offers: Vec<OfferView>,
    /// A row a lesson.
    pub(crate) rows: Vec<RuleRow>,
    /// Which clients load it.
    pub(crate) clients: Vec<ClientRow>,
    /// Where the folder is on this machine.
    pub(crate) folder: String,
}

/// A question of the interview.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    /// The field's name.
    pub(crate) id: &'static str,
    /// The question.
    pub(crate) text: &'static str,
    /// What the answer is used for, or what it looks like.
    pub(crate) why: &'static str,
    /// Value and words of what can be chosen; empty for a text field.
    pub(crate) options: Vec<(&'static str, &'static str)>,
    /// Whether a text field needs an answer.
    pub(crate) required: bool,
}

/// What a client does with the skill.
#[derive(Debug, Clone)]
pub(crate) struct ClientRow {
    /// Its name.
    pub(crate) name: String,
    /// Whether it loads the skill.
    pub(crate) words: &'static str,
    /// The class of its tag.
    pub(crate) class: &'static str,
    /// What to mend for it.
    pub(crate) fixes: Vec<String>,
    /// What it does not read.
    pub(crate) cut: Vec<String>,
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
    /// The rule's id, as `A5`.
    pub(crate) rule: String,
    /// `SKILL.md:12`, or the file alone.
    pub(crate) place: String,
    /// Where the place opens.
    pub(crate) href: String,
    /// What is there, and what follows from it.
    pub(crate) reason: String,
    /// What to write instead.
    pub(crate) fix: String,
}

/// What a passed lab offers.
#[derive(Debug, Clone)]
pub(crate) struct OfferView {
    /// The fragment's name.
    pub(crate) id: String,
    /// The lesson's title.
    pub(crate) title: String,
    /// The lesson that it comes from.
    pub(crate) lesson: Link,
    /// Pieces that can be taken one by one.
    pub(crate) pieces: Vec<PieceView>,
    /// Rows that those rest on: sources, and the row that names a file.
    pub(crate) support: Vec<PieceView>,
    /// Pieces that the learner has in other words, which stand.
    pub(crate) theirs: Vec<PieceView>,
}

/// A piece of an offer.
#[derive(Debug, Clone)]
pub(crate) struct PieceView {
    /// Unique in its offer.
    pub(crate) id: String,
    /// As `Rule`.
    pub(crate) kind: &'static str,
    /// The file that it changes.
    pub(crate) file: String,
    /// What to know before taking it.
    pub(crate) note: Option<String>,
    /// What it says.
    pub(crate) text: String,
    /// What the learner's own words are, where they have it.
    pub(crate) theirs: Option<String>,
    /// Whether all of it is new, so that it can be reworded before it is taken.
    pub(crate) is_new: bool,
    /// Whether it is ticked at first.
    pub(crate) preselected: bool,
    /// The change.
    pub(crate) diff: Vec<DiffLine>,
}

impl PieceView {
    /// Rows that show the whole text.
    pub(crate) fn rows(&self) -> usize {
        self.text.lines().map(|line| 1 + line.chars().count() / 70).sum::<usize>().clamp(2, 24)
    }
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
    /// Lines that are not shown.
    Gap,
}

impl Change {
    /// The class of the line.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Kept | Self::Gap => "kept",
            Self::Added => "added",
            Self::Removed => "removed",
        }
    }

    /// What stands before the line.
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Self::Kept | Self::Gap => " ",
            Self::Added => "+",
            Self::Removed => "−",
        }
    }
}

/// A row of the map of what the skill covers.
#[derive(Debug, Clone)]
pub(crate) struct RuleRow {
    /// The lesson's number.
    pub(crate) number: String,
    /// `rules__none`, `rules__advice` or `rules__proved`.
    pub(crate) class: &'static str,
    /// The same in words.
    pub(crate) words: &'static str,
}
