//! A lesson: text, code that runs, predictions.

use super::Link;

/// The page at `/lessons/{slug}`.
#[derive(Debug, Clone)]
pub(crate) struct LessonView {
    /// The folder's name.
    pub(crate) slug: String,
    /// Its number in the course.
    pub(crate) number: String,
    /// Its title.
    pub(crate) title: String,
    /// One line on what one can do afterwards.
    pub(crate) promise: String,
    /// `read 20, lab 30, reflect 10 min`, where it was timed.
    pub(crate) minutes: Option<String>,
    /// The headings, for the list of contents.
    pub(crate) contents: Vec<Heading>,
    /// The lesson's blocks, in order.
    pub(crate) blocks: Vec<Block>,
    /// A command that looks at Kafka from a terminal, where the lesson has blocks that run.
    pub(crate) tool: Option<String>,
    /// The lab that follows.
    pub(crate) lab: Option<Link>,
    /// The lesson before this one, among those that are there.
    pub(crate) previous: Option<Link>,
    /// The lesson after this one, among those that are there.
    pub(crate) next: Option<Link>,
}

/// A heading in the list of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Heading {
    /// 2 or 3.
    pub(crate) level: u8,
    /// The anchor.
    pub(crate) id: String,
    /// Its text without markup.
    pub(crate) text: String,
}

/// A piece of a lesson.
#[derive(Debug, Clone)]
pub(crate) enum Block {
    /// Rendered Markdown.
    Text {
        /// From `markdown::Renderer`.
        html: String,
    },
    /// Code with a Run button.
    Run(RunBlock),
    /// A question that the broker answers.
    Predict(PredictBlock),
}

/// Code with a Run button.
#[derive(Debug, Clone)]
pub(crate) struct RunBlock {
    /// Its number in the lesson, from 1.
    pub(crate) n: usize,
    /// As the fence names it.
    pub(crate) language: String,
    /// The code as the lesson has it.
    pub(crate) code: String,
    /// What it printed when the lesson was checked.
    pub(crate) expected: Option<String>,
}

/// A question that the broker answers.
#[derive(Debug, Clone)]
pub(crate) struct PredictBlock {
    /// Unique in its lesson.
    pub(crate) id: String,
    /// The question.
    pub(crate) question_html: String,
    /// What can be chosen.
    pub(crate) options: Vec<Choice>,
    /// The answer, once one was chosen.
    pub(crate) answer: Option<Answer>,
    /// Why there is none although one was asked for.
    pub(crate) trouble: Option<String>,
}

/// What can be chosen.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    /// Unique in its block.
    pub(crate) id: String,
    /// What it says.
    pub(crate) text_html: String,
}

/// What the experiment showed.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// Whether the choice was what happened.
    pub(crate) right: bool,
    /// The facts that decided, as the experiment's evidence has them.
    pub(crate) evidence: Vec<(String, String)>,
    /// Every option with its explanation.
    pub(crate) options: Vec<Explained>,
}

/// An option after the experiment.
#[derive(Debug, Clone)]
pub(crate) struct Explained {
    /// What it said.
    pub(crate) text_html: String,
    /// Why it holds or does not.
    pub(crate) why_html: String,
    /// Whether it was chosen.
    pub(crate) chosen: bool,
    /// Whether it is what happened.
    pub(crate) right: bool,
}
