//! A cluster's life: ready, reachable, alone, gone.

use std::time::Duration;

use kafka_workbench::engine::Cluster;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::producer::{FutureProducer, FutureRecord};

use super::Bench;
use super::every::on_every_engine;

const PATIENCE: Duration = Duration::from_secs(10);

fn client(bootstrap: &str) -> ClientConfig {
    let mut config = ClientConfig::new();
    config.set("bootstrap.servers", bootstrap).set("message.timeout.ms", "8000").set("group.id", "nobody");
    config
}

/// The topics that a client sees, internal ones left out.
pub(super) fn topics(cluster: &Cluster) -> Vec<String> {
    let consumer: BaseConsumer = client(&cluster.bootstrap()).create().unwrap();
    let metadata = consumer.fetch_metadata(None, PATIENCE).unwrap();
    metadata
        .topics()
        .iter()
        .map(|topic| topic.name().to_owned())
        .filter(|name| !name.starts_with("__"))
        .collect()
}

fn groups(cluster: &Cluster) -> Vec<String> {
    let consumer: BaseConsumer = client(&cluster.bootstrap()).create().unwrap();
    let groups = consumer.fetch_group_list(None, PATIENCE).unwrap();
    groups.groups().iter().map(|group| group.name().to_owned()).collect()
}

/// Creates the topic where it is missing, and writes a record that the broker has stored when this returns.
pub(super) async fn write(bootstrap: &str, topic: &str) {
    let admin: AdminClient<DefaultClientContext> = client(bootstrap).create().unwrap();
    let wanted = NewTopic::new(topic, 1, TopicReplication::Fixed(1));
    admin.create_topics([&wanted], &AdminOptions::new()).await.unwrap();
    let producer: FutureProducer = client(bootstrap).create().unwrap();
    producer.send(FutureRecord::to(topic).key("k").payload("v"), PATIENCE).await.unwrap();
}

/// How many records a topic's only partition has had.
pub(super) fn end_offset(cluster: &Cluster, topic: &str) -> i64 {
    let consumer: BaseConsumer = client(&cluster.bootstrap()).create().unwrap();
    consumer.fetch_watermarks(topic, 0, PATIENCE).unwrap().1
}

async fn a_new_cluster_works_and_has_nothing_in_it(bench: Bench) {
    let cluster = bench.cluster().await;
    cluster.canary().await.unwrap();
    cluster.canary().await.unwrap();
    assert_eq!((topics(&cluster), groups(&cluster)), (vec![], vec![]), "the canary left something");
    cluster.check_alive().unwrap();
}

async fn programs_are_led_to_the_front_only(bench: Bench) {
    let cluster = bench.cluster().await;
    let [front] = cluster.take_fronts().try_into().unwrap();
    assert_eq!(cluster.take_fronts().len(), 0, "fronts are handed out once");
    let upstream = front.upstream;
    let listener = tokio::net::TcpListener::from_std(front.listener).unwrap();
    assert_eq!(listener.local_addr().unwrap().to_string(), cluster.learner_bootstrap());
    let gateway = tokio::spawn(async move {
        while let Ok((mut program, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut broker = tokio::net::TcpStream::connect(upstream).await.unwrap();
                let _ = tokio::io::copy_bidirectional(&mut program, &mut broker).await;
            });
        }
    });

    let consumer: BaseConsumer = client(&cluster.learner_bootstrap()).create().unwrap();
    let metadata = consumer.fetch_metadata(None, PATIENCE).unwrap();
    let told: Vec<_> =
        metadata.brokers().iter().map(|broker| format!("{}:{}", broker.host(), broker.port())).collect();
    assert_eq!(told, [cluster.learner_bootstrap()]);
    write(&cluster.learner_bootstrap(), "orders").await;
    assert_eq!(end_offset(&cluster, "orders"), 1);
    gateway.abort();
}

async fn two_clusters_live_side_by_side(bench: Bench) {
    let (one, other) = tokio::join!(bench.cluster(), bench.cluster());
    write(&one.bootstrap(), "orders").await;
    assert_eq!((topics(&one), topics(&other)), (vec!["orders".to_owned()], vec![]));
    one.stop().await;
    other.canary().await.unwrap();
}

async fn a_stopped_cluster_leaves_no_process_and_no_data(bench: Bench) {
    let cluster = bench.cluster().await;
    write(&cluster.bootstrap(), "orders").await;
    assert_eq!((bench.machines().await, bench.folders().len()), (1, 1));
    cluster.stop().await;
    assert_eq!((bench.machines().await, bench.folders().len()), (0, 0));

    drop(bench.cluster().await);
    assert_eq!((bench.machines().await, bench.folders().len()), (0, 0), "dropping is as good as stopping");
}

on_every_engine!(
    a_new_cluster_works_and_has_nothing_in_it,
    programs_are_led_to_the_front_only,
    two_clusters_live_side_by_side,
    a_stopped_cluster_leaves_no_process_and_no_data,
);
