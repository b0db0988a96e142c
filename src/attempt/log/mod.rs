//! Reads what is in Kafka, without disturbing it: raw requests on the DIRECT listener, in no group.

mod fetch;
mod groups;
mod record;
mod topics;

pub(super) use groups::{Standing, standing};

use crate::engine::cluster::View;
use crate::engine::eventually::{Overdue, eventually};
use crate::engine::wire::{Address, Wire, WireError};
use crate::evidence::{Record, Topic};
use std::collections::BTreeMap;
use std::time::Duration;
use topics::Described;

/// Brokers that are in sync copy within milliseconds.
const REPLICATING: Duration = Duration::from_secs(10);

/// Why the log could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// A broker did not answer, or not in its protocol.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// What was asked did not get an answer in time.
    #[error(transparent)]
    Overdue(#[from] Overdue),
    /// Kafka refused.
    #[error("Kafka refused to {what}: error code {code}")]
    Refused {
        /// What was asked.
        what: String,
        /// The error code of the protocol.
        code: i16,
    },
    /// What came is not what a log can hold.
    #[error("the log of {partition} could not be read: {why}")]
    Unreadable {
        /// `topic-partition`.
        partition: String,
        /// Why.
        why: String,
    },
}

/// Waits until all in-sync replicas have what their leaders have. A leader that was asked for no more than its own word
/// (`acks=1`) has said that it has a record before anybody can read it.
///
/// # Errors
/// Where that does not come, with the partition that is behind.
pub(super) async fn replicated(direct: &Address, view: &View) -> Result<(), LogError> {
    let caught_up = eventually("the replicas to have what was written", REPLICATING, || async {
        let said = |error: LogError| error.to_string();
        let mut wire = Wire::open(direct).await.map_err(|error| error.to_string())?;
        let cluster = topics::describe(direct, view, &mut wire).await.map_err(said)?;
        for topic in &cluster.topics {
            if let Some(behind) = fetch::behind(&cluster.brokers, topic).await.map_err(said)? {
                return Err(behind);
            }
        }
        Ok(())
    });
    Ok(caught_up.await?)
}

/// The topics in `view` and all their records, up to where the topics end when this is called.
///
/// The ends are taken first, and reading stops there: what is said of a topic is said of that moment.
///
/// # Errors
/// Where Kafka does not answer, or says what cannot be understood, and where brokers that are `away` lead a partition.
pub(super) async fn read(
    direct: &Address,
    view: &View,
    away: &[i32],
) -> Result<(BTreeMap<String, Topic>, BTreeMap<String, Vec<Record>>), LogError> {
    let mut wire = Wire::open(direct).await?;
    let cluster = there(direct, view, &mut wire, away).await?;
    let mut described = BTreeMap::new();
    let mut records = BTreeMap::new();
    for topic in cluster.topics {
        let (ends, read) = fetch::topic(&cluster.brokers, &topic).await?;
        records.insert(topic.name.clone(), read);
        described.insert(topic.name.clone(), topic_of(&mut wire, topic, ends).await?);
    }
    Ok((described, records))
}

/// The topics without their records, while brokers may be `away`: a partition of which none of the others knows the
/// end has −1 in its place.
///
/// # Errors
/// As [`read`].
pub(super) async fn topics(
    direct: &Address,
    view: &View,
    away: &[i32],
) -> Result<BTreeMap<String, Topic>, LogError> {
    let mut wire = Wire::open(direct).await?;
    let cluster = there(direct, view, &mut wire, away).await?;
    let mut described = BTreeMap::new();
    for topic in cluster.topics {
        let ends = fetch::ends_there_are(&cluster.brokers, &topic).await?;
        described.insert(topic.name.clone(), topic_of(&mut wire, topic, ends).await?);
    }
    Ok(described)
}

async fn there(
    direct: &Address,
    view: &View,
    wire: &mut Wire,
    away: &[i32],
) -> Result<topics::Cluster, LogError> {
    let mut cluster = topics::describe(direct, view, wire).await?;
    // One that is frozen leads until its session ends, and answers nobody.
    cluster.brokers.retain(|id, _| !away.contains(id));
    Ok(cluster)
}

async fn topic_of(wire: &mut Wire, topic: Described, ends: Vec<i64>) -> Result<Topic, LogError> {
    let leader = |id: i32| Some(i64::from(id)).filter(|id| *id >= 0);
    Ok(Topic {
        partitions: i64::try_from(topic.leaders.len()).unwrap_or(i64::MAX),
        replicas: topic.replicas,
        configs: topics::configs(wire, &topic.name).await?,
        leaders: topic.leaders.into_iter().map(leader).collect(),
        isr: topic.isr,
        name: topic.name,
        ends,
    })
}

/// Where the partitions of each topic end now.
///
/// # Errors
/// As [`read`].
pub(super) async fn ends(direct: &Address, view: &View) -> Result<BTreeMap<String, Vec<i64>>, LogError> {
    let cluster = topics::describe(direct, view, &mut Wire::open(direct).await?).await?;
    let mut ends = BTreeMap::new();
    for topic in cluster.topics {
        ends.insert(topic.name.clone(), fetch::ends(&cluster.brokers, &topic).await?);
    }
    Ok(ends)
}
