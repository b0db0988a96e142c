//! The blocks of a lesson run, and print what it says.

use super::BlockRun;
use crate::attempt::Listener;
use crate::course::lesson::{Block, mismatch};
use crate::course::{Capability, Lab};
use crate::engine::Report;
use crate::evidence::Stream;
use crate::workbench::{Workbench, WorkbenchError};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

impl Workbench {
    /// Runs the lessons of labs, each at its first lab.
    pub(super) async fn verify_lessons(
        &self,
        labs: &[Arc<Lab>],
        skipped: &mut Vec<String>,
        stop: &CancellationToken,
    ) -> Result<Vec<BlockRun>, WorkbenchError> {
        let mut blocks = Vec::new();
        for lab in labs {
            let lesson = lab.spec.lesson.as_str();
            let first =
                self.course.lessons.get(lesson).is_some_and(|l| l.front.labs.first() == Some(&lab.slug));
            if first && !self.engine.ground().capabilities.contains(&Capability::Gateway) {
                skipped.push(format!("{lesson}: its blocks run on clusters of the workbench's own"));
            } else if first {
                blocks.extend(self.verify_lesson(lesson, stop).await?);
            }
        }
        Ok(blocks)
    }

    /// Runs the blocks of a lesson, top down.
    async fn verify_lesson(
        &self,
        slug: &str,
        stop: &CancellationToken,
    ) -> Result<Vec<BlockRun>, WorkbenchError> {
        let lesson = self.lesson(slug)?;
        self.close_playground().await;
        let mut blocks = Vec::new();
        let (listener, report) = (Listener::silent(), Report::silent());
        for block in &lesson.blocks {
            let (name, problem) = match block {
                Block::Text(_) => continue,
                Block::Run { n, output, line, .. } => {
                    let played = self.run_block(slug, *n, &listener, &report, stop).await?;
                    let printed: Vec<String> = played.lines.iter().map(|line| line.text.clone()).collect();
                    let errors = played.lines.iter().filter(|line| line.stream == Stream::Stderr).count();
                    let problem = match output {
                        Some(expected) => mismatch(expected, &printed),
                        None if played.exit != Some(0) => {
                            Some(format!("it ended with {:?} and {errors} lines of errors", played.exit))
                        }
                        None => None,
                    };
                    (format!("line {line}"), problem)
                }
                Block::Predict(predict) => {
                    let answered = self.predict(slug, &predict.id, None, &listener, &report, stop).await;
                    (format!("predict {}", *predict.id), answered.err().map(|error| error.to_string()))
                }
            };
            blocks.push(BlockRun { lesson: slug.to_owned(), block: name, problem });
        }
        self.close_playground().await;
        Ok(blocks)
    }
}
