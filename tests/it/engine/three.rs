//! Three brokers and a controller apart: any of them goes and comes back while the others go on.

use std::time::{Duration, Instant};

use kafka_protocol::messages::{ListGroupsRequest, ListTransactionsRequest};
use kafka_workbench::engine::cluster::{OWN, Partition, partitions};
use kafka_workbench::engine::eventually::eventually;
use kafka_workbench::engine::wire::Wire;
use kafka_workbench::engine::{Broker, Cluster, EngineError, Shape};
use kafka_workbench::evidence::BrokerState;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer};
use rdkafka::producer::{FutureProducer, FutureRecord, Producer};
use rdkafka::{Offset, TopicPartitionList};

use super::every::on_every_engine;
use super::{Bench, stages, to_stderr};

const PATIENCE: Duration = Duration::from_secs(20);
/// Three times what the session of a broker takes.
const SESSION: Duration = Duration::from_secs(6);

async fn create(cluster: &Cluster, topic: &str) {
    let admin: AdminClient<DefaultClientContext> = cluster.client().create().unwrap();
    let wanted = NewTopic::new(topic, 3, TopicReplication::Fixed(3)).set("min.insync.replicas", "2");
    for created in admin.create_topics([&wanted], &AdminOptions::new()).await.unwrap() {
        created.unwrap();
    }
}

async fn write(cluster: &Cluster) {
    let producer: FutureProducer = cluster.client().set("acks", "all").create().unwrap();
    for partition in 0..3 {
        let record = FutureRecord::to("orders").partition(partition).key("k").payload("v");
        producer.send(record, PATIENCE).await.unwrap();
    }
}

/// Kafka's own books too.
async fn look(cluster: &Cluster) -> Vec<Partition> {
    let begun = Instant::now();
    let seen = partitions(&cluster.brokers()).await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(2), "it took {:?}", begun.elapsed());
    let mut topics: Vec<&str> = seen.iter().map(|seen| seen.topic.as_str()).collect();
    topics.dedup();
    assert_eq!(topics, ["__consumer_offsets", "__transaction_state", "orders"]);
    seen
}

/// Waits until `there` lead and have everything, and nobody else does.
async fn until_in_sync(cluster: &Cluster, there: &[i32]) {
    let fact = eventually("the brokers that are there to be in sync, and no others", SESSION, || async {
        let odd = look(cluster)
            .await
            .into_iter()
            .find(|seen| seen.isr != there || seen.leader.is_none_or(|leader| !there.contains(&leader)));
        odd.map_or(Ok(()), |odd| Err(format!("{odd:?}")))
    });
    fact.await.unwrap();
}

/// The others find `leader` where it is now: a record that all have to have reaches them from it.
async fn write_to(cluster: &Cluster, leader: i32) {
    let admin: AdminClient<DefaultClientContext> = cluster.client().create().unwrap();
    let mut replicas = [1, 2, 3];
    replicas.swap(0, leader as usize - 1);
    let assigned: [&[i32]; 1] = [&replicas];
    let led = NewTopic::new("led", 1, TopicReplication::Variable(&assigned));
    for created in
        admin.create_topics([&led.set("min.insync.replicas", "3")], &AdminOptions::new()).await.unwrap()
    {
        created.unwrap();
    }
    let producer: FutureProducer = cluster.client().set("acks", "all").create().unwrap();
    producer.send(FutureRecord::to("led").key("k").payload("v"), PATIENCE).await.unwrap();
    for deleted in admin.delete_topics(&["led"], &AdminOptions::new()).await.unwrap() {
        deleted.unwrap();
    }
    eventually("the topic to be gone", SESSION, || async {
        let seen = partitions(&cluster.brokers()).await.unwrap();
        if seen.iter().any(|seen| seen.topic == "led") { Err("it is there") } else { Ok(()) }
    })
    .await
    .unwrap();
}

fn states(cluster: &Cluster) -> Vec<BrokerState> {
    cluster.brokers().iter().map(|broker| broker.state).collect()
}

async fn each_broker_goes_and_comes_back_while_the_others_go_on(bench: Bench) {
    use BrokerState::{Killed, Paused, Running, Stopped};
    let cluster = bench.three_brokers().await;
    assert_eq!((bench.machines().await, cluster.take_fronts().len()), (4, 3));
    assert_eq!(cluster.learner_bootstrap().split(',').count(), 3);
    create(&cluster, "orders").await;
    until_in_sync(&cluster, &[1, 2, 3]).await;
    write(&cluster).await;
    cluster.canary().await.unwrap();

    // The first is the one that everything is asked of, as long as it is there.
    cluster.kill(1).await.unwrap();
    cluster.check_alive().unwrap();
    assert_eq!((cluster.away(), states(&cluster)), (vec![1], vec![Killed, Running, Running]));
    until_in_sync(&cluster, &[2, 3]).await;
    write(&cluster).await;
    cluster.canary().await.unwrap();
    cluster.bring_back(1).await.unwrap();
    // In sync at once: that is what was waited for.
    assert!(look(&cluster).await.iter().all(|seen| seen.isr == [1, 2, 3]));

    cluster.pause(1).await.unwrap();
    assert_eq!(states(&cluster), [Paused, Running, Running]);
    until_in_sync(&cluster, &[2, 3]).await;
    write(&cluster).await;
    cluster.bring_back(1).await.unwrap();
    assert!(look(&cluster).await.iter().all(|seen| seen.isr == [1, 2, 3]));

    cluster.stop_broker(2).await.unwrap();
    cluster.kill(3).await.unwrap();
    assert_eq!(states(&cluster), [Running, Stopped, Killed]);
    until_in_sync(&cluster, &[1]).await;
    cluster.bring_back(3).await.unwrap();
    until_in_sync(&cluster, &[1, 3]).await;
    write(&cluster).await;
    cluster.restart(3).await.unwrap();
    cluster.bring_back(2).await.unwrap();
    assert!(look(&cluster).await.iter().all(|seen| seen.isr == [1, 2, 3]));
    assert_eq!(cluster.away(), [0; 0]);
    // The two have changed places in the order of their starts.
    write_to(&cluster, 2).await;
    write_to(&cluster, 3).await;
    cluster.canary().await.unwrap();

    // With nobody there nobody is asked.
    for broker in 1..=3 {
        cluster.kill(broker).await.unwrap();
    }
    assert_eq!(partitions(&cluster.brokers()).await.unwrap(), []);
    for broker in [3, 1, 2] {
        cluster.bring_back(broker).await.unwrap();
    }
    assert!(look(&cluster).await.iter().all(|seen| seen.isr == [1, 2, 3]));
    write(&cluster).await;
}

/// Groups and open transactions that any broker coordinates.
async fn listed(cluster: &Cluster) -> (Vec<String>, Vec<String>) {
    let (mut groups, mut open) = (Vec::new(), Vec::new());
    for Broker { direct, .. } in cluster.brokers() {
        let mut wire = Wire::open(&direct).await.unwrap();
        let all = wire.ask(&ListGroupsRequest::default(), 5).await.unwrap().groups;
        groups.extend(all.iter().map(|group| group.group_id.to_string()));
        let all = wire.ask(&ListTransactionsRequest::default(), 1).await.unwrap().transaction_states;
        let ours = all.iter().filter(|it| !it.transactional_id.starts_with(OWN));
        open.extend(
            ours.filter(|it| it.transaction_state.as_str() == "Ongoing")
                .map(|it| it.transactional_id.to_string()),
        );
    }
    (groups, open)
}

async fn all_that_programs_left_on_three_is_removed_and_the_controller_is_missed(bench: Bench) {
    let cluster = bench.three_brokers().await;
    create(&cluster, "orders").await;
    // Whoever coordinates is not the first broker any more.
    cluster.restart(1).await.unwrap();
    write(&cluster).await;
    let member: BaseConsumer = cluster.client().set("group.id", "readers").create().unwrap();
    let mut read = TopicPartitionList::new();
    read.add_partition_offset("orders", 0, Offset::Offset(1)).unwrap();
    member.commit(&read, CommitMode::Sync).unwrap();
    let payer: FutureProducer = cluster.client().set("transactional.id", "payer").create().unwrap();
    payer.init_transactions(PATIENCE).unwrap();
    payer.begin_transaction().unwrap();
    payer.send(FutureRecord::to("orders").key("k").payload("v"), PATIENCE).await.unwrap();
    assert_eq!(listed(&cluster).await, (vec!["readers".to_owned()], vec!["payer".to_owned()]));

    cluster.clean().await.unwrap();
    assert_eq!(listed(&cluster).await, (vec![], vec![]));
    let left = partitions(&cluster.brokers()).await.unwrap();
    assert!(left.iter().all(|seen| seen.is_internal), "{left:?}");
    cluster.canary().await.unwrap();

    bench.strike_controller(&cluster).await;
    let seen = eventually("the death to be noticed", Duration::from_secs(5), || async {
        cluster.check_alive().err().ok_or("it is alive")
    });
    let gone = seen.await.unwrap();
    assert_eq!(gone.to_string(), "the controller of Kafka ended by itself (signal: 9 (SIGKILL))");
    assert!(matches!(cluster.canary().await.unwrap_err(), EngineError::ControllerGone { .. }));
    cluster.stop().await;
    assert_eq!((bench.machines().await, bench.folders().len()), (0, 0));
}

async fn a_cluster_of_three_takes_the_room_of_the_one_ahead(bench: Bench) {
    let pool = bench.pool(2);
    pool.refill();
    let ready = eventually("a cluster ahead", Duration::from_secs(60), || async {
        if pool.is_ready() { Ok(()) } else { Err("there is none") }
    });
    ready.await.unwrap();
    let (report, heard) = stages();
    let cluster = pool.take(&Shape::of(3), &report).await.unwrap();
    assert_eq!(*heard.lock().unwrap(), ["Starting Kafka with 3 brokers", "Warming Kafka up"]);
    assert_eq!((bench.machines().await, pool.is_ready()), (4, false));

    pool.refill();
    let alone = Shape::alone();
    let impatient = tokio::time::timeout(Duration::from_millis(300), pool.take(&alone, &report));
    assert!(impatient.await.is_err(), "a third broker's room");
    assert_eq!(bench.machines().await, 4);
    cluster.stop().await;
    pool.take(&alone, &to_stderr()).await.unwrap().canary().await.unwrap();

    let refused = bench.engine.start(&Shape::of(2), &to_stderr()).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "there are no clusters of 2 brokers here: an engine starts one broker, or three"
    );
}

on_every_engine!(
    each_broker_goes_and_comes_back_while_the_others_go_on,
    all_that_programs_left_on_three_is_removed_and_the_controller_is_missed,
    a_cluster_of_three_takes_the_room_of_the_one_ahead,
);
