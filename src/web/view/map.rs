//! The course map.

use super::{Link, Standing};

/// The page at `/`.
#[derive(Debug, Clone)]
pub(crate) struct MapView {
    /// What a first visit is told; `None` once something was opened.
    pub(crate) welcome: Option<Welcome>,
    /// The course in its order.
    pub(crate) parts: Vec<Part>,
}

/// What a first visit is told.
#[derive(Debug, Clone)]
pub(crate) struct Welcome {
    /// Whether Kafka is still being fetched or started.
    pub(crate) fetching: bool,
    /// The first lesson.
    pub(crate) start: Link,
}

/// A part of the course.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    /// A letter; empty for what comes before the parts.
    pub(crate) letter: String,
    /// Its name.
    pub(crate) title: String,
    /// Its lessons.
    pub(crate) lessons: Vec<LessonRow>,
}

/// A lesson on the map.
#[derive(Debug, Clone)]
pub(crate) struct LessonRow {
    /// Its number in the course.
    pub(crate) number: String,
    /// Its title.
    pub(crate) title: String,
    /// One line on what one can do afterwards.
    pub(crate) promise: String,
    /// `read 20, lab 30, reflect 10 min`, where it was timed.
    pub(crate) minutes: Option<String>,
    /// How far the learner has come.
    pub(crate) standing: Standing,
    /// Where it is; `None` while the lesson is not there yet.
    pub(crate) href: Option<String>,
    /// Its labs.
    pub(crate) labs: Vec<LabLink>,
}

/// A lab on the map.
#[derive(Debug, Clone)]
pub(crate) struct LabLink {
    /// The lab's page.
    pub(crate) link: Link,
    /// Whether it was tried or passed.
    pub(crate) standing: Standing,
}
