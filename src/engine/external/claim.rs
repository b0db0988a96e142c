//! What a lab will make on somebody's cluster, and whether it may: its names must be free.

use std::collections::BTreeSet;

use kafka_protocol::messages::create_topics_request::CreatableTopic;
use kafka_protocol::messages::metadata_request::MetadataRequestTopic;
use kafka_protocol::messages::{
    CreateTopicsRequest, DescribeGroupsRequest, GroupId, ListTransactionsRequest, MetadataRequest,
    MetadataResponse, TopicName,
};

use super::error::ExternalError;
use super::groups::{self, text};
use crate::engine::cluster::topics::{ask, name, refusal};
use crate::engine::wire::Address;
use crate::evidence::cel::Names;

const METADATA: i16 = 12;
const CREATE_TOPICS: i16 = 7;
const DESCRIBE_GROUPS: i16 = 5;
const LIST_TRANSACTIONS: i16 = 1;

const NONE: i16 = 0;
const UNKNOWN_TOPIC_OR_PARTITION: i16 = 3;
const GROUP_AUTHORIZATION_FAILED: i16 = 30;
const TOPIC_ALREADY_EXISTS: i16 = 36;

/// The names of a lab on a cluster, and what there was before it.
#[derive(Debug, Clone, Default)]
pub(super) struct Claim {
    /// Free when the attempt began: what has them now is its own.
    pub(super) names: Names,
    /// Topics that were there. Not read, and not touched.
    pub(super) topics: BTreeSet<String>,
    /// Groups that were there.
    pub(super) groups: BTreeSet<String>,
    /// Transactional ids that were there.
    pub(super) transactions: BTreeSet<String>,
}

/// Looks at all that a lab names; `cluster` is how its owner calls the cluster.
///
/// # Errors
/// [`ExternalError::Taken`] with every name that is somebody's, [`ExternalError::Refused`] where the user may not
/// look, or may not create what the lab creates.
pub(super) async fn claim(broker: &Address, cluster: &str, names: &Names) -> Result<Claim, ExternalError> {
    let refused = |what: &str| {
        let (cluster, what) = (cluster.to_owned(), what.to_owned());
        move |why| ExternalError::Refused { cluster, what, why }
    };
    let there = topics(broker).await.map_err(refused("tell its topics"))?;
    let listed = groups::all(broker).await.map_err(refused("tell its groups"))?;
    let groups: BTreeSet<String> = listed.iter().map(|group| group.listed.id.to_string()).collect();
    let transactions = transactions(broker).await.map_err(refused("tell its transactions"))?;
    let mut taken = Names {
        topics: names.topics.intersection(&there).cloned().collect(),
        groups: names.groups.intersection(&groups).cloned().collect(),
    };
    // What a user may not see is not listed, and is there all the same.
    for topic in names.topics.difference(&there) {
        if !may_create(broker, topic).await.map_err(refused(&format!("create the topic {topic}")))? {
            taken.topics.insert(topic.clone());
        }
    }
    for group in &names.groups {
        may_see(broker, group).await.map_err(refused(&format!("tell of the group {group}")))?;
    }
    match words(&taken) {
        None => Ok(Claim { names: names.clone(), topics: there, groups, transactions }),
        Some(what) => Err(ExternalError::Taken {
            cluster: cluster.to_owned(),
            what,
            topics: taken.topics.into_iter().collect(),
            groups: taken.groups.into_iter().collect(),
        }),
    }
}

/// The names of all topics that this user may see.
pub(super) async fn topics(broker: &Address) -> Result<BTreeSet<String>, String> {
    let request = MetadataRequest::default().with_topics(None).with_allow_auto_topic_creation(false);
    let answer = ask(broker, &request, METADATA).await.map_err(text)?;
    Ok(answer.topics.into_iter().filter_map(|topic| Some(topic.name?.to_string())).collect())
}

/// What the metadata says of these topics, and of no other.
pub(super) async fn metadata<'a>(
    broker: &Address,
    topics: impl IntoIterator<Item = &'a String>,
) -> Result<MetadataResponse, String> {
    let asked = |topic: &String| MetadataRequestTopic::default().with_name(Some(TopicName(name(topic))));
    let topics = topics.into_iter().map(asked).collect();
    let request = MetadataRequest::default().with_topics(Some(topics)).with_allow_auto_topic_creation(false);
    let mut answer = ask(broker, &request, METADATA).await.map_err(text)?;
    answer.topics.retain(|topic| topic.error_code != UNKNOWN_TOPIC_OR_PARTITION);
    Ok(answer)
}

/// Where all brokers of the cluster are.
pub(super) async fn brokers(broker: &Address) -> Result<Vec<Address>, String> {
    let answer = metadata(broker, []).await?;
    Ok(answer.brokers.iter().map(|it| broker.sibling(it.host.as_str(), it.port)).collect())
}

/// Whether a topic could be created; false where there is one of that name. Nothing is created.
async fn may_create(broker: &Address, topic: &str) -> Result<bool, String> {
    let answer = ask(broker, &creation(topic).with_validate_only(true), CREATE_TOPICS).await.map_err(text)?;
    let code = answer.topics.first().map_or(NONE, |topic| topic.error_code);
    match refusal(code) {
        None => Ok(true),
        Some(_) if code == TOPIC_ALREADY_EXISTS => Ok(false),
        Some(refusal) => Err(refusal),
    }
}

/// One partition, and as many replicas as the cluster gives by itself.
pub(super) fn creation(topic: &str) -> CreateTopicsRequest {
    let wanted = CreatableTopic::default()
        .with_name(TopicName(name(topic)))
        .with_num_partitions(1)
        .with_replication_factor(-1);
    CreateTopicsRequest::default().with_topics(vec![wanted]).with_timeout_ms(10_000)
}

/// Only a refusal matters: a group that is not there is described as dead, or as not found.
async fn may_see(broker: &Address, group: &str) -> Result<(), String> {
    let request = DescribeGroupsRequest::default().with_groups(vec![GroupId(name(group))]);
    let answer = ask(broker, &request, DESCRIBE_GROUPS).await.map_err(text)?;
    let code = answer.groups.first().map_or(NONE, |group| group.error_code);
    match refusal(code).filter(|_| code == GROUP_AUTHORIZATION_FAILED) {
        None => Ok(()),
        Some(refusal) => Err(refusal),
    }
}

/// The transactional ids that this user may see, on all brokers.
async fn transactions(broker: &Address) -> Result<BTreeSet<String>, String> {
    let mut found = BTreeSet::new();
    for coordinator in brokers(broker).await? {
        let answer =
            ask(&coordinator, &ListTransactionsRequest::default(), LIST_TRANSACTIONS).await.map_err(text)?;
        let ids = answer.transaction_states.into_iter().map(|it| it.transactional_id.to_string());
        found.extend(ids);
    }
    Ok(found)
}

/// `the topics a and b and the group c`.
fn words(names: &Names) -> Option<String> {
    let kind = |kind: &str, names: &BTreeSet<String>| {
        let all: Vec<&str> = names.iter().map(String::as_str).collect();
        let (last, first) = all.split_last()?;
        Some(match first {
            [] => format!("the {kind} {last}"),
            first => format!("the {kind}s {} and {last}", first.join(", ")),
        })
    };
    match (kind("topic", &names.topics), kind("group", &names.groups)) {
        (Some(topics), Some(groups)) => Some(format!("{topics}, and {groups}")),
        (one, None) | (None, one) => one,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_taken_are_listed() {
        let names = |topics: &[&str], groups: &[&str]| {
            let set = |of: &[&str]| of.iter().map(|name| (*name).to_owned()).collect();
            words(&Names { topics: set(topics), groups: set(groups) })
        };
        assert_eq!(names(&[], &[]), None);
        assert_eq!(names(&["a"], &[]).as_deref(), Some("the topic a"));
        assert_eq!(names(&[], &["g"]).as_deref(), Some("the group g"));
        assert_eq!(
            names(&["a", "b", "c"], &["g"]).as_deref(),
            Some("the topics a, b and c, and the group g")
        );
    }
}
