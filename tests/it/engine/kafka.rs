//! What any Kafka does, on every engine: what a lesson says of Kafka holds on each.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use futures::future::try_join_all;
use kafka_workbench::engine::Cluster;
use kafka_workbench::engine::eventually::eventually;
use rdkafka::admin::{AdminClient, AdminOptions, AlterConfig, NewTopic, ResourceSpecifier, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::Message;
use rdkafka::producer::{FutureProducer, FutureRecord, Producer};
use rdkafka::{Offset, TopicPartitionList};

use super::Bench;
use super::every::{on_a_cluster_that_is_there, on_every_engine};

const PATIENCE: Duration = Duration::from_secs(20);
const COUNT: usize = 100;

fn admin(cluster: &Cluster) -> AdminClient<DefaultClientContext> {
    cluster.client().create().unwrap()
}

async fn create(cluster: &Cluster, topic: &str, partitions: i32) {
    let topic = NewTopic::new(topic, partitions, TopicReplication::Fixed(1));
    for created in admin(cluster).create_topics([&topic], &AdminOptions::new()).await.unwrap() {
        created.unwrap();
    }
}

fn producer(cluster: &Cluster, settings: &[(&str, &str)]) -> FutureProducer {
    with(cluster.client(), settings).set("linger.ms", "1").create().unwrap()
}

fn with(mut config: ClientConfig, settings: &[(&str, &str)]) -> ClientConfig {
    for (name, value) in settings {
        config.set(*name, *value);
    }
    config
}

fn keys(prefix: &str, count: usize) -> BTreeSet<String> {
    (0..count).map(|n| format!("{prefix}-{n:03}")).collect()
}

async fn send(producer: &FutureProducer, topic: &str, keys: &BTreeSet<String>) -> Result<(), KafkaError> {
    let sent = keys.iter().map(|key| async move {
        producer
            .send(FutureRecord::to(topic).key(key).payload("v"), PATIENCE)
            .await
            .map_err(|(error, _)| error)
    });
    try_join_all(sent).await.map(drop)
}

/// The keys of a topic's first partition from its beginning to its end, as a reader of that isolation sees them.
fn read(cluster: &Cluster, topic: &str, isolation: &str) -> Vec<String> {
    let settings = [("group.id", "nobody"), ("isolation.level", isolation), ("enable.partition.eof", "true")];
    let reader: BaseConsumer = with(cluster.client(), &settings).create().unwrap();
    let mut from = TopicPartitionList::new();
    from.add_partition_offset(topic, 0, Offset::Beginning).unwrap();
    reader.assign(&from).unwrap();
    let (mut keys, deadline) = (Vec::new(), Instant::now() + PATIENCE);
    while Instant::now() < deadline {
        match reader.poll(Duration::from_millis(100)) {
            Some(Ok(record)) => keys.push(String::from_utf8(record.key().unwrap().to_vec()).unwrap()),
            Some(Err(KafkaError::PartitionEOF(_))) => return keys,
            Some(Err(error)) => panic!("{error}"),
            None => {}
        }
    }
    panic!("no end of {topic}; so far {keys:?}")
}

/// Two members of a group share the partitions and read everything once; what they committed is kept.
async fn groups(cluster: &Cluster, topic: &str, settings: &[(&str, &str)]) {
    create(cluster, topic, 4).await;
    let sent = keys(topic, COUNT);
    send(&producer(cluster, &[]), topic, &sent).await.unwrap();
    let shared = [("group.id", topic), ("auto.offset.reset", "earliest"), ("enable.auto.commit", "false")];
    let member = || -> BaseConsumer {
        let member: BaseConsumer = with(with(cluster.client(), &shared), settings).create().unwrap();
        member.subscribe(&[topic]).unwrap();
        member
    };
    let members = [member(), member()];
    let (mut seen, deadline) = (BTreeSet::new(), Instant::now() + PATIENCE);
    let assigned = |member: &BaseConsumer| member.assignment().unwrap().count();
    while (seen.len() < COUNT || members.iter().any(|member| assigned(member) != 2))
        && Instant::now() < deadline
    {
        for member in &members {
            if let Some(record) = member.poll(Duration::from_millis(20)) {
                let record = record.unwrap();
                seen.insert(String::from_utf8(record.key().unwrap().to_vec()).unwrap());
                member.commit_message(&record, CommitMode::Sync).unwrap();
            }
        }
    }
    assert_eq!(members.each_ref().map(assigned), [2, 2], "of four partitions");
    assert_eq!(seen, sent);
    drop(members);
    let settings: Vec<_> = settings.iter().chain(&shared).copied().collect();
    let asker: BaseConsumer = with(cluster.client(), &settings).create().unwrap();
    let mut all = TopicPartitionList::new();
    all.add_partition_range(topic, 0, 3);
    let committed = asker.committed_offsets(all, PATIENCE).unwrap();
    let committed = committed.elements().iter().map(|it| it.offset().to_raw().unwrap()).sum::<i64>();
    assert_eq!(committed, i64::try_from(COUNT).unwrap());
}

async fn produces_and_consumes(bench: Bench) {
    let cluster = bench.cluster().await;
    create(&cluster, "orders", 1).await;
    let sent = keys("order", COUNT);
    send(&producer(&cluster, &[("compression.type", "zstd")]), "orders", &sent).await.unwrap();
    assert_eq!(BTreeSet::from_iter(read(&cluster, "orders", "read_committed")), sent);
}

async fn an_idempotent_producer_keeps_the_order(bench: Bench) {
    let cluster = bench.cluster().await;
    create(&cluster, "orders", 1).await;
    let sent = keys("order", COUNT);
    send(&producer(&cluster, &[("enable.idempotence", "true")]), "orders", &sent).await.unwrap();
    assert_eq!(read(&cluster, "orders", "read_committed"), Vec::from_iter(sent));
}

async fn what_is_aborted_is_not_read(bench: Bench) {
    let cluster = bench.cluster().await;
    create(&cluster, "payments", 1).await;
    let payer = producer(&cluster, &[("transactional.id", "payer")]);
    payer.init_transactions(PATIENCE).unwrap();
    for (prefix, keeps) in [("kept", true), ("dropped", false)] {
        payer.begin_transaction().unwrap();
        send(&payer, "payments", &keys(prefix, 3)).await.unwrap();
        if keeps { payer.commit_transaction(PATIENCE) } else { payer.abort_transaction(PATIENCE) }.unwrap();
    }
    let (kept, dropped) = (Vec::from_iter(keys("kept", 3)), Vec::from_iter(keys("dropped", 3)));
    assert_eq!(read(&cluster, "payments", "read_committed"), kept);
    assert_eq!(read(&cluster, "payments", "read_uncommitted"), [kept, dropped].concat());
}

async fn the_second_of_an_id_fences_the_first(bench: Bench) {
    let cluster = bench.cluster().await;
    create(&cluster, "payments", 1).await;
    let [first, second] = [(); 2].map(|()| producer(&cluster, &[("transactional.id", "payer")]));
    first.init_transactions(PATIENCE).unwrap();
    first.begin_transaction().unwrap();
    send(&first, "payments", &keys("first", 1)).await.unwrap();
    second.init_transactions(PATIENCE).unwrap();
    let refused = first.commit_transaction(PATIENCE).unwrap_err();
    assert_eq!(refused.rdkafka_error_code(), Some(RDKafkaErrorCode::Fenced), "{refused}");
    second.begin_transaction().unwrap();
    send(&second, "payments", &keys("second", 1)).await.unwrap();
    second.commit_transaction(PATIENCE).unwrap();
    assert_eq!(read(&cluster, "payments", "read_committed"), ["second-000"]);
}

async fn a_classic_group_shares_its_partitions(bench: Bench) {
    groups(&bench.cluster().await, "classic", &[]).await;
}

async fn a_group_of_the_newer_protocol_shares_its_partitions(bench: Bench) {
    groups(&bench.cluster().await, "newer", &[("group.protocol", "consumer")]).await;
}

async fn settings_of_a_topic_are_kept_and_changed(bench: Bench) {
    let cluster = bench.cluster().await;
    let topic = NewTopic::new("compacted", 1, TopicReplication::Fixed(1)).set("cleanup.policy", "compact");
    let admin = admin(&cluster);
    admin.create_topics([&topic], &AdminOptions::new()).await.unwrap().remove(0).unwrap();
    let changed = AlterConfig::new(ResourceSpecifier::Topic("compacted"))
        .set("cleanup.policy", "compact")
        .set("segment.bytes", "1048576");
    admin.alter_configs([&changed], &AdminOptions::new()).await.unwrap().remove(0).unwrap();
    let kept = eventually("the new setting", PATIENCE, async || {
        let asked = [ResourceSpecifier::Topic("compacted")];
        let told = admin.describe_configs(&asked, &AdminOptions::new()).await.unwrap().remove(0).unwrap();
        let value = |name| told.get(name).and_then(|entry| entry.value.clone()).unwrap_or_default();
        let both = [value("cleanup.policy"), value("segment.bytes")];
        if both == ["compact", "1048576"] { Ok(()) } else { Err(format!("{both:?}")) }
    });
    kept.await.unwrap();
}

async fn a_restart_keeps_what_was_written(bench: Bench) {
    let cluster = bench.cluster().await;
    create(&cluster, "orders", 1).await;
    let sent = keys("order", 10);
    send(&producer(&cluster, &[]), "orders", &sent).await.unwrap();
    cluster.restart(1).await.unwrap();
    assert_eq!(BTreeSet::from_iter(read(&cluster, "orders", "read_committed")), sent);
}

on_every_engine! {
    produces_and_consumes,
    an_idempotent_producer_keeps_the_order,
    what_is_aborted_is_not_read,
    the_second_of_an_id_fences_the_first,
    a_classic_group_shares_its_partitions,
    a_group_of_the_newer_protocol_shares_its_partitions,
    settings_of_a_topic_are_kept_and_changed,
    a_restart_keeps_what_was_written,
}

on_a_cluster_that_is_there! {
    produces_and_consumes,
    an_idempotent_producer_keeps_the_order,
    what_is_aborted_is_not_read,
    the_second_of_an_id_fences_the_first,
    a_classic_group_shares_its_partitions,
    a_group_of_the_newer_protocol_shares_its_partitions,
    settings_of_a_topic_are_kept_and_changed,
}
