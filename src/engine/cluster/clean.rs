//! Removes what programs left in a cluster, so that the next stage of an attempt starts as on a new one.
//!
//! The programs are gone by now, but the broker does not know: their group members live on until a session ends,
//! their transactions until they time out. Waiting for either takes a minute, so both are ended here.

use std::time::Duration;

use kafka_protocol::messages::leave_group_request::MemberIdentity;
use kafka_protocol::messages::{
    ConsumerGroupDescribeRequest, ConsumerGroupHeartbeatRequest, DescribeGroupsRequest, GroupId,
    InitProducerIdRequest, LeaveGroupRequest, ListTransactionsRequest, ProducerId, ShareGroupDescribeRequest,
    ShareGroupHeartbeatRequest, TransactionalId,
};

use super::topics::{self, ListedGroup, OWN, ask, metadata, refusal};
use crate::engine::eventually::eventually;
use crate::engine::wire::Address;

/// Ending a transaction writes markers and waits for them; deleting is quicker.
const PATIENCE: Duration = Duration::from_secs(10);

const LIST_TRANSACTIONS: i16 = 1;
const INIT_PRODUCER_ID: i16 = 4;
const DESCRIBE_GROUPS: i16 = 5;
const LEAVE_GROUP: i16 = 5;
/// KIP-848 and KIP-932: this member epoch means "I leave", for static members too.
const LEAVING: i32 = -1;

/// Ends transactions, expels members, deletes groups, then topics; each until the broker says so.
pub(super) async fn clean(brokers: &[Address]) -> Result<(), String> {
    // Each tells of the transactions and the groups that it coordinates itself, and of no others.
    for broker in brokers {
        end_transactions(broker).await?;
        let groups = foreign_groups(broker).await?;
        for group in &groups {
            expel(broker, group).await?;
        }
        let ids = groups.into_iter().map(|group| group.id).collect();
        topics::delete_groups(broker, ids).await.map_err(|overdue| overdue.to_string())?;
    }
    let Some(broker) = brokers.first() else { return Ok(()) };

    let all = metadata(broker).await.map_err(|error| error.to_string())?.topics.into_iter();
    let names = all.filter(|topic| !topic.is_internal).filter_map(|topic| topic.name);
    topics::delete(broker, names.filter(|name| !name.as_str().starts_with(OWN)).collect()).await
}

async fn foreign_groups(broker: &Address) -> Result<Vec<ListedGroup>, String> {
    let all = topics::groups(broker).await?;
    Ok(all.into_iter().filter(|group| !group.id.as_str().starts_with(OWN)).collect())
}

/// Aborts every open transaction by claiming its id, as a producer's own successor would. The id itself stays
/// known to the coordinator, at rest: Kafka has no request to forget it.
async fn end_transactions(broker: &Address) -> Result<(), String> {
    let ended = eventually("open transactions to end", PATIENCE, || async {
        let answer = ask(broker, &ListTransactionsRequest::default(), LIST_TRANSACTIONS).await;
        let answer = answer.map_err(|error| error.to_string())?;
        if let Some(refusal) = refusal(answer.error_code) {
            return Err(refusal);
        }
        let open = answer.transaction_states.into_iter().filter(|it| {
            !matches!(it.transaction_state.as_str(), "Empty" | "CompleteCommit" | "CompleteAbort" | "Dead")
        });
        let mut left = Vec::new();
        for transaction in open {
            left.push(format!(
                "{} is {}",
                transaction.transactional_id.as_str(),
                transaction.transaction_state
            ));
            // In any other state it is being ended already.
            if transaction.transaction_state.as_str() == "Ongoing" {
                claim(broker, transaction.transactional_id).await?;
            }
        }
        if left.is_empty() { Ok(()) } else { Err(left.join(", ")) }
    });
    ended.await.map_err(|overdue| overdue.to_string())
}

/// The first claim is answered with "concurrent transactions" while the abort is under way: whether it worked is
/// seen in the next listing.
pub(in crate::engine) async fn claim(broker: &Address, id: TransactionalId) -> Result<(), String> {
    let request = InitProducerIdRequest::default()
        .with_transactional_id(Some(id))
        .with_transaction_timeout_ms(60_000)
        .with_producer_id(ProducerId(-1))
        .with_producer_epoch(-1);
    ask(broker, &request, INIT_PRODUCER_ID).await.map(drop).map_err(|error| error.to_string())
}

pub(in crate::engine) async fn expel(broker: &Address, group: &ListedGroup) -> Result<(), String> {
    let expelled = match group.kind.as_str() {
        "consumer" => expel_consumers(broker, &group.id).await,
        "share" => expel_sharers(broker, &group.id).await,
        "classic" => expel_classic(broker, &group.id).await,
        // Whatever else there may be leaves when its session ends; deleting the group waits a little for that.
        _ => Ok(()),
    };
    expelled.map_err(|error| format!("group {}: {error}", group.id.as_str()))
}

async fn expel_classic(broker: &Address, id: &GroupId) -> Result<(), String> {
    let request = DescribeGroupsRequest::default().with_groups(vec![id.clone()]);
    let described = ask(broker, &request, DESCRIBE_GROUPS).await.map_err(|error| error.to_string())?;
    let members: Vec<_> = described
        .groups
        .into_iter()
        .flat_map(|group| group.members)
        .map(|member| {
            MemberIdentity::default()
                .with_member_id(member.member_id)
                .with_group_instance_id(member.group_instance_id)
        })
        .collect();
    if members.is_empty() {
        return Ok(());
    }
    let request = LeaveGroupRequest::default().with_group_id(id.clone()).with_members(members);
    let answer = ask(broker, &request, LEAVE_GROUP).await.map_err(|error| error.to_string())?;
    refusal(answer.error_code).map_or(Ok(()), Err)
}

async fn expel_consumers(broker: &Address, id: &GroupId) -> Result<(), String> {
    let request = ConsumerGroupDescribeRequest::default().with_group_ids(vec![id.clone()]);
    let described = ask(broker, &request, 0).await.map_err(|error| error.to_string())?;
    for member in described.groups.into_iter().flat_map(|group| group.members) {
        let request = ConsumerGroupHeartbeatRequest::default()
            .with_group_id(id.clone())
            .with_member_id(member.member_id)
            .with_instance_id(member.instance_id)
            .with_member_epoch(LEAVING);
        ask(broker, &request, 0).await.map_err(|error| error.to_string())?;
    }
    Ok(())
}

async fn expel_sharers(broker: &Address, id: &GroupId) -> Result<(), String> {
    let request = ShareGroupDescribeRequest::default().with_group_ids(vec![id.clone()]);
    let described = ask(broker, &request, 1).await.map_err(|error| error.to_string())?;
    for member in described.groups.into_iter().flat_map(|group| group.members) {
        let request = ShareGroupHeartbeatRequest::default()
            .with_group_id(id.clone())
            .with_member_id(member.member_id)
            .with_member_epoch(LEAVING);
        ask(broker, &request, 1).await.map_err(|error| error.to_string())?;
    }
    Ok(())
}
