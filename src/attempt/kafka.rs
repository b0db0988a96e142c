//! What the scenario itself does to Kafka: topics and records of services that the learner does not write.

use crate::engine::cluster::serving;
use crate::engine::eventually::eventually;
use crate::engine::external;
use crate::engine::wire::{Address, Wire, WireError};
use kafka_protocol::error::ParseResponseErrorCode;
use kafka_protocol::messages::create_topics_request::{CreatableTopic, CreatableTopicConfig};
use kafka_protocol::messages::metadata_request::MetadataRequestTopic;
use kafka_protocol::messages::{CreateTopicsRequest, MetadataRequest, TopicName};
use kafka_protocol::protocol::StrBytes;
use rdkafka::ClientConfig;
use rdkafka::producer::{FutureProducer, FutureRecord};
use rdkafka::util::Timeout;
use std::collections::BTreeMap;
use std::time::Duration;
use uuid::Uuid;

/// A healthy broker has stored a record within milliseconds.
const PATIENCE: Duration = Duration::from_secs(10);
/// So has it made a topic; but its folders are synced to a disk that others may keep busy, and by then nothing has begun.
const LEADERS: Duration = Duration::from_secs(30);
/// A broker that makes topics which are asked for has made one within milliseconds.
const MAKING: Duration = Duration::from_secs(2);

/// A record to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) key: Option<String>,
    pub(super) value: String,
}

/// Why something was not done to Kafka.
#[derive(Debug)]
pub(super) enum NotDone {
    /// Kafka refused.
    Refused(String),
    /// It could not be asked, or what it had agreed to did not come.
    Broken(String),
}

impl From<String> for NotDone {
    fn from(why: String) -> NotDone {
        NotDone::Broken(why)
    }
}

/// The same for the engine's own writer.
pub(super) fn for_the_wire(messages: &[Message]) -> Vec<external::Message<'_>> {
    let message = |it| -> external::Message<'_> {
        let Message { key, value }: &Message = it;
        external::Message { key: key.as_deref(), value }
    };
    messages.iter().map(message).collect()
}

/// Creates a topic, waits until each of its partitions has a leader that answers for it, and gives its id.
///
/// The metadata names a leader before that broker has taken the partition up; until then it answers
/// NOT_LEADER_OR_FOLLOWER. A program that ends at once would have its log read in between.
pub(super) async fn create_topic(
    direct: &Address,
    topic: &str,
    partitions: i32,
    replicas: Option<i32>,
    configs: &BTreeMap<String, String>,
) -> Result<Uuid, NotDone> {
    let text = |text: &str| StrBytes::from_string(text.to_owned());
    let configs = configs
        .iter()
        .map(|(name, value)| {
            CreatableTopicConfig::default().with_name(text(name)).with_value(Some(text(value)))
        })
        .collect();
    let wanted = CreatableTopic::default()
        .with_name(TopicName(text(topic)))
        .with_num_partitions(partitions)
        // −1: as many as the cluster gives by itself.
        .with_replication_factor(i16::try_from(replicas.unwrap_or(-1)).unwrap_or(i16::MAX))
        .with_configs(configs);
    let request = CreateTopicsRequest::default().with_topics(vec![wanted]).with_timeout_ms(10_000);
    let said = |error: WireError| error.to_string();
    let mut wire = Wire::open(direct).await.map_err(said)?;
    let answer = wire.ask(&request, 7).await.map_err(said)?;
    if let Some(refused) = answer.topics.iter().find_map(|t| Some((t, t.error_code.err()?))) {
        let message =
            refused.0.error_message.as_ref().map_or_else(String::new, |m| format!(": {}", m.as_str()));
        return Err(NotDone::Refused(format!("{:?}{message}", refused.1)));
    }
    let what = format!("the leaders of {topic}");
    let led = eventually(&what, LEADERS, || async {
        let this = MetadataRequestTopic::default().with_name(Some(TopicName(text(topic))));
        let request =
            MetadataRequest::default().with_topics(Some(vec![this])).with_allow_auto_topic_creation(false);
        let metadata = Wire::open(direct).await.map_err(said)?.ask(&request, 12).await.map_err(said)?;
        let known =
            metadata.topics.iter().find(|t| t.name.as_ref().is_some_and(|name| name.as_str() == topic));
        let known = known.ok_or("the topic is not in the metadata")?;
        let led: Vec<_> = known.partitions.iter().filter(|p| p.leader_id.0 >= 0).collect();
        if i32::try_from(led.len()) != Ok(partitions) {
            return Err(format!("{} of {partitions} have one", led.len()));
        }
        for partition in led {
            let leader = metadata.brokers.iter().find(|broker| broker.node_id == partition.leader_id);
            let leader = leader.ok_or("the leader is not among the brokers")?;
            let leader = direct.sibling(leader.host.as_str(), leader.port);
            serving::leads(&leader, topic, partition.partition_index).await?;
        }
        Ok(())
    });
    led.await.map_err(|overdue| overdue.to_string())?;
    Ok(answer.topics.first().map(|topic| topic.topic_id).unwrap_or_default())
}

/// Whether a topic is there once a client has asked for it, as the first request of any writer does: a cluster may make
/// topics that are asked for.
///
/// # Errors
/// Where Kafka does not answer.
pub(super) async fn comes_when_asked(direct: &Address, topic: &str) -> Result<bool, String> {
    let name = TopicName(StrBytes::from_string(topic.to_owned()));
    let asked = eventually("the topic", MAKING, || async {
        let this = MetadataRequestTopic::default().with_name(Some(name.clone()));
        let request =
            MetadataRequest::default().with_topics(Some(vec![this])).with_allow_auto_topic_creation(true);
        let answer = match Wire::open(direct).await {
            Ok(mut wire) => wire.ask(&request, 12).await,
            Err(error) => Err(error),
        };
        match answer {
            Ok(answer) if answer.topics.first().is_some_and(|topic| topic.error_code == 0) => Ok(Ok(())),
            Ok(_) => Err("Kafka knows no such topic"),
            Err(error) => Ok(Err(error.to_string())),
        }
    });
    match asked.await {
        Ok(answered) => answered.map(|()| true),
        Err(_) => Ok(false),
    }
}

/// What writes the scenario's own records; `client` knows the way to the cluster.
pub(super) fn writer(mut client: ClientConfig) -> Result<FutureProducer, String> {
    client
        // One request at a time keeps the order. An idempotent producer would, too, and waits half a second for
        // its id; nothing stands between us and the broker that could lose an answer.
        .set("acks", "all")
        .set("max.in.flight.requests.per.connection", "1")
        .set("linger.ms", "1")
        .create()
        .map_err(|error| error.to_string())
}

/// Writes records in their order, each acknowledged by all in-sync replicas.
pub(super) async fn produce(
    writer: &FutureProducer,
    topic: &str,
    partition: Option<i32>,
    messages: &[Message],
) -> Result<(), String> {
    let sent = messages.iter().map(|message| {
        let record = FutureRecord { partition, ..FutureRecord::to(topic).payload(&message.value) };
        let record = match &message.key {
            Some(key) => record.key(key),
            None => record,
        };
        writer.send(record, Timeout::After(PATIENCE))
    });
    let delivered = futures::future::try_join_all(sent).await;
    delivered.map(drop).map_err(|(error, _)| format!("a record could not be written to {topic}: {error}"))
}
