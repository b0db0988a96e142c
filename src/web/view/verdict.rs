//! A verdict as labs.md orders it: the first failure large, the rest folded.

use super::log::LogView;
use super::{Link, Moment};

/// A verdict, ready to be read.
#[derive(Debug, Clone)]
pub(crate) struct VerdictView {
    /// The attempt's id.
    pub(crate) attempt: String,
    /// The lab's folder name.
    pub(crate) lab: String,
    /// How it ended.
    pub(crate) outcome: Outcome,
    /// Set where the scenario ended early: it stands above all checks.
    pub(crate) death: Option<Death>,
    /// The first failure.
    pub(crate) first: Option<FailureView>,
    /// Mistakes that the failure looks like, behind a click.
    pub(crate) looks_like: Vec<LooksLike>,
    /// Whether they are shown at once: the attempt before failed the same check.
    pub(crate) again: bool,
    /// The other failures, folded.
    pub(crate) others: Vec<FailureView>,
    /// What the checks that held say, by stage.
    pub(crate) held: Vec<Held>,
    /// Checks whose precondition did not come about: what they say as HTML, and what was missing.
    pub(crate) not_reached: Vec<(String, String)>,
    /// Checks that this engine cannot judge: what they say as HTML, and why.
    pub(crate) not_judged: Vec<(String, String)>,
    /// After a pass: what the run did not prove.
    pub(crate) not_proved: Vec<String>,
    /// After a pass: what to try next.
    pub(crate) experiment_html: Option<String>,
    /// After a pass: where the skill's offer is.
    pub(crate) offer: Option<Link>,
}

impl VerdictView {
    /// Whether the solution's run would say something beside it.
    pub(crate) fn can_be_compared(&self) -> bool {
        !matches!(self.outcome, Outcome::NotGraded { .. })
    }
}

/// The page at `/attempts/{id}`.
#[derive(Debug, Clone)]
pub(crate) struct AttemptView {
    /// The lab's page.
    pub(crate) lab: Link,
    /// When it began.
    pub(crate) when: Moment,
    /// The bundle's path on this machine.
    pub(crate) bundle: String,
    /// Its verdict.
    pub(crate) verdict: VerdictView,
    /// What Kafka held at its end, and what it was asked.
    pub(crate) log: LogView,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Every check held.
    Passed,
    /// Some did not.
    Failed {
        /// Checks that held.
        held: usize,
        /// Checks of the lab.
        total: usize,
    },
    /// A fault that is not the learner's.
    NotGraded {
        /// As `broker fault`.
        fault: String,
        /// What happened, what was not lost, what to do.
        why: String,
    },
}

impl Outcome {
    /// The class of the verdict.
    pub(crate) fn class(&self) -> &'static str {
        match self {
            Self::Passed => "verdict--passed",
            Self::Failed { .. } => "verdict--failed",
            Self::NotGraded { .. } => "verdict--ungraded",
        }
    }

    /// The class of the outcome's tag.
    pub(crate) fn tag(&self) -> &'static str {
        match self {
            Self::Passed => "tag--held",
            Self::Failed { .. } => "tag--broken",
            Self::NotGraded { .. } => "tag--amber",
        }
    }

    /// The outcome in a few words.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Passed => "Passed".to_owned(),
            Self::Failed { held, total } => format!("Failed: {held} of {total} checks held"),
            Self::NotGraded { fault, .. } => format!("Not graded: {fault}"),
        }
    }
}

/// Checks of one stage that held.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    /// The stage's title.
    pub(crate) stage: String,
    /// What its checks say.
    pub(crate) says_html: Vec<String>,
}

/// How a scenario ended early: the program died, or what was waited for did not come.
#[derive(Debug, Clone)]
pub(crate) struct Death {
    /// As `producer ended by itself with exit status 1`.
    pub(crate) how: String,
    /// What should have been; may be empty.
    pub(crate) expected: String,
    /// What was; may be empty.
    pub(crate) got: String,
    /// The traceback, or the last lines that were printed.
    pub(crate) lines: Vec<TraceLine>,
}

/// A line of a traceback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TraceLine {
    /// The line.
    pub(crate) text: String,
    /// `file:line` of the learner's own file, where the line names one.
    pub(crate) place: Option<String>,
}

/// A check that did not hold.
#[derive(Debug, Clone)]
pub(crate) struct FailureView {
    /// Its id in lab.yaml.
    pub(crate) check: String,
    /// What must be true.
    pub(crate) says_html: String,
    /// The stage's title, where the lab has several.
    pub(crate) stage: Option<String>,
    /// The breach in the domain's words.
    pub(crate) headline: String,
    /// What was expected.
    pub(crate) expected: String,
    /// What was seen.
    pub(crate) got: String,
    /// What shows it.
    pub(crate) cites: Vec<Cite>,
    /// Where to look, as a question.
    pub(crate) next_html: Option<String>,
}

/// A mistake that the failure looks like.
#[derive(Debug, Clone)]
pub(crate) struct LooksLike {
    /// The mistake's title.
    pub(crate) title: String,
    /// What happens in it.
    pub(crate) story_html: String,
}

/// What shows a breach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cite {
    /// As `task-created-0@3` or `producer line 4`.
    pub(crate) text: String,
    /// The page of a record, a request, a commit, a group or a call.
    pub(crate) href: Option<String>,
}
