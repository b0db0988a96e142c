//! Grades a lab: the one way to a verdict, for every door.

use super::{Workbench, WorkbenchError, bundles};
use crate::attempt::{self, Attempt, Layer, Listener, Mode, Order};
use crate::course::lab::{AGAIN, Lab, Mistake, Mount};
use crate::engine::runs::RunFolder;
use crate::engine::{Cluster, EngineError, Report};
use crate::grade::{Blame, Bundle, BundleStage, Outcome, Standing, Verdict, Versions};
use crate::store::AttemptRow;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
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

/// Whose program is graded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Candidate {
    /// The learner's own, in the home. Its attempts are recorded.
    Mine,
    /// Another folder's.
    Folder(PathBuf),
    /// What the learner begins with.
    Starter,
    /// The lab's solution.
    Solution,
    /// One of the lab's mistakes.
    Mistake(String),
    /// The second program that makes this mistake.
    Again(String),
    /// One of the lab's unusual and right programs.
    Variant(String),
}

/// An attempt that is over.
#[derive(Debug)]
pub struct Graded {
    /// Everything that it left.
    pub bundle: Bundle,
    /// Where that is kept.
    pub path: PathBuf,
    /// The last lines of Kafka's log, where the verdict blames it.
    pub broker_log: Vec<String>,
}

impl Workbench {
    /// Runs an attempt and judges it. `stop` ends it early; it is then not graded.
    ///
    /// # Errors
    /// Where there is no such lab, its content has errors, or there is no Kafka. A fault during the attempt is
    /// a verdict, not an error.
    pub async fn grade(
        &self,
        order: &GradeOrder,
        listener: &Listener,
        report: &Report,
        stop: &CancellationToken,
    ) -> Result<Graded, WorkbenchError> {
        let ordered = Instant::now();
        let lab = self.lab(&order.lab)?;
        // Before anything is fetched or started; an existing cluster may turn out to have fewer brokers.
        self.judged_here(&lab).check_mode(&lab, &order.mode, &self.engine.ground())?;
        let (layers, _scaffold) = self.layers(&lab, &order.candidate)?;
        let mut prepared = Order {
            layers,
            unjudged: BTreeMap::new(),
            command: order.command.clone().or_else(|| variant_command(&lab, &order.candidate)),
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
        if let Some(cluster) = cluster {
            end(cluster, listener).await;
        }
        let postgres_version = postgres.as_ref().map(|postgres| postgres.version().to_owned());
        // Nobody waits for the end of the database either.
        tokio::task::spawn_blocking(move || drop(postgres));
        let broker_log = attempt.broker_log.clone();
        let versions = Versions { postgres: postgres_version, ..self.engine.versions() };
        let bundle = bundle(&prepared, attempt, versions, began);
        let path = bundles::save(&self.home.attempts(), &bundle)?;
        if order.candidate == Candidate::Mine && order.mode == Mode::Check {
            self.store.add_attempt(&row(&bundle))?;
            // A fragment that its author must mend takes the proof away, not the verdict.
            if bundle.verdict.passed()
                && let Err(error) = self.record_proofs(&prepared.lab, &bundle)
            {
                tracing::warn!(%error, "what this pass proves could not be recorded");
            }
        }
        Ok(Graded { bundle, path, broker_log })
    }

    /// The folders that make the candidate's working folder. What is made for it lives as long as the second part.
    fn layers(
        &self,
        lab: &Lab,
        candidate: &Candidate,
    ) -> Result<(Vec<Layer>, Option<RunFolder>), WorkbenchError> {
        let mut layers = vec![Layer::whole(lab.dir.join("starter"))];
        let mut made = None;
        for (folder, mount) in &lab.spec.mounts {
            let Mount::Skill = mount;
            let from = match candidate {
                Candidate::Mine => self.living_skill()?,
                // Everybody else begins with the scaffold, as a learner does.
                _ => made.insert(self.fresh_scaffold()?).path().to_owned(),
            };
            layers.push(Layer { to: PathBuf::from(folder), ..Layer::whole(from) });
        }
        layers.extend(match candidate {
            Candidate::Mine => vec![Layer::whole(self.learner_folder(lab)?)],
            Candidate::Folder(folder) => vec![Layer::whole(folder)],
            Candidate::Starter => vec![],
            Candidate::Solution => vec![Layer::whole(lab.dir.join("solution"))],
            Candidate::Mistake(name) => {
                let mistake = named(lab, name)?;
                let own = Layer::whole(&mistake.dir).but(&["mistake.yaml", AGAIN]);
                vec![Layer::whole(lab.dir.join("solution")), own]
            }
            Candidate::Again(name) => {
                let again = named(lab, name)?.again.as_ref().ok_or_else(|| {
                    let known = lab.mistakes.iter().filter(|m| m.again.is_some()).map(|m| m.name.clone());
                    let what = "second program of the mistake";
                    WorkbenchError::Missing { what, name: name.clone(), known: known.collect() }
                })?;
                vec![Layer::whole(lab.dir.join("solution")), Layer::whole(again)]
            }
            Candidate::Variant(name) => {
                let variant = lab.variants.iter().find(|v| v.name == *name).ok_or_else(|| {
                    let known = lab.variants.iter().map(|v| v.name.clone()).collect();
                    WorkbenchError::Missing { what: "variant", name: name.clone(), known }
                })?;
                vec![Layer::whole(&variant.dir)]
            }
        });
        Ok((layers, made))
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

/// The lab's mistake of that name.
fn named<'a>(lab: &'a Lab, name: &str) -> Result<&'a Mistake, WorkbenchError> {
    lab.mistakes.iter().find(|mistake| mistake.name == *name).ok_or_else(|| {
        let known = lab.mistakes.iter().map(|mistake| mistake.name.clone()).collect();
        WorkbenchError::Missing { what: "mistake", name: name.to_owned(), known }
    })
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

fn variant_command(lab: &Arc<Lab>, candidate: &Candidate) -> Option<String> {
    let Candidate::Variant(name) = candidate else { return None };
    lab.variants.iter().find(|variant| variant.name == *name)?.spec.run.clone()
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

/// What a verdict comes to, in a sentence.
pub(super) fn headline(verdict: &Verdict) -> String {
    match &verdict.outcome {
        Outcome::Passed => passed(verdict),
        Outcome::NotGraded { blame: Blame::Interrupted, .. } => "Stopped before its end".to_owned(),
        Outcome::NotGraded { why, .. } => why.clone(),
        Outcome::Failed => verdict
            .stages
            .iter()
            .flat_map(|stage| {
                let halt = stage.halt.iter().map(|halt| halt.headline.clone());
                let breaches = stage.findings.iter().filter_map(|finding| match &finding.standing {
                    Standing::Failed(breach) => Some(breach.headline.clone()),
                    _ => None,
                });
                halt.chain(breaches).collect::<Vec<_>>()
            })
            .next()
            .unwrap_or_else(|| not_reached(verdict)),
    }
}

fn passed(verdict: &Verdict) -> String {
    match (verdict.total, verdict.not_judged()) {
        (1, 0) => "The check held".to_owned(),
        (total, 0) => format!("All {total} checks held"),
        (total, rest) => format!("{total} of {} checks held, {rest} not judged on that engine", total + rest),
    }
}

/// Nothing failed, and yet not everything held: what was missing is all that can be said.
fn not_reached(verdict: &Verdict) -> String {
    let findings = verdict.stages.iter().flat_map(|stage| &stage.findings);
    let mut missing = findings.filter_map(|finding| match &finding.standing {
        Standing::NotReached { missing } => Some(format!("`{}` was not reached: {missing}", finding.check)),
        _ => None,
    });
    missing.next().unwrap_or_else(|| "A check was not reached".to_owned())
}
