//! Grades a lab: the one way to a verdict, for every door.

use super::headline::headline;
use super::{Candidate, Workbench, WorkbenchError, bundles};
use crate::attempt::{self, Attempt, Listener, Mode, Order};
use crate::engine::{Cluster, EngineError, Report};
use crate::grade::{Blame, Bundle, BundleStage, Outcome, Versions};
use crate::store::AttemptRow;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;
use tokio_util::sync::CancellationToken;

/// What is to be graded.
#[derive(Debug, Clone)]
pub struct GradeOrder {
    /// The lab: its number or its folder's name.
    pub lab: String,
    /// Whose program.
    pub candidate: Candidate,
    /// A command in place of the lab's own.
    pub command: Option<String>,
    /// Where generated data comes from, where not from the lab's own seed.
    pub seed: Option<u64>,
    /// All stages with a verdict, or one to try a program out.
    pub mode: Mode,
}

/// An attempt that is over, and kept.
#[derive(Debug)]
pub struct Graded {
    /// Everything that it left.
    pub bundle: Bundle,
    /// Where that is kept.
    pub path: PathBuf,
    /// The last lines of Kafka's log, where the verdict blames it.
    pub broker_log: Vec<String>,
}

/// An attempt that is over, and nobody's yet.
#[derive(Debug)]
pub(super) struct Judged {
    /// Everything that it left.
    pub(super) bundle: Bundle,
    /// The last lines of Kafka's log, where the verdict blames it.
    pub(super) broker_log: Vec<String>,
    /// What it ran on, to be ended or given back.
    pub(super) cluster: Option<Cluster>,
}

impl Workbench {
    /// Runs an attempt, judges it and keeps it; the learner's own counts as progress. `stop` ends it early; it is then
    /// not graded.
    ///
    /// # Errors
    /// Where there is no such lab, its content has errors, there is no Kafka, or the home cannot be written. A fault
    /// during the attempt is a verdict, not an error.
    pub async fn grade(
        &self,
        order: &GradeOrder,
        listener: &Listener,
        report: &Report,
        stop: &CancellationToken,
    ) -> Result<Graded, WorkbenchError> {
        let Judged { bundle, broker_log, cluster } = self.judged(order, listener, report, stop).await?;
        if let Some(cluster) = cluster {
            end(cluster, listener).await;
        }
        let path = bundles::save(&self.home, &bundle)?;
        if order.candidate == Candidate::Mine && order.mode == Mode::Check {
            self.store.add_attempt(&row(&bundle))?;
            // A fragment that its author must mend takes the proof away, not the verdict.
            if bundle.verdict.passed()
                && let Err(error) = self.record_proofs(&*self.lab(&bundle.lab)?, &bundle)
            {
                tracing::warn!(%error, "what this pass proves could not be recorded");
            }
        }
        Ok(Graded { bundle, path, broker_log })
    }

    /// Runs an attempt and judges it.
    ///
    /// # Errors
    /// As [`Workbench::grade`].
    pub(super) async fn judged(
        &self,
        order: &GradeOrder,
        listener: &Listener,
        report: &Report,
        stop: &CancellationToken,
    ) -> Result<Judged, WorkbenchError> {
        let ordered = Instant::now();
        let lab = self.lab(&order.lab)?;
        // Before anything is fetched or started; an existing cluster may turn out to have fewer brokers.
        self.judged_here(&lab).check_mode(&lab, &order.mode, &self.engine.ground())?;
        let (layers, _scaffold) = self.layers(&lab, &order.candidate)?;
        let mut prepared = Order {
            layers,
            unjudged: BTreeMap::new(),
            command: order.command.clone().or_else(|| order.candidate.command(&lab)),
            seed: order.seed,
            mode: order.mode.clone(),
            python_bin: unless(stop, self.engine.python_bin(report)).await?,
            inspect: self.rubric()?,
            listener: listener.clone(),
            lab,
        };
        let began = jiff::Timestamp::now();
        let waiting = Instant::now();
        let (cluster, postgres) =
            unless(stop, self.engine.ground_of(&prepared.lab.spec.needs, report)).await?;
        if let Some(cluster) = &cluster {
            self.allow(&mut prepared, listener)?;
            // Last of all that can fail: from here on the lab's names are taken.
            unless(stop, cluster.claim(&prepared.lab.names())).await?;
        }
        let waited = micros(waiting);
        let before = micros(ordered);
        let what = format!("the attempt at lab {}", prepared.lab.slug);
        let open = cluster.as_ref().and_then(|cluster| self.engine.tell_of(cluster, &what));
        let mut attempt =
            attempt::run(&prepared, cluster.as_ref(), postgres.as_ref(), self.engine.owner(), stop).await;
        drop(open);
        attempt.times.cluster = waited;
        attempt.times.to_start += before;
        attempt.times.total += before;
        let postgres_version = postgres.as_ref().map(|postgres| postgres.version().to_owned());
        // Nobody waits for the end of the database either.
        tokio::task::spawn_blocking(move || drop(postgres));
        let broker_log = attempt.broker_log.clone();
        let versions = Versions { postgres: postgres_version, ..self.engine.versions() };
        let bundle = bundle(&prepared, attempt, versions, began);
        if matches!(bundle.verdict.outcome, Outcome::NotGraded { blame: Blame::Workbench, .. }) {
            self.engine.suspect();
        }
        Ok(Judged { bundle, broker_log, cluster })
    }
}

fn bundle(order: &Order, attempt: Attempt, versions: Versions, began: jiff::Timestamp) -> Bundle {
    let lab = &order.lab;
    let stages = lab
        .spec
        .stages
        .iter()
        .filter_map(|stage| {
            let run = attempt.stages.iter().find(|run| run.id == *stage.id)?;
            Some(BundleStage {
                id: run.id.clone(),
                title: stage.title.clone(),
                checks: stage.checks.iter().filter_map(|id| lab.check(id)).cloned().collect(),
                unjudged: order.unjudged.get(&run.id).cloned().unwrap_or_default(),
                evidence: run.evidence.clone(),
            })
        })
        .collect();
    let unique: u32 = rand::random();
    Bundle {
        bundle_version: Bundle::VERSION,
        attempt: format!("{}-{}-{:04x}", began.strftime("%Y%m%dT%H%M%S%3f"), lab.number(), unique & 0xffff),
        lab: lab.slug.clone(),
        title: lab.spec.title.clone(),
        lab_digest: lab.digest.clone(),
        began: format!("{began:.3}"),
        versions,
        seed: attempt.seed,
        stages,
        times: attempt.times,
        verdict: attempt.verdict,
    }
}

/// What is being made, unless somebody stops it first: a first start fetches for a minute.
pub(super) async fn unless<T>(
    stop: &CancellationToken,
    made: impl Future<Output = Result<T, EngineError>>,
) -> Result<T, WorkbenchError> {
    tokio::select! {
        biased;
        () = stop.cancelled() => Err(WorkbenchError::Stopped),
        made = made => Ok(made?),
    }
}

/// Ends a cluster of ours, or leaves somebody's as it was found.
pub(super) async fn end(cluster: Cluster, listener: &Listener) {
    if !cluster.is_visited() {
        // The verdict is out; nobody waits for a broker's end.
        tokio::spawn(Cluster::stop(cluster));
        return;
    }
    match cluster.leave().await {
        Ok(others) if others.is_empty() => {}
        Ok(others) => listener.phase(format!(
            "Left on the cluster, as they are none of the lab's: the topics {}",
            others.join(", ")
        )),
        Err(error) => tracing::warn!(%error, hint = error.hint(), "something is left on the cluster"),
    }
    cluster.stop().await;
}

fn micros(since: Instant) -> i64 {
    i64::try_from(since.elapsed().as_micros()).unwrap_or(i64::MAX)
}

fn row(bundle: &Bundle) -> AttemptRow {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    AttemptRow {
        id: bundle.attempt.clone(),
        lab: bundle.lab.clone(),
        began: bundle.began.clone(),
        outcome: match bundle.verdict.outcome {
            Outcome::Passed => "passed",
            Outcome::Failed => "failed",
            Outcome::NotGraded { .. } => "not_graded",
        }
        .to_owned(),
        held: count(bundle.verdict.held),
        total: count(bundle.verdict.total),
        headline: headline(&bundle.verdict),
        digest: bundle.lab_digest.clone(),
    }
}
