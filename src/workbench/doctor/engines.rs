//! Where clusters can come from on this machine, each proved by a broker that it starts.

use super::labs::On;
use super::{Group, Health, Symptom};
use crate::engine::docker::{self, DockerEngine};
use crate::engine::runtime::Look;
use crate::engine::{AnyEngine, Cluster, EngineError, EngineKind, Report, Shape, Visit, choose};
use crate::workbench::Workbench;
use std::sync::Arc;
use std::time::Instant;

const DOCKER: &str = "Docker";
const LOCAL: &str = "Local JVM";
const EXISTING: &str = "Existing cluster";

impl Workbench {
    /// Tries every engine that `--engine` leaves, and tells what labs find on each.
    pub(super) async fn engines(&self, look: &Look, report: &Report) -> (Vec<Symptom>, Vec<On>) {
        if self.engine.is_existing() {
            return self.existing(report).await;
        }
        let (mut found, mut on) = (Vec::new(), Vec::new());
        let kind = self.engine.kind();
        if *kind != EngineKind::Local {
            let (docker, can_start) = self.docker(kind, report).await;
            found.push(docker);
            on.push(On {
                engine: DOCKER,
                brokers: 3,
                gateway: true,
                works: can_start && look.python.is_ok(),
            });
        }
        if *kind != EngineKind::Docker {
            let local = self.local(look, report).await;
            // What is missing is fetched when it is needed, unless there is nothing to fetch it with.
            let works = local.health != Health::Bad && look.python.is_ok() && look.jars.is_ok();
            found.push(local);
            on.push(On { engine: LOCAL, brokers: 3, gateway: true, works });
        }
        (found, on)
    }

    /// How it is, and whether it starts a broker, or will once Kafka's image was fetched. Where another engine can take
    /// its place it need not be there.
    async fn docker(&self, kind: &EngineKind, report: &Report) -> (Symptom, bool) {
        let missing = |error: EngineError| {
            let health = if *kind == EngineKind::Docker { Health::Bad } else { Health::Later };
            (Symptom::new(Group::Engines, DOCKER, health, told(&error)).fix(error.hint()), false)
        };
        report.stage("Looking for Docker");
        match docker::look().await {
            Err(error) => missing(error.into()),
            Ok(docker::Look { host, has_image: false }) => {
                let found = format!("it is there at {host}; Kafka's image is fetched when it is needed");
                (Symptom::later(Group::Engines, DOCKER, found), true)
            }
            Ok(docker::Look { host, has_image: true }) => {
                let began = Instant::now();
                let owner = Arc::clone(self.engine.owner());
                let proved = match DockerEngine::prepare(self.engine.cache(), owner, report).await {
                    Ok(engine) => prove(&engine.into(), report).await,
                    Err(error) => Err(error),
                };
                match proved {
                    Ok(()) => {
                        let found = format!("at {host}; {}", proof(began));
                        (Symptom::good(Group::Engines, DOCKER, found), true)
                    }
                    Err(error) => missing(error),
                }
            }
        }
    }

    /// A cluster that is there: reached, and tried out on a topic of the workbench's own.
    async fn existing(&self, report: &Report) -> (Vec<Symptom>, Vec<On>) {
        let proved = match self.engine.cluster(&Shape::alone(), report).await {
            Ok(cluster) => try_out(cluster).await,
            Err(error) => Err(error),
        };
        let on = On {
            engine: EXISTING,
            brokers: self.engine.ground().brokers,
            gateway: false,
            works: proved.is_ok(),
        };
        let symptom = match proved {
            Ok(()) => {
                let versions = self.engine.versions();
                let found =
                    format!("Kafka {}, {}; it wrote, read and committed", versions.kafka, versions.engine);
                Symptom::good(Group::Engines, EXISTING, found)
            }
            Err(error) => Symptom::bad(Group::Engines, EXISTING, told(&error)).fix(error.hint()),
        };
        (vec![symptom], vec![on])
    }

    async fn local(&self, look: &Look, report: &Report) -> Symptom {
        if look.runtime().is_none() {
            return Symptom::later(
                Group::Engines,
                LOCAL,
                "not tried, as not everything that it runs on is there",
            );
        }
        let began = Instant::now();
        let (cache, owner) = (self.engine.cache(), self.engine.owner());
        let proved = match choose(&EngineKind::Local, &Visit::default(), cache, owner, report).await {
            Ok(choice) => prove(&choice.engine, report).await,
            Err(error) => Err(error),
        };
        match proved {
            Ok(()) => Symptom::good(Group::Engines, LOCAL, proof(began)),
            Err(error) => Symptom::bad(Group::Engines, LOCAL, told(&error)).fix(error.hint()),
        }
    }
}

async fn prove(engine: &AnyEngine, report: &Report) -> Result<(), EngineError> {
    try_out(engine.start(&Shape::alone(), report).await?).await
}

async fn try_out(cluster: Cluster) -> Result<(), EngineError> {
    let sang = cluster.canary().await;
    cluster.stop().await;
    sang
}

fn proof(began: Instant) -> String {
    let took = began.elapsed().as_secs_f64();
    format!("a broker started, wrote, read and committed, {took:.1} s in all")
}

/// With the last thing that Kafka said, which is often the reason.
fn told(error: &EngineError) -> String {
    match error.log().iter().rev().find(|line| line.contains("ERROR") || line.contains("Exception")) {
        Some(line) => format!("{error}; its log says: {line}"),
        None => error.to_string(),
    }
}
