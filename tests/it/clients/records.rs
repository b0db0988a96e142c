//! What the clients send, and what a topic then holds.

use std::collections::BTreeMap;
use std::time::Duration;

use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::{Message, Offset, TopicPartitionList};

const PATIENCE: Duration = Duration::from_secs(20);

/// Keys and values, in order.
pub(super) type Records = Vec<(String, String)>;
/// The values of each key, in order: partitions are read as they come.
pub(super) type ByKey = BTreeMap<String, Vec<String>>;

/// More than one batch, and not only ASCII.
pub(super) fn records() -> Records {
    (0..300).map(|n| (format!("key-{}", n % 7), format!("record {n} – {}", "äöü·".repeat(n % 40)))).collect()
}

/// As the clients' programs take them.
pub(super) fn lines(records: &Records) -> String {
    records.iter().map(|(key, value)| format!("{key}\t{value}\n")).collect()
}

pub(super) fn parse(lines: &str) -> Records {
    let split = |line: &str| line.split_once('\t').map(|(key, value)| (key.to_owned(), value.to_owned()));
    lines.lines().map(|line| split(line).unwrap_or_else(|| panic!("no record: {line}"))).collect()
}

pub(super) fn by_key(records: Records) -> ByKey {
    let mut sorted = ByKey::new();
    for (key, value) in records {
        sorted.entry(key).or_default().push(value);
    }
    sorted
}

/// The committed records of a topic, to its end.
pub(super) fn stored(direct: &str, topic: &str) -> ByKey {
    let consumer: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", direct)
        .set("group.id", "nobody")
        .set("enable.partition.eof", "true")
        .set("isolation.level", "read_committed")
        .create()
        .unwrap();
    let metadata = consumer.fetch_metadata(Some(topic), PATIENCE).unwrap();
    let partitions = metadata.topics()[0].partitions();
    let mut wanted = TopicPartitionList::new();
    for partition in partitions {
        wanted.add_partition_offset(topic, partition.id(), Offset::Beginning).unwrap();
    }
    consumer.assign(&wanted).unwrap();
    let (mut found, mut ended) = (Records::new(), 0);
    while ended < partitions.len() {
        match consumer.poll(PATIENCE).expect("a record or the end") {
            Ok(message) => {
                let text = |bytes: Option<&[u8]>| String::from_utf8(bytes.unwrap().to_vec()).unwrap();
                found.push((text(message.key()), text(message.payload())));
            }
            Err(KafkaError::PartitionEOF(_)) => ended += 1,
            Err(error) => panic!("{error}"),
        }
    }
    by_key(found)
}
