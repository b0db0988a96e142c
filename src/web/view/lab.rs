//! A lab: instructions, files, hints, attempts.

use super::job::JobView;
use super::log::LogView;
use super::verdict::VerdictView;
use super::{Link, Moment, Standing};

/// The page at `/labs/{slug}`.
#[derive(Debug, Clone)]
pub(crate) struct LabView {
    /// The folder's name.
    pub(crate) slug: String,
    /// Its title.
    pub(crate) title: String,
    /// The lesson that it belongs to.
    pub(crate) lesson: Link,
    /// Whether it was tried or passed.
    pub(crate) standing: Standing,
    /// The learner's time in one attempt, as `40 s`.
    pub(crate) limit: String,
    /// Where the learner's files are on this machine.
    pub(crate) folder: String,
    /// What of it cannot be judged on this engine.
    pub(crate) here: Option<Here>,
    /// The stages in their order.
    pub(crate) stages: Vec<StageView>,
    /// The number of the stage that a Run runs.
    pub(crate) current: usize,
    /// The files that the learner edits, then those that are given.
    pub(crate) files: Vec<FileView>,
    /// The run that goes on now, if one does.
    pub(crate) job: Option<JobView>,
    /// The last verdict, if there is one.
    pub(crate) verdict: Option<VerdictView>,
    /// What Kafka held at the end of the last attempt.
    pub(crate) log: LogView,
    /// Earlier attempts, newest first.
    pub(crate) attempts: Vec<AttemptRow>,
}

/// What an engine shows of a lab that it cannot show all of.
#[derive(Debug, Clone)]
pub(crate) struct Here {
    /// As `On this engine 8 of 10 checks are judged.`
    pub(crate) says: String,
    /// Why something is not judged, and what is not for that, as HTML.
    pub(crate) left_out: Vec<(String, Vec<String>)>,
}

/// A stage of a lab.
#[derive(Debug, Clone)]
pub(crate) struct StageView {
    /// Its id in lab.yaml.
    pub(crate) id: String,
    /// From 1.
    pub(crate) number: usize,
    /// What it is about, in a few words.
    pub(crate) title: String,
    /// The goal and what is given.
    pub(crate) goal_html: String,
    /// Every check with its thresholds.
    pub(crate) checks: Vec<CheckLine>,
    /// Hints, as far as they were asked for.
    pub(crate) hints: Hints,
    /// Whether the page opens with it unfolded.
    pub(crate) open: bool,
    /// Whether its checks held in the last verdict.
    pub(crate) standing: Standing,
}

/// A check in the instructions.
#[derive(Debug, Clone)]
pub(crate) struct CheckLine {
    /// Its id in lab.yaml.
    pub(crate) id: String,
    /// What must be true.
    pub(crate) says_html: String,
}

/// The hints of a stage.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hints {
    /// Those that were asked for.
    pub(crate) shown_html: Vec<String>,
    /// How many there are.
    pub(crate) total: usize,
}

impl Hints {
    /// What the button says; `None` when all are shown.
    pub(crate) fn next(&self) -> Option<String> {
        let shown = self.shown_html.len();
        // labs.md: the place, an experiment, the symbol, the code.
        let kind = ["where to look", "an experiment", "the name of what is missing", "the code"];
        (shown < self.total).then(|| match kind.get(shown) {
            Some(kind) => format!("Hint {} of {}: {kind}", shown + 1, self.total),
            None => format!("Hint {} of {}", shown + 1, self.total),
        })
    }
}

/// A file in the editor.
#[derive(Debug, Clone)]
pub(crate) struct FileView {
    /// Relative to the lab's folder, with `/`.
    pub(crate) path: String,
    /// What the disk holds.
    pub(crate) text: String,
    /// Whether it is the learner's.
    pub(crate) editable: bool,
    /// Digest of `text`: a save over anything else is refused.
    pub(crate) base: String,
}

impl FileView {
    /// The grammar that the editor loads; empty for none.
    pub(crate) fn language(&self) -> &'static str {
        match self.path.rsplit('.').next() {
            Some("py") => "python",
            Some("yaml" | "yml") => "yaml",
            Some("json" | "jsonl" | "avsc") => "json",
            Some("sql") => "sql",
            Some("md") => "markdown",
            _ => "",
        }
    }
}

/// An earlier attempt.
#[derive(Debug, Clone)]
pub(crate) struct AttemptRow {
    /// The page of the attempt.
    pub(crate) link: Link,
    /// When it began.
    pub(crate) when: Moment,
    /// `passed`, `failed`, `not graded`.
    pub(crate) outcome: String,
    /// The class of its tag.
    pub(crate) class: &'static str,
}
