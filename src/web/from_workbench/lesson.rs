//! A lesson.

use super::chrome::number;
use super::map::minutes;
use super::{Answer, Bench};
use crate::course::Lesson;
use crate::course::lesson::{self, Predict};
use crate::web::error::WebError;
use crate::web::markdown::{self, Pictures, Renderer, svg_size};
use crate::web::view::Link;
use crate::web::view::lesson::{Block, Choice, LessonView, PredictBlock, RunBlock};
use crate::workbench::WorkbenchError;

impl Bench {
    /// The page at `/lessons/{slug}`. Looking at it is noted.
    pub(crate) fn lesson(&self, slug: &str) -> Answer<LessonView> {
        let course = self.workbench.course();
        let lesson = self.course_lesson(slug)?;
        self.workbench.store().open_lesson(slug).map_err(WorkbenchError::from)?;
        let mut renderer = Renderer::with_pictures(self.pictures(slug));
        let blocks: Vec<Block> = lesson.blocks.iter().map(|block| view(block, &mut renderer)).collect();
        let there: Vec<&Lesson> = course
            .outline
            .parts
            .iter()
            .flat_map(|part| &part.lessons)
            .filter_map(|entry| course.lessons.get(&entry.slug))
            .collect();
        let at = there.iter().position(|found| found.slug == slug);
        let neighbour = |at: Option<usize>| at.and_then(|at| there.get(at)).map(|lesson| link(lesson));
        let lab = lesson.front.labs.first().and_then(|lab| course.labs.get(lab));
        Ok(LessonView {
            slug: slug.to_owned(),
            number: number(slug).to_owned(),
            title: lesson.front.title.clone(),
            promise: lesson.front.can.clone(),
            minutes: Some(minutes(lesson.front.minutes)),
            contents: renderer.headings(),
            tool: has_runs(&blocks).then(|| self.workbench.tool_command("topics --describe")),
            blocks,
            lab: lab.map(|lab| Link::new(lab.spec.title.clone(), format!("/labs/{}", lab.slug))),
            previous: neighbour(at.and_then(|at| at.checked_sub(1))),
            next: neighbour(at.map(|at| at + 1)),
        })
    }

    fn pictures(&self, slug: &str) -> Pictures {
        let folder = self.workbench.course().root.join("lessons").join(slug);
        let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let size = |entry: std::fs::DirEntry| {
            let name = entry.file_name().into_string().ok().filter(|name| name.ends_with(".svg"))?;
            Some((name, svg_size(&std::fs::read_to_string(entry.path()).ok()?)?))
        };
        Pictures { base: format!("/lessons/{slug}/files/"), sizes: files.filter_map(size).collect() }
    }

    /// A picture of a lesson: its type and its bytes. Only files that lie in the lesson's folder.
    pub(crate) fn picture(&self, slug: &str, file: &str) -> Answer<(&'static str, Vec<u8>)> {
        self.course_lesson(slug)?;
        let plain = file.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
        let kind = match file.rsplit_once('.') {
            Some((_, "svg")) => "image/svg+xml",
            Some((_, "png")) => "image/png",
            _ => return Err(WebError::NoPage),
        };
        let path = self.workbench.course().root.join("lessons").join(slug).join(file);
        let bytes = plain.then(|| std::fs::read(path).ok()).flatten();
        Ok((kind, bytes.ok_or(WebError::NoPage)?))
    }

    pub(super) fn course_lesson(&self, slug: &str) -> Answer<&Lesson> {
        self.workbench.course().lessons.get(slug).ok_or_else(|| WebError::NoLesson(slug.to_owned()))
    }
}

fn has_runs(blocks: &[Block]) -> bool {
    blocks.iter().any(|block| matches!(block, Block::Run(_)))
}

/// A link to a lesson, by its title.
pub(super) fn link(lesson: &Lesson) -> Link {
    Link::new(lesson.front.title.clone(), format!("/lessons/{}", lesson.slug))
}

fn view(block: &lesson::Block, renderer: &mut Renderer) -> Block {
    match block {
        lesson::Block::Text(text) => Block::Text { html: renderer.render(text) },
        lesson::Block::Run { n, language, code, output, .. } => Block::Run(RunBlock {
            n: *n,
            language: language.clone(),
            code: code.clone(),
            expected: output.clone(),
        }),
        lesson::Block::Predict(predict) => Block::Predict(question(predict)),
    }
}

/// A predict block that has no answer yet.
pub(super) fn question(predict: &Predict) -> PredictBlock {
    let choice =
        |choice: &lesson::Choice| Choice { id: choice.id.clone(), text_html: markdown::inline(&choice.says) };
    PredictBlock {
        id: predict.id.value.clone(),
        question_html: markdown::render(&predict.question),
        options: predict.options.iter().map(choice).collect(),
        answer: None,
        trouble: None,
    }
}
