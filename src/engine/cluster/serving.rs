//! Whether a cluster serves again, after a broker was away.
//!
//! A broker that comes back answers before it has taken up what it leads: for a moment it refuses partitions and
//! groups that are its own. What is read then would be read from half a cluster. And what it follows is not copied
//! yet: another broker's end would then end the partition.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use kafka_protocol::messages::list_offsets_request::{ListOffsetsPartition, ListOffsetsTopic};
use kafka_protocol::messages::{
    BrokerId, DescribeGroupsRequest, DescribeTransactionsRequest, GroupId, ListOffsetsRequest, TopicName,
    TransactionalId,
};

use super::coordinator::{self, Of};
use super::partitions::{self, Partition};
use super::topics::{OWN, ask, name, refusal};
use crate::engine::eventually::{Overdue, eventually};
use crate::engine::wire::Address;

/// Elections, copying, and the reading of the coordinators' logs: tenths of a second, seconds after a broker was
/// frozen; on a busy machine more.
const PATIENCE: Duration = Duration::from_secs(30);

const LIST_OFFSETS: i16 = 5;
const DESCRIBE_GROUPS: i16 = 5;
const OFFSET_NOT_AVAILABLE: i16 = 78;
/// `ListOffsets` for where a partition ends.
const LATEST: i64 = -1;

/// Waits until each partition that the brokers `there` can lead is led by one of them and the others of them are in
/// sync with it, and until the coordinators answer.
pub(super) async fn wait(there: &BTreeMap<i32, Address>) -> Result<(), Overdue> {
    eventually("Kafka to take up its partitions", PATIENCE, || async {
        let (mut led, mut books) = (BTreeSet::new(), true);
        // Each has a copy of the metadata of its own. One that was away may still have that of before, and what the
        // others have may not tell yet that it was away: only all of them together are right.
        for broker in there.values() {
            for partition in partitions::of(broker).await.map_err(|error| error.to_string())? {
                settled(&partition, there)?;
                books &= partition.leader.is_some() || !partition.is_internal;
                let short = partition.isr.len() < partition.replicas.len();
                let (topic, n) = (partition.topic, partition.partition);
                led.extend(partition.leader.map(|leader| (leader, topic, n, short)));
            }
        }
        for (leader, topic, partition, short) in led {
            let Some(leader) = there.get(&leader) else { continue };
            match end(leader, &topic, partition).await? {
                // A new leader that has too few in sync does not know what was committed until others come back.
                OFFSET_NOT_AVAILABLE if short => {}
                code => served(code, &topic, partition)?,
            }
        }
        match there.values().next() {
            // Coordinators whose books only a broker has that is away have to wait for it, too.
            Some(broker) if books => coordinators(broker).await,
            _ => Ok(()),
        }
    })
    .await
}

/// Whether the partition is as it will be while no other broker comes back.
fn settled(partition: &Partition, there: &BTreeMap<i32, Address>) -> Result<(), String> {
    let Partition { topic, partition: n, leader, isr, replicas, eligible, .. } = partition;
    let is_there = |id: &&i32| there.contains_key(id);
    // Whoever is neither in sync nor eligible may lack what was committed, and never leads.
    let can_lead = isr.iter().chain(eligible).any(|id| is_there(&id));
    match leader {
        None if can_lead => Err(format!("partition {n} of {topic} has no leader")),
        Some(away) if can_lead && !is_there(&away) => {
            Err(format!("partition {n} of {topic} is led by broker {away}, which is away"))
        }
        Some(leader) if is_there(&leader) => {
            match replicas.iter().filter(is_there).find(|id| !isr.contains(id)) {
                Some(id) => Err(format!("broker {id} is not in sync with partition {n} of {topic}")),
                None => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

/// Whether a broker answers for a partition as its leader. The metadata names a leader before that broker has
/// taken the partition up.
///
/// # Errors
/// What it answers instead.
pub(crate) async fn leads(leader: &Address, topic: &str, partition: i32) -> Result<(), String> {
    served(end(leader, topic, partition).await?, topic, partition)
}

/// The error code with which a broker answers where a partition ends.
async fn end(leader: &Address, topic: &str, partition: i32) -> Result<i16, String> {
    let end = ListOffsetsPartition::default().with_partition_index(partition).with_timestamp(LATEST);
    let asked = ListOffsetsTopic::default().with_name(TopicName(name(topic))).with_partitions(vec![end]);
    let request = ListOffsetsRequest::default().with_replica_id(BrokerId(-1)).with_topics(vec![asked]);
    let answer = ask(leader, &request, LIST_OFFSETS).await.map_err(|error| error.to_string())?;
    let found = answer.topics.iter().flat_map(|topic| &topic.partitions).next();
    found
        .map(|found| found.error_code)
        .ok_or_else(|| format!("nothing is said of partition {partition} of {topic}"))
}

fn served(code: i16, topic: &str, partition: i32) -> Result<(), String> {
    match refusal(code) {
        None => Ok(()),
        Some(refusal) => {
            Err(format!("partition {partition} of {topic} has the error {refusal} at its leader"))
        }
    }
}

async fn coordinators(broker: &Address) -> Result<(), String> {
    /// Nobody has used the id yet, and the coordinator knows that.
    const TRANSACTIONAL_ID_NOT_FOUND: i16 = 105;
    let own = format!("{OWN}canary");

    let coordinator = coordinator::find(broker, Of::Group, &own).await?;
    let request = DescribeGroupsRequest::default().with_groups(vec![GroupId(name(&own))]);
    let answer = ask(&coordinator, &request, DESCRIBE_GROUPS).await.map_err(|error| error.to_string())?;
    if let Some(refusal) = answer.groups.iter().find_map(|group| refusal(group.error_code)) {
        return Err(refusal);
    }

    let coordinator = coordinator::find(broker, Of::Transactions, &own).await?;
    let id = TransactionalId(name(&own));
    let request = DescribeTransactionsRequest::default().with_transactional_ids(vec![id]);
    let answer = ask(&coordinator, &request, 0).await.map_err(|error| error.to_string())?;
    let states = answer.transaction_states.iter().map(|state| state.error_code);
    let refused = states.filter(|code| *code != TRANSACTIONAL_ID_NOT_FOUND).find_map(refusal);
    refused.map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(leader: Option<i32>, isr: &[i32], eligible: &[i32]) -> String {
        let partition = Partition {
            topic: "t".into(),
            is_internal: false,
            partition: 0,
            leader,
            isr: isr.into(),
            replicas: vec![1, 2, 3],
            offline: vec![],
            eligible: eligible.into(),
        };
        let there = [1, 2].map(|id| (id, Address::new("127.0.0.1", 1))).into();
        settled(&partition, &there).err().unwrap_or_default()
    }

    #[test]
    fn what_has_to_wait_for_another_broker_is_not_waited_for() {
        assert_eq!(told(Some(1), &[1, 2], &[]), "");
        assert_eq!(told(Some(1), &[1], &[]), "broker 2 is not in sync with partition 0 of t");
        assert_eq!(told(None, &[3], &[]), "");
        assert_eq!(told(None, &[2], &[]), "partition 0 of t has no leader");
        assert_eq!(told(None, &[], &[2]), "partition 0 of t has no leader");
        assert_eq!(told(None, &[], &[]), "");
        assert_eq!(told(Some(3), &[1, 3], &[]), "partition 0 of t is led by broker 3, which is away");
        assert_eq!(told(Some(3), &[3], &[]), "");
    }
}
