//! Writes records in the protocol itself, on connections that prove themselves as all others of the workbench do.
//!
//! librdkafka would need an OpenSSL for that, which takes longer to build than everything else here.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use kafka_protocol::messages::produce_request::{PartitionProduceData, TopicProduceData};
use kafka_protocol::messages::{ProduceRequest, TopicName, TransactionalId};
use kafka_protocol::records::{
    Compression, NO_PARTITION_LEADER_EPOCH, NO_PRODUCER_EPOCH, NO_PRODUCER_ID, NO_SEQUENCE, Record,
    RecordBatchEncoder, RecordEncodeOptions, TimestampType,
};

use super::claim::metadata;
use super::groups::text;
use crate::engine::cluster::topics::{name, refusal};
use crate::engine::eventually::eventually;
use crate::engine::wire::{Address, Wire};

const PRODUCE: i16 = 9;
/// A leader that has only now taken its partition up refuses for a moment.
const PATIENCE: Duration = Duration::from_secs(10);
/// In one request; a broker takes a megabyte unless it was told otherwise.
const MOST: usize = 400_000;

/// What a record has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message<'a> {
    /// Its key.
    pub key: Option<&'a str>,
    /// Its value.
    pub value: &'a str,
}

/// As whom records are written.
#[derive(Debug, Clone)]
pub(super) struct Producer {
    pub(super) id: i64,
    pub(super) epoch: i16,
    /// Where they are part of a transaction.
    pub(super) transaction: Option<TransactionalId>,
}

impl Producer {
    /// Without an id of its own: nothing stands between that could lose an answer.
    pub(super) fn plain() -> Producer {
        Producer { id: NO_PRODUCER_ID, epoch: NO_PRODUCER_EPOCH, transaction: None }
    }
}

/// Writes records in their order, each acknowledged by all in-sync replicas. Without `partition` the key decides, in
/// librdkafka's way (CRC-32), and records without one are dealt out.
pub(super) async fn write(
    broker: &Address,
    topic: &str,
    partition: Option<i32>,
    messages: &[Message<'_>],
) -> Result<(), String> {
    let there = metadata(broker, &[topic.to_owned()]).await?;
    let found = there.topics.first().ok_or_else(|| format!("there is no topic {topic}"))?;
    let partitions = found.partitions.len().max(1);
    let mut dealt: BTreeMap<i32, Vec<Message<'_>>> = BTreeMap::new();
    for (n, message) in messages.iter().enumerate() {
        let place = match (partition, message.key) {
            (Some(partition), _) => partition,
            (None, Some(key)) => {
                place(usize::try_from(crc32fast::hash(key.as_bytes())).unwrap_or(0), partitions)
            }
            (None, None) => place(n, partitions),
        };
        dealt.entry(place).or_default().push(*message);
    }
    for (partition, messages) in dealt {
        let leader = found.partitions.iter().find(|it| it.partition_index == partition);
        let leader =
            leader.ok_or_else(|| format!("the topic {topic} has no partition {partition}"))?.leader_id;
        let leader = there.brokers.iter().find(|it| it.node_id == leader);
        let leader = leader.ok_or_else(|| format!("nobody leads partition {partition} of {topic}"))?;
        let leader = broker.sibling(leader.host.as_str(), leader.port);
        for chunk in chunks(&messages) {
            append(&leader, topic, partition, &Producer::plain(), chunk).await?;
        }
    }
    Ok(())
}

/// Writes one batch.
pub(super) async fn append(
    leader: &Address,
    topic: &str,
    partition: i32,
    producer: &Producer,
    messages: &[Message<'_>],
) -> Result<(), String> {
    let batch = batch(producer, messages)?;
    let data = PartitionProduceData::default().with_index(partition).with_records(Some(batch));
    let topics =
        TopicProduceData::default().with_name(TopicName(name(topic))).with_partition_data(vec![data]);
    let request = ProduceRequest::default()
        .with_transactional_id(producer.transaction.clone())
        .with_acks(-1)
        .with_timeout_ms(10_000)
        .with_topic_data(vec![topics]);
    let written = eventually("a leader that takes records", PATIENCE, || async {
        let answer = Wire::open(leader).await.map_err(text)?.ask(&request, PRODUCE).await.map_err(text)?;
        let partition = answer.responses.iter().flat_map(|topic| &topic.partition_responses).next();
        let partition = partition.ok_or("an answer that tells nothing")?;
        match partition.error_code {
            0 => Ok(Ok(())),
            // It leads no more, or not yet. Anything else stays as it is.
            code @ (3 | 5 | 6) => Err(refusal(code).unwrap_or_default()),
            code => Ok(Err(refusal(code).unwrap_or_default())),
        }
    });
    written.await.map_err(text)?.map_err(|why| format!("a record could not be written to {topic}: {why}"))
}

fn batch(producer: &Producer, messages: &[Message<'_>]) -> Result<Bytes, String> {
    let now = jiff::Timestamp::now().as_millisecond();
    let record = |(n, message): (i64, &Message<'_>)| Record {
        transactional: producer.transaction.is_some(),
        control: false,
        delete_horizon: false,
        partition_leader_epoch: NO_PARTITION_LEADER_EPOCH,
        producer_id: producer.id,
        producer_epoch: producer.epoch,
        timestamp_type: TimestampType::Creation,
        offset: n,
        sequence: match producer.id {
            NO_PRODUCER_ID => NO_SEQUENCE,
            _ => i32::try_from(n).unwrap_or(i32::MAX),
        },
        timestamp: now,
        key: message.key.map(|key| Bytes::copy_from_slice(key.as_bytes())),
        value: Some(Bytes::copy_from_slice(message.value.as_bytes())),
        headers: Default::default(),
    };
    let records: Vec<Record> = (0..).zip(messages).map(record).collect();
    let mut bytes = BytesMut::new();
    let options = RecordEncodeOptions { version: 2, compression: Compression::None };
    RecordBatchEncoder::encode(&mut bytes, &records, &options).map_err(text)?;
    Ok(bytes.freeze())
}

fn place(n: usize, partitions: usize) -> i32 {
    i32::try_from(n % partitions).unwrap_or(0)
}

/// So many as fit into a request, one at least.
fn chunks<'m, 'a>(messages: &'m [Message<'a>]) -> Vec<&'m [Message<'a>]> {
    let mut found = Vec::new();
    let (mut from, mut size) = (0, 0);
    for (n, message) in messages.iter().enumerate() {
        let own = message.value.len() + message.key.map_or(0, str::len) + 32;
        if n > from && size + own > MOST {
            found.push(&messages[from..n]);
            (from, size) = (n, 0);
        }
        size += own;
    }
    if from < messages.len() {
        found.push(&messages[from..]);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_go_in_requests_that_a_broker_takes() {
        let value = "x".repeat(150_000);
        let message = Message { key: None, value: &value };
        let sizes =
            |count: usize| chunks(&vec![message; count]).iter().map(|it| it.len()).collect::<Vec<_>>();
        assert_eq!(sizes(0), [0; 0]);
        assert_eq!(sizes(5), [2, 2, 1]);
        let huge = "x".repeat(MOST * 2);
        let one = [Message { key: None, value: &huge }];
        assert_eq!(chunks(&one).len(), 1);
    }
}
