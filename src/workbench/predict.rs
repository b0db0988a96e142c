//! Answers a predict block: the experiment runs, and the broker decides.

use super::grade::{end, unless};
use super::{Workbench, WorkbenchError};
use crate::attempt::{self, Layer, Listener, Mode, Order};
use crate::course::lab::{After, Lab, Needs, Spec, Stage, Step};
use crate::course::lesson::Predict;
use crate::course::{At, Span};
use crate::engine::Report;
use crate::evidence::Evidence;
use crate::evidence::cel::{Condition, Scope};
use crate::grade::Outcome;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// What the broker said to a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The id of the option that is right.
    pub right: String,
    /// What the experiment left.
    pub evidence: Evidence,
}

impl Workbench {
    /// Runs the experiment of a predict block, and keeps the choice where there is one.
    ///
    /// # Errors
    /// Where there is no such block, no Kafka, or the experiment gives no answer.
    pub async fn predict(
        &self,
        lesson: &str,
        block: &str,
        choice: Option<&str>,
        listener: &Listener,
        report: &Report,
        stop: &CancellationToken,
    ) -> Result<Answer, WorkbenchError> {
        let lesson = self.lesson(lesson)?;
        let predict = lesson.predict_block(block).ok_or_else(|| WorkbenchError::Missing {
            what: "predict block",
            name: block.to_owned(),
            known: Vec::new(),
        })?;
        let evidence = self.experiment(predict, listener, report, stop).await?;
        let right = answer(predict, &evidence)?;
        if let Some(choice) = choice {
            if !predict.options.iter().any(|option| option.id == choice) {
                let known = predict.options.iter().map(|option| option.id.clone()).collect();
                return Err(WorkbenchError::Missing { what: "option", name: choice.to_owned(), known });
            }
            self.store.predict(&lesson.slug, block, choice, choice == right)?;
        }
        Ok(Answer { right, evidence })
    }

    /// The experiment as a lab of one stage without checks.
    async fn experiment(
        &self,
        predict: &Predict,
        listener: &Listener,
        report: &Report,
        stop: &CancellationToken,
    ) -> Result<Evidence, WorkbenchError> {
        let folder = self.engine.owner().folder("predict")?;
        for (path, text) in &predict.files {
            super::files::write_whole(&folder.path().join(path), text.as_bytes())?;
        }
        let order = Order {
            lab: Arc::new(lab_of(predict, folder.path())),
            layers: vec![Layer::whole(folder.path())],
            command: None,
            seed: None,
            mode: Mode::Check,
            unjudged: [].into(),
            python_bin: unless(stop, self.engine.python_bin(report)).await?,
            inspect: Arc::new(|_| Vec::new()),
            listener: listener.clone(),
        };
        self.judged_here(&order.lab).check(&order.lab)?;
        let (cluster, postgres) = unless(stop, self.engine.ground_of(&order.lab.spec.needs, report)).await?;
        if let Some(cluster) = &cluster {
            unless(stop, cluster.claim(&order.lab.names())).await?;
        }
        let attempt =
            attempt::run(&order, cluster.as_ref(), postgres.as_ref(), self.engine.owner(), stop).await;
        if let Some(cluster) = cluster {
            end(cluster, listener).await;
        }
        tokio::task::spawn_blocking(move || drop(postgres));
        if let Outcome::NotGraded { why, .. } = &attempt.verdict.outcome {
            return Err(WorkbenchError::Refused(format!("the experiment has no result: {why}")));
        }
        if let Some(halt) = attempt.verdict.stages.iter().find_map(|stage| stage.halt.as_ref()) {
            return Err(WorkbenchError::Refused(format!(
                "the experiment did not run to its end: {}",
                halt.headline
            )));
        }
        let evidence = attempt.stages.into_iter().find_map(|stage| stage.evidence);
        evidence.ok_or_else(|| WorkbenchError::Refused("the experiment left nothing".to_owned()))
    }
}

fn lab_of(predict: &Predict, folder: &Path) -> Lab {
    let asks_database = predict.experiment.iter().any(|step| matches!(**step, Step::Sql(_)));
    let stage = Stage {
        id: At::nowhere("experiment".to_owned()),
        title: "Experiment".to_owned(),
        goal: String::new(),
        stays_up: false,
        data: predict.data.clone(),
        scenario: predict.experiment.clone(),
        checks: Vec::new(),
        hints: Vec::new(),
    };
    Lab {
        slug: predict.id.value.clone(),
        dir: folder.to_owned(),
        digest: String::new(),
        spec: Spec {
            title: predict.question.clone(),
            lesson: At::nowhere(String::new()),
            edit: Vec::new(),
            starter_fails: Vec::new(),
            mounts: [].into(),
            needs: Needs {
                brokers: At::nowhere(predict.brokers.value),
                gateway: true,
                postgres: asks_database,
                ..Needs::default()
            },
            limit: Span(Duration::from_secs(60)),
            seed: 0,
            thresholds: [].into(),
            programs: predict.programs.clone(),
            services: [].into(),
            queries: [].into(),
            experiments: [].into(),
            checks: Vec::new(),
            stages: vec![stage],
            after: After { not_proved: Vec::new(), experiment: String::new() },
        },
        mistakes: Vec::new(),
        variants: Vec::new(),
        survivors: Vec::new(),
        signatures: Vec::new(),
    }
}

/// The id of the option that the evidence makes right.
fn answer(predict: &Predict, evidence: &Evidence) -> Result<String, WorkbenchError> {
    let refused =
        |why: String| WorkbenchError::Refused(format!("the question “{}” has no answer: {why}", *predict.id));
    let condition = Condition::compile(&predict.answer).map_err(|complaint| refused(complaint.message))?;
    let value = Scope::new(evidence).value(&condition, None).map_err(|error| refused(error.to_string()))?;
    let right = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match predict.options.iter().find(|option| option.id == right) {
        Some(option) => Ok(option.id.clone()),
        None => Err(refused(format!("the experiment says {right}, and no option says so"))),
    }
}
