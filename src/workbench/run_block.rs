//! Runs a block of a lesson. Blocks of one lesson share a cluster, which is there until another lesson's runs.

use super::grade::unless;
use super::{Workbench, WorkbenchError};
use crate::attempt::{Listener, Played, Playground};
use crate::course::{Capability, Lesson};
use crate::engine::runs::RunFolder;
use crate::engine::{Report, Shape};
use tokio_util::sync::CancellationToken;

/// The playground of the lesson whose block ran last.
#[derive(Debug)]
pub(super) struct Open {
    lesson: String,
    playground: Playground,
    _told: Option<RunFolder>,
}

impl Workbench {
    /// Runs the block of number `n`, from 1, as it is written.
    ///
    /// # Errors
    /// Where there is no such block, or no Kafka.
    pub async fn run_block(
        &self,
        lesson: &str,
        n: usize,
        listener: &Listener,
        report: &Report,
        stop: &CancellationToken,
    ) -> Result<Played, WorkbenchError> {
        let lesson = self.lesson(lesson)?;
        let Some((language, code)) = lesson.run_block(n) else {
            return Err(WorkbenchError::Missing {
                what: "run block",
                name: n.to_string(),
                known: Vec::new(),
            });
        };
        if !self.engine.ground().capabilities.contains(&Capability::Gateway) {
            // Code of a lesson makes what it likes, and nobody could tell afterwards what was there before.
            return Err(WorkbenchError::NotHere {
                what: "the code of a lesson".to_owned(),
                missing: "a cluster of the workbench's own".to_owned(),
                engine: self.engine.noun().to_owned(),
            });
        }
        let python_bin = unless(stop, self.engine.python_bin(report)).await?;
        let mut open = self.playground.lock().await;
        let playground = self.playground_of(&mut open, &lesson.slug, report, stop).await?;
        playground.run(language, code, &python_bin, listener, stop).await.map_err(WorkbenchError::Refused)
    }

    /// The playground of a lesson: the one that is open, or a new one in its place.
    async fn playground_of<'a>(
        &self,
        open: &'a mut Option<Open>,
        lesson: &str,
        report: &Report,
        stop: &CancellationToken,
    ) -> Result<&'a Playground, WorkbenchError> {
        if open.as_ref().is_some_and(|open| open.lesson != lesson || open.playground.check_alive().is_err())
            && let Some(old) = open.take()
        {
            old.playground.close().await;
        }
        let opened = match open.take() {
            Some(open) => open,
            None => {
                let cluster = unless(stop, self.engine.cluster(&Shape::alone(), report)).await?;
                let told = self.engine.tell_of(&cluster, &format!("lesson {lesson}"));
                let playground =
                    Playground::open(cluster, self.engine.owner()).map_err(WorkbenchError::Refused)?;
                Open { lesson: lesson.to_owned(), playground, _told: told }
            }
        };
        Ok(&open.insert(opened).playground)
    }

    /// Ends the playground that is open, so that a lesson begins again.
    pub async fn close_playground(&self) {
        if let Some(open) = self.playground.lock().await.take() {
            open.playground.close().await;
        }
    }

    /// The lesson of this folder name.
    ///
    /// # Errors
    /// Where there is none.
    pub fn lesson(&self, slug: &str) -> Result<&Lesson, WorkbenchError> {
        self.course.lessons.get(slug).ok_or_else(|| {
            let known = self.course.lessons.keys().cloned().collect();
            WorkbenchError::Missing { what: "lesson", name: slug.to_owned(), known }
        })
    }
}
