//! What topics there are, who leads their partitions, and which settings they were given.

use super::LogError;
use crate::engine::cluster::{OWN, View};
use crate::engine::wire::{Address, Wire};
use kafka_protocol::messages::describe_configs_request::DescribeConfigsResource;
use kafka_protocol::messages::metadata_request::MetadataRequestTopic;
use kafka_protocol::messages::{BrokerId, DescribeConfigsRequest, MetadataRequest, TopicName};
use kafka_protocol::protocol::StrBytes;
use std::collections::BTreeMap;

/// The cluster as its metadata shows it.
pub(super) struct Cluster {
    /// The address of each broker's DIRECT listener, by id.
    pub(super) brokers: BTreeMap<i32, Address>,
    /// Topics, internal ones left out, by name.
    pub(super) topics: Vec<Described>,
}

/// A topic in the metadata.
pub(super) struct Described {
    pub(super) name: String,
    /// The leader of each partition, in their order.
    pub(super) leaders: Vec<i32>,
    /// The in-sync replicas of each partition, by id.
    pub(super) isr: Vec<Vec<i64>>,
    pub(super) replicas: i64,
}

/// A topic resource, in DescribeConfigs.
const TOPIC: i8 = 2;
/// The source of a setting that was given for the topic itself (`DYNAMIC_TOPIC_CONFIG`).
const GIVEN: i8 = 1;

pub(super) async fn describe(asked: &Address, view: &View, wire: &mut Wire) -> Result<Cluster, LogError> {
    let asked_for = view.topics().map(|names| names.iter().map(|name| this(name)).collect());
    let request = MetadataRequest::default().with_topics(asked_for).with_allow_auto_topic_creation(false);
    let answer = wire.ask(&request, 12).await?;
    let brokers = answer.brokers.iter();
    let brokers = brokers.map(|b| (b.node_id.0, asked.sibling(b.host.as_str(), b.port))).collect();
    let mut topics: Vec<Described> = answer
        .topics
        .into_iter()
        // One that was asked for by its name may not be there.
        .filter(|topic| topic.error_code == 0 || view.topics().is_none())
        .filter(|topic| !topic.is_internal && !topic.name.as_ref().is_some_and(|name| name.starts_with(OWN)))
        .filter_map(|topic| {
            let mut partitions = topic.partitions;
            partitions.sort_by_key(|p| p.partition_index);
            Some(Described {
                name: topic.name?.to_string(),
                replicas: partitions.first().map_or(0, |p| i64::try_from(p.replica_nodes.len()).unwrap_or(0)),
                leaders: partitions.iter().map(|p| p.leader_id.0).collect(),
                isr: partitions.iter().map(|p| ids(&p.isr_nodes)).collect(),
            })
        })
        .collect();
    topics.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Cluster { brokers, topics })
}

fn this(topic: &str) -> MetadataRequestTopic {
    MetadataRequestTopic::default().with_name(Some(TopicName(StrBytes::from_string(topic.to_owned()))))
}

fn ids(nodes: &[BrokerId]) -> Vec<i64> {
    let mut ids: Vec<i64> = nodes.iter().map(|id| i64::from(id.0)).collect();
    ids.sort_unstable();
    ids
}

pub(super) async fn configs(wire: &mut Wire, topic: &str) -> Result<BTreeMap<String, String>, LogError> {
    let resource = DescribeConfigsResource::default()
        .with_resource_type(TOPIC)
        .with_resource_name(StrBytes::from_string(topic.to_owned()))
        .with_configuration_keys(None);
    let answer = wire.ask(&DescribeConfigsRequest::default().with_resources(vec![resource]), 4).await?;
    Ok(answer
        .results
        .into_iter()
        .flat_map(|result| result.configs)
        .filter(|config| config.config_source == GIVEN)
        .filter_map(|config| Some((config.name.to_string(), config.value?.to_string())))
        .collect())
}
