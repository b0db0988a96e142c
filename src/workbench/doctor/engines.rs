//! Where clusters can come from on this machine, each proved by a broker that it starts.

use super::labs::On;
use super::{Group, Health, Symptom};
use crate::engine::runtime::Look;
use crate::engine::{EngineError, Report, Shape};
use crate::workbench::Workbench;
use std::time::Instant;

const LOCAL: &str = "Local JVM";
const EXISTING: &str = "Existing cluster";

impl Workbench {
    /// Tries every engine that `--engine` leaves, and tells what labs find on each.
    pub(super) async fn engines(&self, look: &Look, report: &Report) -> (Vec<Symptom>, Vec<On>) {
        if self.engine.is_existing() {
            return self.existing(report).await;
        }
        let local = self.local(look, report).await;
        // What is missing is fetched when it is needed, unless there is nothing to fetch it with.
        let works = local.health != Health::Bad && look.python.is_ok() && look.jars.is_ok();
        let on = On { engine: LOCAL, brokers: 3, gateway: true, works };
        (vec![local], vec![on])
    }

    /// A cluster that is there: reached, and tried out on a topic of the workbench's own.
    async fn existing(&self, report: &Report) -> (Vec<Symptom>, Vec<On>) {
        let proved = self.prove(report).await;
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
        match self.prove(report).await {
            Ok(()) => {
                let took = began.elapsed().as_secs_f64();
                let found = format!("a broker started, wrote, read and committed, {took:.1} s in all");
                Symptom::good(Group::Engines, LOCAL, found)
            }
            Err(error) => Symptom::bad(Group::Engines, LOCAL, told(&error)).fix(error.hint()),
        }
    }

    async fn prove(&self, report: &Report) -> Result<(), EngineError> {
        let cluster = self.engine.cluster(&Shape::alone(), report).await?;
        let sang = cluster.canary().await;
        cluster.stop().await;
        sang
    }
}

/// With the last thing that Kafka said, which is often the reason.
fn told(error: &EngineError) -> String {
    match error.log().iter().rev().find(|line| line.contains("ERROR") || line.contains("Exception")) {
        Some(line) => format!("{error}; its log says: {line}"),
        None => error.to_string(),
    }
}
