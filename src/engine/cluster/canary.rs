//! Proves that a cluster works: a record written in a transaction, read back, its offset committed.
//!
//! Run before and after a program's run. If it fails, what the program saw is no evidence against the program.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use kafka_protocol::messages::{GroupId, TopicName};

use super::probe::{Misstep, Probe};
use super::topics::{self, OWN, name};
use super::warm::misstep;
use super::{Cluster, blocking};
use crate::engine::error::EngineError;

/// A warm cluster needs a tenth of a second. A program may be keeping the machine busy.
const LIMIT: Duration = Duration::from_secs(6);

static ROUND: AtomicU64 = AtomicU64::new(1);

/// See [`Cluster::canary`].
pub(super) async fn sing(cluster: &Cluster) -> Result<(), EngineError> {
    cluster.check_alive()?;
    let late = Misstep { step: "finish", reason: format!("no answer within {} s", LIMIT.as_secs()) };
    let sung = tokio::time::timeout(LIMIT, round(cluster)).await.unwrap_or(Err(late));
    // A broker that died meanwhile is the better reason.
    sung.map_err(|misstep| cluster.check_alive().err().unwrap_or_else(|| canary_error(misstep, cluster)))
}

async fn round(cluster: &Cluster) -> Result<(), Misstep> {
    let topic = format!("{OWN}canary-{}", ROUND.fetch_add(1, Ordering::Relaxed));
    let broker = &cluster.direct();
    // Held to the end: two canaries at once would fence each other's producer.
    let mut kept = cluster.probe.lock().await;
    let created = topics::create(broker, &topic, cluster.at_work().len()).await;
    created.map_err(|reason| misstep("create a topic", &reason))?;
    // Taken, not borrowed: clients that failed are in no state to be used again.
    let (probe, client, written) = (kept.take(), cluster.client(), topic.clone());
    let probe = blocking(move || {
        let probe = probe.map_or_else(|| Probe::new(&client, &format!("{OWN}canary")), Ok)?;
        probe.round(&written)?;
        Ok(probe)
    });
    *kept = Some(probe.await?);
    let group = GroupId(name(&format!("{OWN}canary")));
    topics::delete_groups(broker, vec![group])
        .await
        .map_err(|overdue| misstep("delete a group", &overdue))?;
    let topics = vec![TopicName(name(&topic))];
    topics::delete(broker, topics).await.map_err(|reason| misstep("delete a topic", &reason))
}

pub(super) fn canary_error(Misstep { step, reason }: Misstep, cluster: &Cluster) -> EngineError {
    EngineError::Canary { step, reason, log: cluster.log_tail() }
}
