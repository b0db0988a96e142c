//! Whether a cluster serves again, after a broker was away.
//!
//! A broker that comes back answers before it has taken up what it leads: for a moment it refuses partitions and
//! groups that are its own. What is read then would be read from half a cluster.

use std::time::Duration;

use kafka_protocol::messages::list_offsets_request::{ListOffsetsPartition, ListOffsetsTopic};
use kafka_protocol::messages::{
    BrokerId, DescribeGroupsRequest, DescribeTransactionsRequest, FindCoordinatorRequest, GroupId,
    ListOffsetsRequest, MetadataResponse, TopicName, TransactionalId,
};

use super::topics::{OWN, ask, metadata, name, refusal};
use crate::engine::eventually::{Overdue, eventually};
use crate::engine::wire::Address;

/// Elections, and the reading of the coordinators' logs: tenths of a second; on a busy machine some seconds.
const PATIENCE: Duration = Duration::from_secs(30);

const LIST_OFFSETS: i16 = 5;
const FIND_COORDINATOR: i16 = 4;
const DESCRIBE_GROUPS: i16 = 5;
/// `ListOffsets` for where a partition ends.
const LATEST: i64 = -1;
/// Key types of FindCoordinator.
const OF_GROUPS: i8 = 0;
const OF_TRANSACTIONS: i8 = 1;

/// Waits until each partition that one of the brokers `there` has is led, and the coordinators answer.
pub(super) async fn wait(broker: &Address, there: &[i32]) -> Result<(), Overdue> {
    eventually("Kafka to take up its partitions", PATIENCE, || async {
        partitions(broker, there).await?;
        groups(broker).await?;
        transactions(broker).await
    })
    .await
}

async fn partitions(broker: &Address, there: &[i32]) -> Result<(), String> {
    let metadata = metadata(broker).await.map_err(|error| error.to_string())?;
    for topic in &metadata.topics {
        let topic_name = topic.name.as_ref().map_or("", |name| name.as_str());
        let held = |replicas: &[BrokerId]| replicas.iter().any(|replica| there.contains(&replica.0));
        for partition in topic.partitions.iter().filter(|partition| held(&partition.replica_nodes)) {
            let n = partition.partition_index;
            let leader = address(broker, &metadata, partition.leader_id)
                .ok_or_else(|| format!("partition {n} of {topic_name} has no leader"))?;
            leads(&leader, topic_name, n).await?;
        }
    }
    Ok(())
}

fn address(asked: &Address, metadata: &MetadataResponse, id: BrokerId) -> Option<Address> {
    let broker = metadata.brokers.iter().find(|broker| broker.node_id == id)?;
    Some(asked.sibling(broker.host.as_str(), broker.port))
}

/// Whether a broker answers for a partition as its leader. The metadata names a leader before that broker has
/// taken the partition up.
///
/// # Errors
/// What it answers instead.
pub(crate) async fn leads(leader: &Address, topic: &str, partition: i32) -> Result<(), String> {
    let end = ListOffsetsPartition::default().with_partition_index(partition).with_timestamp(LATEST);
    let asked = ListOffsetsTopic::default().with_name(TopicName(name(topic))).with_partitions(vec![end]);
    let request = ListOffsetsRequest::default().with_replica_id(BrokerId(-1)).with_topics(vec![asked]);
    let answer = ask(leader, &request, LIST_OFFSETS).await.map_err(|error| error.to_string())?;
    let found = answer.topics.iter().flat_map(|topic| &topic.partitions).next();
    let found = found.ok_or_else(|| format!("nothing is said of partition {partition} of {topic}"))?;
    match refusal(found.error_code) {
        None => Ok(()),
        Some(refusal) => {
            Err(format!("partition {partition} of {topic} has the error {refusal} at its leader"))
        }
    }
}

async fn groups(broker: &Address) -> Result<(), String> {
    let own = name(&format!("{OWN}canary"));
    let coordinator = coordinator(broker, OF_GROUPS, &own).await?;
    let request = DescribeGroupsRequest::default().with_groups(vec![GroupId(own)]);
    let answer = ask(&coordinator, &request, DESCRIBE_GROUPS).await.map_err(|error| error.to_string())?;
    answer.groups.iter().find_map(|group| refusal(group.error_code)).map_or(Ok(()), Err)
}

async fn transactions(broker: &Address) -> Result<(), String> {
    /// Nobody has used the id yet, and the coordinator knows that.
    const TRANSACTIONAL_ID_NOT_FOUND: i16 = 105;
    let own = name(&format!("{OWN}canary"));
    let coordinator = coordinator(broker, OF_TRANSACTIONS, &own).await?;
    let request = DescribeTransactionsRequest::default().with_transactional_ids(vec![TransactionalId(own)]);
    let answer = ask(&coordinator, &request, 0).await.map_err(|error| error.to_string())?;
    let states = answer.transaction_states.iter().map(|state| state.error_code);
    let refused = states.filter(|code| *code != TRANSACTIONAL_ID_NOT_FOUND).find_map(refusal);
    refused.map_or(Ok(()), Err)
}

async fn coordinator(
    broker: &Address,
    kind: i8,
    key: &kafka_protocol::protocol::StrBytes,
) -> Result<Address, String> {
    let request =
        FindCoordinatorRequest::default().with_key_type(kind).with_coordinator_keys(vec![key.clone()]);
    let answer = ask(broker, &request, FIND_COORDINATOR).await.map_err(|error| error.to_string())?;
    let found = answer.coordinators.first().ok_or("no coordinator is named")?;
    match refusal(found.error_code) {
        Some(refusal) => Err(refusal),
        None => Ok(broker.sibling(found.host.as_str(), found.port)),
    }
}
