//! Runs an order to its end: stage after stage, as long as they hold.

use super::clock::Clock;
use super::scenario::Scenario;
use super::stall::Stall;
use super::{Mode, Order, log};
use crate::course::lab::{Check, Lab, Stage};
use crate::engine::eventually::eventually;
use crate::engine::postgres::By;
use crate::engine::runs::Owner;
use crate::engine::runtime::damage_to_python;
use crate::engine::{Cluster, Postgres};
use crate::evidence::Evidence;
use crate::gateway::{Gateway, Route};
use crate::grade::{self, Blame, BundleTimes, StageVerdict, Unjudged, Verdict};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// What became of an order.
#[derive(Debug)]
pub struct Attempt {
    /// The verdict; of a [`Mode::Try`] whether the stage's checks would hold, which nobody needs to know.
    pub verdict: Verdict,
    /// The stages, those that did not run included.
    pub stages: Vec<StageRun>,
    /// How long its parts took.
    pub times: BundleTimes,
    /// The seed that was used.
    pub seed: u64,
    /// The last lines of Kafka's log, where the verdict blames it.
    pub broker_log: Vec<String>,
}

/// A stage and what is known of it.
#[derive(Debug)]
pub struct StageRun {
    /// The stage's id.
    pub id: String,
    /// `None` where it did not run.
    pub evidence: Option<Evidence>,
}

/// Why an attempt ended without a verdict on the program.
#[derive(Debug)]
pub(super) struct Trouble {
    pub(super) blame: Blame,
    pub(super) why: String,
}

impl Trouble {
    pub(super) fn ours(why: impl std::fmt::Display) -> Trouble {
        Trouble { blame: Blame::Workbench, why: why.to_string() }
    }

    pub(super) fn broker(why: impl std::fmt::Display) -> Trouble {
        Trouble { blame: Blame::Broker, why: why.to_string() }
    }
}

/// Runs `order` on `cluster`, which no program has touched. `stop` ends it early.
///
/// `cluster` is `None` for a lab that needs no broker, `postgres` for one that needs no database.
pub async fn run(
    order: &Order,
    cluster: Option<&Cluster>,
    postgres: Option<&Arc<Postgres>>,
    owner: &Arc<Owner>,
    stop: &CancellationToken,
) -> Attempt {
    let clock = Clock::start();
    let (times, stages, stall) = (BundleTimes::default(), Vec::new(), Stall::default());
    let mut attempt = Running { order, cluster, postgres, owner, clock, stall, times, stages };
    let mut verdicts: Vec<StageVerdict> = Vec::new();
    let ended = tokio::select! {
        biased;
        () = stop.cancelled() => Err(Trouble { blame: Blame::Interrupted, why: "it was stopped before its end".to_owned() }),
        ended = attempt.stages(&mut verdicts) => ended,
    };
    let Running { mut times, mut stages, .. } = attempt;
    for stage in &order.lab.spec.stages[verdicts.len()..] {
        let checks = checks(&order.lab, stage);
        verdicts.push(match order.unjudged(&stage.id).stage {
            Some(why) => grade::not_judged(&stage.id, &stage.title, &checks, &why),
            None => grade::not_reached(&stage.id, &stage.title, &checks, &verdicts),
        });
    }
    for stage in &order.lab.spec.stages[stages.len()..] {
        stages.push(StageRun { id: stage.id.value.clone(), evidence: None });
    }
    let mut broker_log = Vec::new();
    let verdict = match ended {
        Ok(()) => Verdict::of(verdicts),
        Err(Trouble { blame, why }) => {
            if blame == Blame::Broker {
                broker_log = cluster.map(Cluster::log_tail).unwrap_or_default();
            }
            Verdict::not_graded(blame, why, verdicts)
        }
    };
    times.total = clock.now();
    Attempt { verdict, stages, times, seed: seed(order), broker_log }
}

struct Running<'a> {
    order: &'a Order,
    cluster: Option<&'a Cluster>,
    postgres: Option<&'a Arc<Postgres>>,
    owner: &'a Arc<Owner>,
    clock: Clock,
    stall: Stall,
    times: BundleTimes,
    stages: Vec<StageRun>,
}

impl Running<'_> {
    async fn stages(&mut self, verdicts: &mut Vec<StageVerdict>) -> Result<(), Trouble> {
        let gateway = self.gateway()?;
        let lab = Arc::clone(&self.order.lab);
        let total = lab.spec.stages.len();
        let mut is_over = false;
        for (n, stage) in (1..).zip(&lab.spec.stages) {
            if let Mode::Try { stage: wanted } = &self.order.mode
                && *wanted != *stage.id
            {
                continue;
            }
            let unjudged = self.order.unjudged(&stage.id);
            if let Some(why) = &unjudged.stage {
                let verdict = grade::not_judged(&stage.id, &stage.title, &checks(&lab, stage), why);
                verdicts.extend((!is_over).then_some(verdict));
                self.stages.push(StageRun { id: stage.id.value.clone(), evidence: None });
                continue;
            }
            if self.stages.iter().any(|run| run.evidence.is_some()) && self.order.mode.is_check() {
                self.clean().await?;
            }
            self.order.listener.phase(format!("Stage {n} of {total}: {}", stage.title));
            let evidence = self.stage(stage, gateway.as_ref()).await?;
            let (verdict, evidence) = judged(&lab, n - 1, unjudged, evidence).await?;
            let held = verdict.held();
            verdicts.extend((!is_over).then_some(verdict));
            self.stages.push(StageRun { id: stage.id.value.clone(), evidence: Some(evidence) });
            is_over |= !held;
            if is_over && self.order.mode != Mode::PlayOn {
                break;
            }
        }
        if is_over {
            self.still_has_packages().await?;
            self.stall.trouble().map_or(Ok(()), Err)?;
        }
        if let Some(cluster) = self.cluster {
            // A stage that held has shown that Kafka works; what did not hold counts only where it still does.
            self.order.listener.phase("Making sure that Kafka still works");
            cluster.canary().await.map_err(|error| blame(cluster, Trouble::broker(error)))?;
        }
        if let Some(postgres) = self.postgres {
            postgres.rows(By::Learner, "SELECT 1").await.map_err(Trouble::ours)?;
        }
        self.order.listener.phase("Verdict");
        Ok(())
    }

    /// A package that was there when the attempt began may not have been when its programs asked for it.
    async fn still_has_packages(&self) -> Result<(), Trouble> {
        match damage_to_python(&self.order.python_bin).await {
            None => Ok(()),
            Some(damage) => Err(Trouble::ours(format!(
                "the Python environment that programs run in is not as it was installed: {damage}. The next attempt \
                 begins by installing it anew"
            ))),
        }
    }

    /// One stage: its scenario, the proof that Kafka still works, and the log.
    async fn stage(&mut self, stage: &Stage, gateway: Option<&Gateway>) -> Result<Evidence, Trouble> {
        let mut scenario = Scenario::new(
            self.order,
            stage,
            self.cluster,
            gateway,
            self.owner,
            self.clock,
            seed(self.order),
        )?;
        if let Some(postgres) = self.postgres {
            scenario.open_database(postgres)?;
        }
        let played = tokio::select! {
            biased;
            gone = broken(self.cluster, self.postgres, &self.stall) => Err(gone),
            played = scenario.play() => played,
        };
        // Whatever happened, no program goes on.
        scenario.end_programs().await;
        // What is away comes back next.
        let looked = match self.cluster.filter(|_| played.is_ok()) {
            Some(cluster) => scenario.look(None).await.map_err(|trouble| blame(cluster, trouble)),
            None => Ok(()),
        };
        // Members that ended without leaving are there until their session ends: this comes first.
        let groups = match self.cluster.filter(|_| played.is_ok()) {
            Some(cluster) => self.groups(cluster, &scenario).await,
            None => Ok(Vec::new()),
        };
        scenario.end_services().await;
        scenario.read_files();
        self.times.programs += scenario.time_of_programs();
        if self.times.to_start == 0 {
            self.times.to_start = scenario.first_start().unwrap_or_default();
        }
        played.and(looked)?;
        if let Some(gateway) = gateway {
            scenario.fired(&gateway.heal_all());
            scenario.wire(gateway.take().await);
            gateway.peers().forget();
        }
        scenario.read_rows().await?;
        if let Some(cluster) = self.cluster {
            self.order.listener.phase("Reading the log");
            scenario.read_log(cluster, groups?).await.map_err(|trouble| blame(cluster, trouble))?;
        }
        Ok(scenario.evidence())
    }

    /// How consumer groups stand, by all brokers: those that the scenario sent away are brought back for it.
    async fn groups(
        &self,
        cluster: &Cluster,
        scenario: &Scenario<'_>,
    ) -> Result<Vec<log::Standing>, Trouble> {
        for broker in cluster.away() {
            self.order.listener.phase(format!("Bringing broker {broker} back"));
            cluster.bring_back(broker).await.map_err(Trouble::broker)?;
        }
        scenario.groups(cluster).await.map_err(|trouble| blame(cluster, trouble))
    }

    fn gateway(&self) -> Result<Option<Gateway>, Trouble> {
        // Programs connect to somebody's cluster directly.
        let ours = self.cluster.filter(|cluster| !cluster.is_visited());
        ours.map(|cluster| open_gateway(cluster, self.clock)).transpose()
    }

    async fn clean(&self) -> Result<(), Trouble> {
        if let Some(cluster) = self.cluster {
            cluster.clean().await.map_err(Trouble::broker)?;
        }
        match self.postgres {
            Some(postgres) => postgres.fresh().await.map_err(Trouble::ours),
            None => Ok(()),
        }
    }
}

/// Puts a gateway where programs expect the brokers of `cluster`.
pub(super) fn open_gateway(cluster: &Cluster, clock: Clock) -> Result<Gateway, Trouble> {
    let fronts = cluster.take_fronts().into_iter();
    let routes = fronts
        .map(|front| Route { listener: front.listener, broker: front.upstream, id: front.broker_id })
        .collect();
    Gateway::open(routes, clock.epoch()).map_err(Trouble::ours)
}

/// A broker that has ended says more than the client that missed it.
fn blame(cluster: &Cluster, trouble: Trouble) -> Trouble {
    cluster.check_alive().err().map_or(trouble, Trouble::broker)
}

/// Waits until something is gone that should be there. An attempt is over long before a day has passed.
async fn broken(cluster: Option<&Cluster>, postgres: Option<&Arc<Postgres>>, stall: &Stall) -> Trouble {
    const DAY: Duration = Duration::from_secs(24 * 60 * 60);
    stall.begin();
    let look = || {
        stall.look(Instant::now());
        let broker = cluster.and_then(|cluster| cluster.check_alive().err()).map(Trouble::broker);
        broker.or_else(|| postgres.and_then(|postgres| postgres.check_alive().err()).map(Trouble::ours))
    };
    match eventually("the end of what a program needs", DAY, async || look().ok_or("all run")).await {
        Ok(trouble) => trouble,
        Err(_) => std::future::pending().await,
    }
}

/// The verdict on the stage in this place of a lab. Much evidence takes long to judge, and other attempts go on meanwhile.
async fn judged(
    lab: &Arc<Lab>,
    place: usize,
    unjudged: Unjudged,
    evidence: Evidence,
) -> Result<(StageVerdict, Evidence), Trouble> {
    let lab = Arc::clone(lab);
    let judge = move || {
        let stage = &lab.spec.stages[place];
        let verdict = grade::stage(&stage.id, &stage.title, &checks(&lab, stage), &unjudged, &evidence);
        (verdict, evidence)
    };
    tokio::task::spawn_blocking(judge).await.map_err(Trouble::ours)
}

fn checks<'a>(lab: &'a Lab, stage: &Stage) -> Vec<&'a Check> {
    stage.checks.iter().filter_map(|id| lab.check(id)).collect()
}

fn seed(order: &Order) -> u64 {
    order.seed.unwrap_or(order.lab.spec.seed)
}
