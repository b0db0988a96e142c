//! Reads what is in Kafka, without disturbing it: raw requests on the DIRECT listener, in no group.

mod fetch;
mod record;
mod topics;

use crate::engine::wire::{Wire, WireError};
use crate::evidence::{Record, Topic};
use std::collections::BTreeMap;
use std::net::SocketAddr;

/// Why the log could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// A broker did not answer, or not in its protocol.
    #[error(transparent)]
    Wire(#[from] WireError),
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

/// The topics and all their records, up to where the topics end when this is called.
///
/// The ends are taken first, and reading stops there: what is said of a topic is said of that moment.
///
/// # Errors
/// Where Kafka does not answer, or says what cannot be understood.
pub(super) async fn read(
    direct: SocketAddr,
) -> Result<(BTreeMap<String, Topic>, BTreeMap<String, Vec<Record>>), LogError> {
    let mut wire = Wire::open(direct).await?;
    let cluster = topics::describe(&mut wire).await?;
    let mut described = BTreeMap::new();
    let mut records = BTreeMap::new();
    for topic in cluster.topics {
        let (ends, read) = fetch::topic(&cluster.brokers, &topic).await?;
        let configs = topics::configs(&mut wire, &topic.name).await?;
        records.insert(topic.name.clone(), read);
        described.insert(
            topic.name.clone(),
            Topic {
                partitions: i64::try_from(topic.leaders.len()).unwrap_or(i64::MAX),
                replicas: topic.replicas,
                name: topic.name,
                configs,
                ends,
            },
        );
    }
    Ok((described, records))
}
