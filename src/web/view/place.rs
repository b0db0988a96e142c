//! One piece of an attempt's evidence: a record, a request, a commit, a group, a call.

/// The page at `/attempts/{id}/show/{place}`.
#[derive(Debug, Clone)]
pub(crate) struct PlaceView {
    /// The attempt that it belongs to.
    pub(crate) attempt: String,
    /// As `Request`.
    pub(crate) kind: &'static str,
    /// As `request 12`.
    pub(crate) name: String,
    /// The command that shows it in a terminal.
    pub(crate) command: String,
    /// What there is in each stage that has one: every stage counts from 1 and makes its topics anew.
    pub(crate) sightings: Vec<SightingView>,
}

/// The same place in one stage.
#[derive(Debug, Clone)]
pub(crate) struct SightingView {
    /// The stage's title.
    pub(crate) stage: String,
    /// What matters first.
    pub(crate) facts: Vec<FactView>,
    /// The value of a record, capped.
    pub(crate) value: Option<String>,
    /// What else is known, by its title.
    pub(crate) parts: Vec<PartView>,
    /// What stands or happened just before and after.
    pub(crate) around: Option<AroundView>,
}

/// A fact.
#[derive(Debug, Clone)]
pub(crate) struct FactView {
    /// In a word.
    pub(crate) name: String,
    /// A line or several.
    pub(crate) lines: Vec<LineView>,
}

/// A line of a fact, which may lead elsewhere.
#[derive(Debug, Clone)]
pub(crate) struct LineView {
    /// What it says.
    pub(crate) text: String,
    /// The page that has more.
    pub(crate) href: Option<String>,
}

/// Fields under a title.
#[derive(Debug, Clone)]
pub(crate) struct PartView {
    /// As `What was asked, field by field`.
    pub(crate) title: &'static str,
    /// Name and lines of each.
    pub(crate) fields: Vec<(String, Vec<String>)>,
}

/// The neighbours of what is shown.
#[derive(Debug, Clone)]
pub(crate) struct AroundView {
    /// What the columns are called.
    pub(crate) columns: [&'static str; 4],
    /// In their order, what is shown among them.
    pub(crate) rows: Vec<AroundRow>,
}

/// A neighbour.
#[derive(Debug, Clone)]
pub(crate) struct AroundRow {
    /// When, or where.
    pub(crate) at: String,
    /// As `request 12`; empty where there is no page.
    pub(crate) name: String,
    /// Its page.
    pub(crate) href: Option<String>,
    /// Who did it, or by which key it goes.
    pub(crate) who: String,
    /// What it is.
    pub(crate) what: String,
    /// Whether it is what is shown.
    pub(crate) here: bool,
}
