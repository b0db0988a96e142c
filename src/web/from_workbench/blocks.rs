//! The blocks of a lesson that run: code, and questions for the broker.

use std::sync::Arc;

use super::chrome::number;
use super::lesson::question;
use super::runs::trouble;
use super::{Answer, Bench, sentence};
use crate::course::Lesson;
use crate::course::lesson::Predict;
use crate::evidence::{Evidence, Run};
use crate::web::error::WebError;
use crate::web::jobs::{End, Job, Purpose};
use crate::web::markdown;
use crate::web::view::Link;
use crate::web::view::job::{JobView, LineKind, OutputLine};
use crate::web::view::lesson::{self, Explained, PredictBlock};
use crate::workbench;

impl Bench {
    /// Runs a block of a lesson as it is written.
    pub(crate) fn run_block(&self, slug: &str, n: usize) -> Answer<JobView> {
        let lesson = self.course_lesson(slug)?;
        lesson.run_block(n).ok_or(WebError::NoPage)?;
        let (bench, slug) = (self.clone(), slug.to_owned());
        let job = self.jobs.start(purpose(lesson, &format!("run-{n}")), move |job| async move {
            bench.say_what_is_waited_for(&job);
            let workbench = &bench.workbench;
            let played = workbench.run_block(&slug, n, &job.listener(), &job.report(), job.stopping()).await;
            workbench.engine().refill();
            match played {
                Ok(played) => {
                    if let Some(words) = ending(played.exit, played.ended) {
                        job.print(OutputLine { kind: LineKind::Note, text: words });
                    }
                    End::Tried { death: None, log: None }
                }
                Err(error) => trouble(&error),
            }
        });
        Ok(job.view())
    }

    /// Lets the broker answer a question.
    pub(crate) fn predict(&self, slug: &str, block: &str, choice: String) -> Answer<JobView> {
        let lesson = self.course_lesson(slug)?;
        let predict = lesson.predict_block(block).ok_or(WebError::NoPage)?.clone();
        if !predict.options.iter().any(|option| option.id == choice) {
            return Err(WebError::BadField(
                "The form names an option that the question does not have.".to_owned(),
            ));
        }
        let (bench, slug) = (self.clone(), slug.to_owned());
        let job = self.jobs.start(purpose(lesson, block), |job| async move {
            let predict = bench.answer(&slug, &predict, &choice, &job).await;
            End::Predicted { lesson: slug, predict }
        });
        Ok(job.view())
    }

    async fn answer(&self, slug: &str, predict: &Predict, choice: &str, job: &Arc<Job>) -> PredictBlock {
        self.say_what_is_waited_for(job);
        let (listener, report) = (job.listener(), job.report());
        let answer =
            self.workbench.predict(slug, &predict.id, Some(choice), &listener, &report, job.stopping()).await;
        self.workbench.engine().refill();
        let question = question(predict);
        match answer {
            Ok(answer) => PredictBlock { answer: Some(view(predict, choice, &answer)), ..question },
            Err(error) => {
                tracing::warn!(%error, block = *predict.id, "a prediction has no answer");
                let hint = error.hint().map(|hint| format!(" {}", sentence(&hint))).unwrap_or_default();
                PredictBlock { trouble: Some(format!("{}{hint}", sentence(&error.to_string()))), ..question }
            }
        }
    }
}

fn purpose(lesson: &Lesson, anchor: &str) -> Purpose {
    let text = format!("Lesson {}: {}", number(&lesson.slug), lesson.front.title);
    Purpose { back: Link::new(text, format!("/lessons/{}#{anchor}", lesson.slug)), lab: None }
}

/// How a block ended, where that is not with status 0.
fn ending(exit: Option<i32>, ended: Option<String>) -> Option<String> {
    match (ended, exit) {
        (Some(why), _) => Some(sentence(&why)),
        (None, Some(0)) => None,
        (None, Some(status)) => Some(format!("It ended with exit status {status}.")),
        (None, None) => Some("A signal ended it.".to_owned()),
    }
}

fn view(predict: &Predict, choice: &str, answer: &workbench::Answer) -> lesson::Answer {
    let explained = predict.options.iter().map(|option| Explained {
        text_html: markdown::inline(&option.says),
        why_html: markdown::inline(&option.why),
        chosen: option.id == choice,
        right: option.id == answer.right,
    });
    lesson::Answer {
        right: answer.right == choice,
        evidence: facts(&answer.evidence),
        options: explained.collect(),
    }
}

/// What the experiment left: where its topics end and how its programs ended.
fn facts(evidence: &Evidence) -> Vec<(String, String)> {
    let ends = |ends: &[i64]| {
        let ends: Vec<String> =
            ends.iter().enumerate().map(|(p, end)| format!("{end} in partition {p}")).collect();
        format!("end offset {}", ends.join(", "))
    };
    let topics = evidence.topics.values().map(|topic| (topic.name.clone(), ends(&topic.ends)));
    let runs = evidence.programs.values().flatten().map(|run| (run.program.clone(), ended(run)));
    topics.chain(runs).collect()
}

fn ended(run: &Run) -> String {
    match (run.exit, run.signal) {
        (Some(status), _) => format!("exit status {status}"),
        (None, Some(signal)) => format!("ended by signal {signal}"),
        (None, None) => "still running at the end".to_owned(),
    }
}
