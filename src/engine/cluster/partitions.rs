//! Who leads a partition, who is in sync, who is gone: as a broker knows it.
//!
//! Metadata has all of this but the eligible leader replicas, without which nobody can tell a partition that is about
//! to get a leader from one that has to wait for a broker.

use kafka_protocol::messages::describe_topic_partitions_request::Cursor;
use kafka_protocol::messages::describe_topic_partitions_response::DescribeTopicPartitionsResponsePartition as Told;
use kafka_protocol::messages::{BrokerId, DescribeTopicPartitionsRequest};

use super::Broker;
use super::topics::refusal;
use crate::engine::wire::{Address, Wire, WireError};
use crate::evidence::BrokerState;

/// Kafka 3.7 and newer (KIP-966).
const DESCRIBE_TOPIC_PARTITIONS: i16 = 0;
/// The most that a broker gives at once.
const AT_ONCE: i32 = 2_000;

/// A partition, as one broker's copy of the metadata has it. Ids of brokers are in their order, but for `replicas`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partition {
    /// The topic.
    pub topic: String,
    /// Whether Kafka keeps its own books in it.
    pub is_internal: bool,
    /// The partition, from 0.
    pub partition: i32,
    /// Its leader; `None` where there is none.
    pub leader: Option<i32>,
    /// In-sync replicas.
    pub isr: Vec<i32>,
    /// All replicas, the preferred leader first.
    pub replicas: Vec<i32>,
    /// Replicas whose broker is not alive.
    pub offline: Vec<i32>,
    /// Replicas that may lead though they are not in sync (KIP-966).
    pub eligible: Vec<i32>,
}

/// The partitions of all topics, by topic, then partition, as the first of `brokers` knows them that is at work and
/// answers. None where no broker is at work.
///
/// # Errors
/// Where none of those that are at work answers; with what the last of them did instead.
pub async fn partitions(brokers: &[Broker]) -> Result<Vec<Partition>, WireError> {
    let mut last = Ok(Vec::new());
    for broker in brokers.iter().filter(|broker| broker.state == BrokerState::Running) {
        last = of(&broker.direct).await;
        if last.is_ok() {
            break;
        }
    }
    last
}

/// The same as `broker` knows them.
pub(super) async fn of(broker: &Address) -> Result<Vec<Partition>, WireError> {
    let mut wire = Wire::open(broker).await?;
    let mut all = Vec::new();
    let mut request = DescribeTopicPartitionsRequest::default().with_response_partition_limit(AT_ONCE);
    loop {
        let answer = wire.ask(&request, DESCRIBE_TOPIC_PARTITIONS).await?;
        for topic in answer.topics {
            // One that is being deleted while it is asked for.
            let Some(name) = topic.name.filter(|_| refusal(topic.error_code).is_none()) else { continue };
            let told = topic.partitions.into_iter();
            all.extend(told.map(|told| partition(name.to_string(), topic.is_internal, told)));
        }
        let Some(next) = answer.next_cursor else { break };
        let cursor =
            Cursor::default().with_topic_name(next.topic_name).with_partition_index(next.partition_index);
        request = request.with_cursor(Some(cursor));
    }
    all.sort_by(|a, b| (&a.topic, a.partition).cmp(&(&b.topic, b.partition)));
    Ok(all)
}

fn partition(topic: String, is_internal: bool, told: Told) -> Partition {
    Partition {
        topic,
        is_internal,
        partition: told.partition_index,
        leader: Some(told.leader_id.0).filter(|leader| *leader >= 0),
        isr: sorted(told.isr_nodes),
        replicas: told.replica_nodes.into_iter().map(|id| id.0).collect(),
        offline: sorted(told.offline_replicas),
        eligible: sorted(told.eligible_leader_replicas.unwrap_or_default()),
    }
}

fn sorted(ids: Vec<BrokerId>) -> Vec<i32> {
    let mut ids: Vec<i32> = ids.into_iter().map(|id| id.0).collect();
    ids.sort_unstable();
    ids
}
