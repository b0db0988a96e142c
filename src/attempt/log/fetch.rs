//! Reads the records of a topic by raw Fetch, up to an end that was taken before.

use super::LogError;
use super::record::Transactions;
use super::topics::Described;
use crate::engine::wire::{Address, Wire};
use crate::evidence::Record;
use bytes::{Buf, Bytes};
use kafka_protocol::messages::fetch_request::{FetchPartition, FetchTopic};
use kafka_protocol::messages::list_offsets_request::{ListOffsetsPartition, ListOffsetsTopic};
use kafka_protocol::messages::{BrokerId, FetchRequest, ListOffsetsRequest, TopicName};
use kafka_protocol::protocol::StrBytes;
use kafka_protocol::records::RecordBatchDecoder;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// How much one Fetch may give. A broker gives at least one batch, however large.
const BYTES: i32 = 16 << 20;
/// The version of Fetch that asks by topic name and has everything wanted here.
const FETCH: i16 = 11;
/// `ListOffsets` for where a partition ends.
const LATEST: i64 = -1;
/// A new leader with fewer in-sync replicas than the topic asks for does not know what was committed (KIP-207, KIP-966).
const OFFSET_NOT_AVAILABLE: i16 = 78;
/// `ListOffsets` for where it begins: deleted records leave a gap before it.
const EARLIEST: i64 = -2;

/// The end offset of each partition, and the records up to there.
pub(super) async fn topic(
    brokers: &BTreeMap<i32, Address>,
    topic: &Described,
) -> Result<(Vec<i64>, Vec<Record>), LogError> {
    let mut ends = Vec::new();
    let mut records = Vec::new();
    let mut wires = BTreeMap::new();
    for (partition, leader) in (0..).zip(&topic.leaders) {
        let wire = wire_to(*leader, &mut wires, brokers, &topic.name, partition).await?;
        let end = offset(wire, &topic.name, partition, LATEST).await?;
        let begin = offset(wire, &topic.name, partition, EARLIEST).await?;
        ends.push(end);
        records.extend(read_partition(wire, &topic.name, partition, begin, end).await?);
    }
    Ok((ends, records))
}

/// The end offset of each partition.
pub(super) async fn ends(brokers: &BTreeMap<i32, Address>, topic: &Described) -> Result<Vec<i64>, LogError> {
    let mut ends = Vec::new();
    let mut wires = BTreeMap::new();
    for (partition, leader) in (0..).zip(&topic.leaders) {
        let wire = wire_to(*leader, &mut wires, brokers, &topic.name, partition).await?;
        ends.push(offset(wire, &topic.name, partition, LATEST).await?);
    }
    Ok(ends)
}

/// The connection to a partition's leader, opened where there is none yet.
/// The same, and −1 for a partition that none of `brokers` leads, or whose leader does not know its end.
pub(super) async fn ends_there_are(
    brokers: &BTreeMap<i32, Address>,
    topic: &Described,
) -> Result<Vec<i64>, LogError> {
    let mut ends = Vec::new();
    let mut wires = BTreeMap::new();
    for (partition, leader) in (0..).zip(&topic.leaders) {
        ends.push(match brokers.contains_key(leader) {
            true => {
                let wire = wire_to(*leader, &mut wires, brokers, &topic.name, partition).await?;
                match offset(wire, &topic.name, partition, LATEST).await {
                    Err(LogError::Refused { code: OFFSET_NOT_AVAILABLE, .. }) => -1,
                    end => end?,
                }
            }
            false => -1,
        });
    }
    Ok(ends)
}

async fn wire_to<'a>(
    leader: i32,
    wires: &'a mut BTreeMap<i32, Wire>,
    brokers: &BTreeMap<i32, Address>,
    topic: &str,
    partition: i32,
) -> Result<&'a mut Wire, LogError> {
    match wires.entry(leader) {
        Entry::Occupied(entry) => Ok(entry.into_mut()),
        Entry::Vacant(entry) => {
            let broker = brokers.get(&leader);
            let broker = broker.ok_or_else(|| unreadable(topic, partition, "no broker at work leads it"))?;
            Ok(entry.insert(Wire::open(broker).await?))
        }
    }
}

fn unreadable(topic: &str, partition: i32, why: &str) -> LogError {
    LogError::Unreadable { partition: format!("{topic}-{partition}"), why: why.to_owned() }
}

async fn offset(wire: &mut Wire, topic: &str, partition: i32, which: i64) -> Result<i64, LogError> {
    let asked = ListOffsetsPartition::default().with_partition_index(partition).with_timestamp(which);
    let request = ListOffsetsRequest::default()
        .with_replica_id(BrokerId(-1))
        .with_topics(vec![ListOffsetsTopic::default().with_name(name(topic)).with_partitions(vec![asked])]);
    let answer = wire.ask(&request, 5).await?;
    let found = answer.topics.into_iter().flat_map(|t| t.partitions).next();
    match found {
        Some(found) if found.error_code == 0 => Ok(found.offset),
        Some(found) => Err(LogError::Refused {
            what: format!("tell where {topic}-{partition} ends"),
            code: found.error_code,
        }),
        None => Err(unreadable(topic, partition, "an answer tells nothing of it")),
    }
}

async fn read_partition(
    wire: &mut Wire,
    topic: &str,
    partition: i32,
    begin: i64,
    end: i64,
) -> Result<Vec<Record>, LogError> {
    let mut transactions = Transactions::new(topic, partition);
    let mut next = begin;
    while next < end {
        let batches = fetch(wire, topic, partition, next).await?;
        let whole = whole_batches(&batches);
        if whole.is_empty() {
            // The end was there before: a log that gives nothing below it was cut under the reader.
            return Err(unreadable(topic, partition, &format!("nothing came at offset {next} of {end}")));
        }
        for batch in whole {
            let after = last_offset(&batch).map(|last| last + 1);
            let decoded = RecordBatchDecoder::decode_all(&mut batch.clone())
                .map_err(|e| unreadable(topic, partition, &e.to_string()))?;
            for record in decoded.into_iter().flat_map(|set| set.records) {
                if (next..end).contains(&record.offset) {
                    transactions.push(record);
                }
            }
            next = after.unwrap_or(end).max(next + 1);
        }
    }
    Ok(transactions.finish())
}

async fn fetch(wire: &mut Wire, topic: &str, partition: i32, from: i64) -> Result<Bytes, LogError> {
    let asked = FetchPartition::default()
        .with_partition(partition)
        .with_current_leader_epoch(-1)
        .with_fetch_offset(from)
        .with_log_start_offset(-1)
        .with_partition_max_bytes(BYTES);
    let request = FetchRequest::default()
        .with_replica_id(BrokerId(-1))
        .with_max_wait_ms(500)
        .with_min_bytes(1)
        .with_max_bytes(BYTES)
        .with_isolation_level(0)
        .with_session_epoch(-1)
        .with_topics(vec![FetchTopic::default().with_topic(name(topic)).with_partitions(vec![asked])]);
    let answer = wire.ask(&request, FETCH).await?;
    let found = answer.responses.into_iter().flat_map(|t| t.partitions).next();
    match found {
        Some(found) if found.error_code == 0 => Ok(found.records.unwrap_or_default()),
        Some(found) => Err(LogError::Refused {
            what: format!("give {topic}-{partition}@{from}"),
            code: found.error_code,
        }),
        None => Err(unreadable(topic, partition, "an answer tells nothing of it")),
    }
}

fn name(topic: &str) -> TopicName {
    TopicName(StrBytes::from_string(topic.to_owned()))
}

/// The batches of an answer that are whole. The last may be cut, and cannot be decoded then.
fn whole_batches(records: &Bytes) -> Vec<Bytes> {
    let mut batches = Vec::new();
    let mut rest = records.clone();
    // A batch is `i64 base_offset, i32 length` and so many bytes.
    while let Some(length) = i32_at(&rest, 8).and_then(|length| usize::try_from(length).ok()) {
        if rest.len() < 12 + length {
            break;
        }
        batches.push(rest.split_to(12 + length));
    }
    batches
}

/// The integer at `at`, big-endian; `None` where the bytes end before it.
fn i32_at(bytes: &Bytes, at: usize) -> Option<i32> {
    bytes.get(at..at + 4).map(|mut four| four.get_i32())
}

/// The offset of a batch's last record, which compaction may have taken away.
fn last_offset(batch: &Bytes) -> Option<i64> {
    let base = batch.get(..8).map(|mut bytes| bytes.get_i64())?;
    Some(base + i64::from(i32_at(batch, 23)?))
}
