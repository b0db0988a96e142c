//! When a cluster can be used: at its start, and after a broker came back.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Cluster, Machine, Node, serving, topics};
use crate::engine::error::EngineError;
use crate::engine::eventually::{Overdue, eventually};
use crate::engine::wire::Address;

/// A broker is up in one to four seconds, on a busy machine in ten.
const STARTING: Duration = Duration::from_secs(60);

impl Cluster {
    /// Waits until those that should run have taken up what is theirs, and are in sync.
    pub(super) async fn serves(&self) -> Result<(), EngineError> {
        self.wait_until_ready().await?;
        let served = self.in_sync().await;
        served.map_err(|overdue| self.not_ready(overdue))
    }

    pub(super) async fn in_sync(&self) -> Result<(), Overdue> {
        let there: BTreeMap<i32, Address> =
            self.expected().map(|node| (node.id(), node.direct.clone())).collect();
        serving::wait(&there).await
    }

    /// Whether it is of our own making and has several brokers.
    pub(super) fn is_replicated(&self) -> bool {
        self.controller.is_some()
    }

    /// Waits until every broker that should run answers for itself and knows a controller and the others.
    pub(crate) async fn wait_until_ready(&self) -> Result<(), EngineError> {
        let ids: Vec<i32> = self.expected().map(Node::id).collect();
        for node in self.expected() {
            let ready = eventually("Kafka to answer", STARTING, || async {
                if let Some(ended) = self.machines().find(|machine| machine.ended().is_some()) {
                    return Ok(Err(ended));
                }
                let metadata = topics::metadata(&node.direct).await.map_err(|error| error.to_string())?;
                let known = |id: &&i32| metadata.brokers.iter().any(|broker| broker.node_id.0 == **id);
                match ids.iter().find(|id| !known(id)) {
                    None => Ok(Ok(())),
                    Some(id) => Err(format!("broker {} does not know broker {id} yet", node.id())),
                }
            });
            match ready.await {
                Ok(Ok(())) => {}
                Ok(Err(ended)) => {
                    let (status, log, brokers) = (ended.end().await, ended.tail(), self.nodes.len());
                    return Err(EngineError::Start { status, log, brokers });
                }
                Err(overdue) => return Err(self.not_ready(overdue)),
            }
        }
        Ok(())
    }

    fn not_ready(&self, overdue: Overdue) -> EngineError {
        EngineError::NotReady { overdue, log: self.log_tail(), brokers: self.nodes.len() }
    }

    /// What should run now.
    fn machines(&self) -> impl Iterator<Item = &Machine> {
        self.expected().map(Node::machine).chain(&self.controller)
    }
}
