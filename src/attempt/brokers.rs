//! Looks at the brokers after each step: who is there, who leads, who is in sync.

use super::run::Trouble;
use super::scenario::Scenario;
use crate::engine::Broker;
use crate::engine::cluster::{OWN, partitions};
use crate::engine::wire::WireError;
use crate::evidence::{BrokerSeen, Evidence, Micros, PartitionSeen};

impl Scenario<'_> {
    /// The brokers, where their evidence is kept: in a lab that needs more than one, on brokers of the workbench's own.
    pub(super) fn brokers(&self) -> Option<Vec<Broker>> {
        let several = self.order.lab.spec.needs.brokers.value > 1;
        self.cluster.filter(|cluster| several && !cluster.is_visited()).map(|cluster| cluster.brokers())
    }

    /// Adds to what is known how the brokers and their partitions are now, after `step`; `None` for the end.
    pub(super) async fn look(&mut self, step: Option<&str>) -> Result<(), Trouble> {
        let Some(brokers) = self.brokers() else { return Ok(()) };
        let at = self.clock.now();
        look(&mut self.known, &brokers, at, step).await.map_err(Trouble::broker)
    }
}

/// The same for evidence in hand. Nobody tells of partitions where no broker is at work.
pub(super) async fn look(
    known: &mut Evidence,
    brokers: &[Broker],
    at: Micros,
    step: Option<&str>,
) -> Result<(), WireError> {
    let told = partitions(brokers).await?;
    let step = step.map(str::to_owned);
    known.brokers.extend(brokers.iter().map(|broker| BrokerSeen {
        at,
        step: step.clone(),
        broker: i64::from(broker.id),
        state: broker.state,
    }));
    for seen in told.into_iter().filter(|seen| !seen.is_internal && !seen.topic.starts_with(OWN)) {
        let ids = |ids: Vec<i32>| ids.into_iter().map(i64::from).collect();
        known.partitions.entry(seen.topic.clone()).or_default().push(PartitionSeen {
            at,
            step: step.clone(),
            topic: seen.topic,
            partition: i64::from(seen.partition),
            leader: seen.leader.map(i64::from),
            isr: ids(seen.isr),
            replicas: ids(seen.replicas),
            offline: ids(seen.offline),
            eligible: ids(seen.eligible),
        });
    }
    Ok(())
}
