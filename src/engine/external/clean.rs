//! Removes what an attempt made on somebody's cluster, and nothing else.
//!
//! Topics go by their ids: one that somebody makes under the same name in between has another.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use kafka_protocol::messages::delete_topics_request::DeleteTopicState;
use kafka_protocol::messages::{
    DeleteTopicsRequest, DescribeTransactionsRequest, ListTransactionsRequest, TransactionalId,
};
use uuid::Uuid;

use super::claim::{self, Claim, brokers};
use super::groups::{self, Group, text};
use super::note::Made;
use crate::engine::cluster::clean::{claim as end_transaction, expel};
use crate::engine::cluster::topics::{OWN, ask, delete_groups, refusal};
use crate::engine::eventually::eventually;
use crate::engine::wire::Address;
use crate::evidence::cel::Names;

/// A cluster of several brokers, somewhere else, needs longer than one on loopback.
const PATIENCE: Duration = Duration::from_secs(20);

const CREATE_TOPICS: i16 = 7;
const DELETE_TOPICS: i16 = 6;
const LIST_TRANSACTIONS: i16 = 1;
const UNKNOWN_TOPIC_ID: i16 = 100;

/// After a stage: what is there under the lab's names was made since the claim.
pub(super) async fn after_stage(broker: &Address, claim: &Claim) -> Result<(), String> {
    end_transactions(broker, claim).await?;
    let own = |group: &Group| {
        let id = group.listed.id.as_str();
        !claim.groups.contains(id) && !id.starts_with(OWN)
    };
    remove_groups(broker, &claim.names, own).await?;
    let there = claim::metadata(broker, &claim.names.topics).await?;
    let ids = there.topics.into_iter().filter_map(|topic| Some((topic.name?.to_string(), topic.topic_id)));
    delete(broker, ids.collect()).await
}

/// What an attempt left that was killed. A topic is its own where it has the id that was noted.
pub(super) async fn after_death(broker: &Address, left: &Made) -> Result<(), String> {
    let there = claim::metadata(broker, left.topics.keys()).await?;
    let own: BTreeMap<String, Uuid> = there
        .topics
        .into_iter()
        .filter_map(|topic| Some((topic.name?.to_string(), topic.topic_id)))
        // A name with a random number in it is nobody else's.
        .filter(|(name, id)| name.starts_with(OWN) || left.topics.get(name) == Some(&Some(*id)))
        .collect();
    let names = Names { topics: own.keys().cloned().collect(), groups: BTreeSet::new() };
    // A group without such a topic may be somebody's by now.
    remove_groups(broker, &names, |group| left.groups.contains(group.listed.id.as_str())).await?;
    delete(broker, own).await
}

/// Removes the groups that are `own` and have to do with topics among `names` only. One that has to do with none is
/// removed where `names` has it.
async fn remove_groups(broker: &Address, names: &Names, own: impl Fn(&Group) -> bool) -> Result<(), String> {
    for group in groups::all(broker).await?.into_iter().filter(own) {
        let named = names.groups.contains(group.listed.id.as_str());
        let topics = match groups::topics(&group).await {
            Ok(topics) => topics,
            // One that cannot be looked into and has another name is somebody's, and came meanwhile.
            Err(_) if !named => continue,
            Err(why) => return Err(why),
        };
        let ours = topics.is_subset(&names.topics) && (named || !topics.is_empty());
        if ours {
            expel(&group.coordinator, &group.listed).await?;
            delete_groups(&group.coordinator, vec![group.listed.id]).await.map_err(text)?;
        }
    }
    Ok(())
}

/// A topic of one partition, of the workbench's own.
pub(super) async fn create(broker: &Address, topic: &str) -> Result<Uuid, String> {
    let answer = ask(broker, &claim::creation(topic), CREATE_TOPICS).await.map_err(text)?;
    match answer.topics.iter().find_map(|topic| refusal(topic.error_code)) {
        Some(refusal) => Err(refusal),
        None => Ok(answer.topics.first().map(|topic| topic.topic_id).unwrap_or_default()),
    }
}

/// Waits until the first partition of a topic has a leader.
pub(super) async fn until_led(broker: &Address, topic: &str) -> Result<(), String> {
    let led = eventually("the leader of a new topic", PATIENCE, || async {
        let there = claim::metadata(broker, &[topic.to_owned()]).await?;
        let partition = there.topics.iter().find_map(|topic| topic.partitions.first());
        match partition.ok_or("the topic is not in the metadata")? {
            partition if partition.leader_id.0 >= 0 => Ok(()),
            _ => Err("it has none".to_owned()),
        }
    });
    led.await.map_err(text)
}

/// The workbench's own group and topic of this name, where they are there.
pub(super) async fn own(broker: &Address, name: &str) -> Result<(), String> {
    let group = groups::all(broker).await?.into_iter().find(|group| group.listed.id.as_str() == name);
    if let Some(group) = group {
        delete_groups(&group.coordinator, vec![group.listed.id]).await.map_err(text)?;
    }
    let there = claim::metadata(broker, &[name.to_owned()]).await?.topics.into_iter();
    delete(broker, there.filter_map(|topic| Some((topic.name?.to_string(), topic.topic_id))).collect()).await
}

async fn delete(broker: &Address, topics: BTreeMap<String, Uuid>) -> Result<(), String> {
    if topics.is_empty() {
        return Ok(());
    }
    let asked = topics.values().map(|id| DeleteTopicState::default().with_name(None).with_topic_id(*id));
    let request = DeleteTopicsRequest::default().with_topics(asked.collect()).with_timeout_ms(10_000);
    let answer = ask(broker, &request, DELETE_TOPICS).await.map_err(text)?;
    for topic in answer.responses.iter().filter(|topic| topic.error_code != UNKNOWN_TOPIC_ID) {
        if let Some(refusal) = refusal(topic.error_code) {
            let name = topics.iter().find(|(_, id)| **id == topic.topic_id).map_or("", |(name, _)| name);
            return Err(format!("the topic {name} could not be deleted: {refusal}"));
        }
    }
    let gone = eventually("deleted topics to leave the metadata", PATIENCE, || async {
        // Every broker hears of it by itself, and a program may ask any of them.
        for broker in brokers(broker).await? {
            let there = claim::metadata(&broker, topics.keys()).await?.topics.into_iter();
            let mut there = there.filter_map(|topic| Some((topic.name?.to_string(), topic.topic_id)));
            if let Some((name, _)) = there.find(|(name, id)| topics.get(name) == Some(id)) {
                return Err(format!("the topic {name} is still there"));
            }
        }
        Ok(())
    });
    gone.await.map_err(text)
}

/// Aborts the transactions that a program left open, where they are about the lab's topics alone: until then nobody
/// reads past them.
async fn end_transactions(broker: &Address, claim: &Claim) -> Result<(), String> {
    let ended = eventually("open transactions to end", PATIENCE, || async {
        let mut left = Vec::new();
        for coordinator in brokers(broker).await? {
            let request = ListTransactionsRequest::default();
            let answer = ask(&coordinator, &request, LIST_TRANSACTIONS).await.map_err(text)?;
            for open in
                answer.transaction_states.into_iter().filter(|it| is_open(it.transaction_state.as_str()))
            {
                let id = open.transactional_id;
                if !is_ours(&coordinator, &id, claim).await? {
                    continue;
                }
                left.push(format!("{} is {}", id.as_str(), open.transaction_state));
                if open.transaction_state.as_str() == "Ongoing" {
                    end_transaction(&coordinator, id).await?;
                }
            }
        }
        if left.is_empty() { Ok(()) } else { Err(left.join(", ")) }
    });
    ended.await.map_err(text)
}

fn is_open(state: &str) -> bool {
    !matches!(state, "Empty" | "CompleteCommit" | "CompleteAbort" | "Dead")
}

async fn is_ours(coordinator: &Address, id: &TransactionalId, claim: &Claim) -> Result<bool, String> {
    if claim.transactions.contains(id.as_str()) || id.as_str().starts_with(OWN) {
        return Ok(false);
    }
    let request = DescribeTransactionsRequest::default().with_transactional_ids(vec![id.clone()]);
    let answer = ask(coordinator, &request, 0).await.map_err(text)?;
    let topics: BTreeSet<String> = answer
        .transaction_states
        .into_iter()
        .flat_map(|state| state.topics)
        .map(|topic| topic.topic.to_string())
        // Offsets that are part of a transaction are written there.
        .filter(|topic| topic != "__consumer_offsets")
        .collect();
    Ok(topics.is_subset(&claim.names.topics))
}
