//! Between the workbench's types and those that templates render.

use futures::{Stream, stream};

use super::error::WebError;
use super::sample;
use super::view::chrome::{Chrome, EngineView, ProgressView};
use super::view::job::{JobView, News};
use super::view::lab::{Hints, LabView};
use super::view::lesson::{LessonView, PredictBlock};
use super::view::map::MapView;
use super::view::record::RecordView;
use super::view::skill::SkillView;
use super::view::verdict::AttemptView;

/// The product, as pages ask for it.
#[derive(Debug, Clone, Default)]
pub struct Bench;

type Answer<T> = Result<T, WebError>;

impl Bench {
    pub(crate) async fn chrome(&self, nonce: String) -> Chrome {
        sample::chrome(nonce)
    }

    pub(crate) async fn progress(&self) -> ProgressView {
        sample::chrome(String::new()).progress
    }

    pub(crate) async fn map(&self) -> Answer<MapView> {
        Ok(sample::map())
    }

    pub(crate) async fn lesson(&self, slug: &str) -> Answer<LessonView> {
        sample::lesson(slug).ok_or_else(|| WebError::NoLesson(slug.to_owned()))
    }

    pub(crate) async fn run_block(&self, _lesson: &str, _block: &str, _code: String) -> Answer<JobView> {
        Ok(sample::job())
    }

    pub(crate) async fn predict(&self, lesson: &str, block: &str, choice: &str) -> Answer<PredictBlock> {
        sample::predicted(lesson, block, choice)
    }

    pub(crate) async fn lab(&self, slug: &str) -> Answer<LabView> {
        sample::lab(slug).ok_or_else(|| WebError::NoLab(slug.to_owned()))
    }

    pub(crate) async fn save_file(&self, _lab: &str, _path: &str, _text: &str) -> Answer<()> {
        Ok(())
    }

    pub(crate) async fn run(&self, _lab: &str) -> Answer<JobView> {
        Ok(sample::job())
    }

    pub(crate) async fn check(&self, _lab: &str) -> Answer<JobView> {
        Ok(sample::job())
    }

    pub(crate) async fn reveal_hint(&self, lab: &str, stage: &str, count: usize) -> Answer<Hints> {
        let stages = self.lab(lab).await?.stages;
        let stage = stages.into_iter().find(|found| found.id == stage).ok_or(WebError::NoPage)?;
        Ok(sample::hints(stage.hints.total, count))
    }

    pub(crate) async fn reset(&self, _lab: &str) -> Answer<String> {
        Ok("~/.local/share/kafka-workbench/trash/05-first-producer".to_owned())
    }

    pub(crate) async fn job(&self, id: &str) -> Answer<JobView> {
        if id == "1" { Ok(sample::job()) } else { Err(WebError::NoJob(id.to_owned())) }
    }

    pub(crate) async fn job_news(
        &self,
        id: &str,
        _seen: usize,
    ) -> Answer<impl Stream<Item = News> + Send + use<>> {
        self.job(id).await?;
        Ok(stream::iter(sample::news()))
    }

    pub(crate) async fn stop(&self, id: &str) -> Answer<()> {
        self.job(id).await.map(|_| ())
    }

    pub(crate) async fn attempt(&self, id: &str) -> Answer<AttemptView> {
        sample::attempt(id).ok_or_else(|| WebError::NoAttempt(id.to_owned()))
    }

    pub(crate) async fn record(&self, attempt: &str, coordinate: &str) -> Answer<RecordView> {
        self.attempt(attempt).await?;
        sample::record(attempt, coordinate).ok_or_else(|| WebError::NoRecord(coordinate.to_owned()))
    }

    pub(crate) async fn skill(&self, path: Option<&str>) -> Answer<SkillView> {
        sample::skill(path).ok_or(WebError::NoPage)
    }

    pub(crate) async fn save_skill_file(&self, _path: &str, _text: &str) -> Answer<()> {
        Ok(())
    }

    pub(crate) async fn interview(&self, _answers: Vec<(String, String)>) -> Answer<()> {
        Ok(())
    }

    pub(crate) async fn accept(&self, _offer: &str, _pieces: &[String]) -> Answer<()> {
        Ok(())
    }

    pub(crate) async fn decline(&self, _offer: &str) -> Answer<()> {
        Ok(())
    }

    pub(crate) async fn export_zip(&self) -> Answer<Vec<u8>> {
        Ok(b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec())
    }

    pub(crate) async fn engine_news(&self) -> impl Stream<Item = EngineView> + Send + use<> {
        stream::iter(sample::engine_steps())
    }
}
