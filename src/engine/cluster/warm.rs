//! Warms a new cluster up, so that a program's run does not pay for what only the first client has to wait for:
//! producer ids, the transaction coordinator, the group coordinator and their topics.

use std::time::Duration;

use kafka_protocol::messages::{GroupId, TopicName};

use super::canary::canary_error;
use super::probe::{self, Misstep, Probe};
use super::topics::{self, OWN, name};
use super::{Cluster, blocking};
use crate::engine::error::EngineError;

/// On a fresh broker two internal topics are made meanwhile: 1–2 s here.
const WARMING: Duration = Duration::from_secs(30);

/// Leaves nothing behind but the internal topics and warm clients for the canary.
pub(crate) async fn up(cluster: &Cluster) -> Result<(), EngineError> {
    let warmed = tokio::time::timeout(WARMING, exercise(cluster)).await;
    let late = Misstep { step: "warm up", reason: format!("not done within {} s", WARMING.as_secs()) };
    warmed.unwrap_or(Err(late)).map_err(|misstep| canary_error(misstep, cluster))
}

async fn exercise(cluster: &Cluster) -> Result<(), Misstep> {
    let topic = format!("{OWN}warm-up");
    let broker = cluster.first();
    topics::create(broker, &topic).await.map_err(|reason| misstep("create a topic", &reason))?;

    let (bootstrap, written) = (cluster.bootstrap(), topic.clone());
    let write = blocking(move || {
        let probe = Probe::new(&bootstrap)?;
        probe.round(&written)?;
        Ok(probe)
    });
    let (bootstrap, read) = (cluster.bootstrap(), topic.clone());
    let join = blocking(move || probe::join(&bootstrap, &format!("{OWN}warm-up"), &read));
    // Together: each waits for a coordinator of its own.
    let (probe, joined) = tokio::join!(write, join);
    joined?;
    cluster.keep(probe?).await;

    let groups = ["warm-up", "canary"].map(|own| GroupId(name(&format!("{OWN}{own}"))));
    topics::delete_groups(broker, groups.into())
        .await
        .map_err(|overdue| misstep("delete a group", &overdue))?;
    topics::delete(broker, vec![TopicName(name(&topic))])
        .await
        .map_err(|reason| misstep("delete a topic", &reason))
}

pub(super) fn misstep(step: &'static str, reason: &dyn std::fmt::Display) -> Misstep {
    Misstep { step, reason: reason.to_string() }
}
