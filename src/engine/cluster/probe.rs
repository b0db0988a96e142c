//! The clients with which the workbench tries out a cluster, kept between two tries: making new ones costs a
//! second, using them milliseconds.

use std::fmt::{self, Display};
use std::time::{Duration, Instant};

use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer};
use rdkafka::message::Message;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use rdkafka::{Offset, TopicPartitionList};

/// For each step; a warm broker takes milliseconds. The whole has a limit of its own, outside.
const STEP: Duration = Duration::from_secs(4);

/// A step that did not work, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Misstep {
    pub(super) step: &'static str,
    pub(super) reason: String,
}

/// A transactional producer and a consumer without a group membership. Their calls block.
pub(super) struct Probe {
    producer: BaseProducer,
    consumer: BaseConsumer,
}

impl fmt::Debug for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Probe")
    }
}

fn failed<E: Display>(step: &'static str) -> impl FnOnce(E) -> Misstep {
    move |error| Misstep { step, reason: error.to_string() }
}

/// Settings that the clients of a probe share: quick to come back, quick to give up.
fn quick(client: &ClientConfig) -> ClientConfig {
    let mut config = client.clone();
    config
        .set("reconnect.backoff.ms", "10")
        .set("reconnect.backoff.max.ms", "200")
        .set("socket.timeout.ms", "4000")
        .set("retry.backoff.ms", "5")
        .set("topic.metadata.refresh.fast.interval.ms", "10");
    config
}

impl Probe {
    /// Makes the clients, under `id` as transactional id and group, and gets the producer its id: on a fresh broker this loads the coordinator.
    pub(super) fn new(client: &ClientConfig, id: &str) -> Result<Self, Misstep> {
        let producer: BaseProducer = quick(client)
            .set("transactional.id", id)
            .set("transaction.timeout.ms", "5000")
            .set("linger.ms", "0")
            .create()
            .map_err(failed("make a producer"))?;
        let consumer: BaseConsumer = quick(client)
            .set("group.id", id)
            .set("enable.auto.commit", "false")
            .set("isolation.level", "read_committed")
            .set("fetch.wait.max.ms", "10")
            .create()
            .map_err(failed("make a consumer"))?;
        producer.init_transactions(STEP).map_err(failed("get a transactional producer its id"))?;
        Ok(Self { producer, consumer })
    }

    /// Writes a record in a transaction, reads it back and commits its offset. The topic is new and empty.
    pub(super) fn round(&self, topic: &str) -> Result<(), Misstep> {
        self.producer.client().fetch_metadata(Some(topic), STEP).map_err(failed("ask for metadata"))?;
        self.producer.begin_transaction().map_err(failed("begin a transaction"))?;
        let record = BaseRecord::to(topic).partition(0).key("canary").payload(topic);
        self.producer.send(record).map_err(|(error, _)| error).map_err(failed("write a record"))?;

        // `flush` serves events for a tenth of a second at a time; the record is written long before.
        let deadline = Instant::now() + STEP;
        while self.producer.in_flight_count() > 0 && Instant::now() < deadline {
            self.producer.poll(Duration::from_millis(1));
        }

        self.producer.commit_transaction(STEP).map_err(failed("commit a transaction"))?;

        let mut from = TopicPartitionList::new();
        from.add_partition_offset(topic, 0, Offset::Offset(0)).map_err(failed("read a record"))?;
        self.consumer.fetch_metadata(Some(topic), STEP).map_err(failed("ask for metadata"))?;
        self.consumer.assign(&from).map_err(failed("read a record"))?;
        let read = self.read(topic);

        let mut done = TopicPartitionList::new();
        done.add_partition_offset(topic, 0, Offset::Offset(1)).map_err(failed("commit an offset"))?;
        let committed = read
            .and_then(|()| self.consumer.commit(&done, CommitMode::Sync).map_err(failed("commit an offset")));

        self.consumer.unassign().map_err(failed("let go of a partition"))?;
        committed
    }

    fn read(&self, expected: &str) -> Result<(), Misstep> {
        let deadline = Instant::now() + STEP;
        let mut last = String::from("no record came");
        while Instant::now() < deadline {
            match self.consumer.poll(Duration::from_millis(100)) {
                Some(Ok(record)) if record.payload() == Some(expected.as_bytes()) => return Ok(()),
                Some(Ok(record)) => last = format!("another record came, at offset {}", record.offset()),
                Some(Err(error)) => last = error.to_string(),
                None => {}
            }
        }
        Err(Misstep { step: "read a record back", reason: last })
    }
}

/// Joins a group as an ordinary member and reads one record: the coordinator and the offsets topic are there after it.
pub(super) fn join(client: &ClientConfig, group: &str, topic: &str) -> Result<(), Misstep> {
    let member: BaseConsumer = quick(client)
        .set("group.id", group)
        .set("enable.auto.commit", "false")
        .set("auto.offset.reset", "earliest")
        .create()
        .map_err(failed("make a consumer"))?;
    member.subscribe(&[topic]).map_err(failed("join a group"))?;
    let deadline = Instant::now() + STEP * 3;
    let mut last = String::from("no record came");
    while Instant::now() < deadline {
        match member.poll(Duration::from_millis(100)) {
            Some(Ok(_)) => {
                return member
                    .commit_consumer_state(CommitMode::Sync)
                    .map_err(failed("commit a group's offset"));
            }
            Some(Err(error)) => last = error.to_string(),
            None => {}
        }
    }
    Err(Misstep { step: "read as a member of a group", reason: last })
}
