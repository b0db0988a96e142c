//! What happens to a broker, by our own hand and by another's, and what the canary says of it.

use std::time::{Duration, Instant};

use kafka_workbench::engine::eventually::eventually;
use kafka_workbench::engine::{Cluster, EngineError};

use super::Bench;
use super::cluster::{end_offset, write};
use super::every::on_every_engine;

fn first(cluster: &Cluster) -> i32 {
    cluster.brokers().first().unwrap().id
}

async fn a_broker_that_dies_is_named_with_its_last_words(bench: Bench) {
    let cluster = bench.cluster().await;
    bench.strike().await;
    let seen = eventually("the death to be noticed", Duration::from_secs(5), || async {
        cluster.check_alive().err().ok_or("it is alive")
    });
    let error = seen.await.unwrap();
    assert_eq!(error.to_string(), "broker 1 of Kafka ended by itself (signal: 9 (SIGKILL))");
    assert!(error.log().iter().any(|line| line.contains("Kafka Server started")), "{:?}", error.log());

    let canary = cluster.canary().await.unwrap_err();
    assert!(matches!(canary, EngineError::BrokerGone { broker: 1, .. }), "{canary}");
}

async fn a_broker_killed_on_purpose_is_not_missed_and_comes_back_with_its_data(bench: Bench) {
    let cluster = bench.cluster().await;
    write(&cluster.bootstrap(), "orders").await;
    cluster.kill(first(&cluster)).await.unwrap();
    cluster.check_alive().unwrap();
    let canary = cluster.canary().await.unwrap_err();
    assert!(canary.to_string().contains("could not create a topic"), "{canary}");

    cluster.restart(first(&cluster)).await.unwrap();
    assert_eq!(end_offset(&cluster, "orders"), 1);
    cluster.canary().await.unwrap();
}

async fn a_broker_that_was_away_is_whole_once_it_is_back(bench: Bench) {
    let cluster = bench.cluster().await;
    let broker = first(&cluster);
    write(&cluster.bootstrap(), "orders").await;
    for _ in 0..2 {
        cluster.kill(broker).await.unwrap();
        assert_eq!(cluster.away(), [broker]);
        cluster.bring_back(broker).await.unwrap();
        assert_eq!((cluster.away(), end_offset(&cluster, "orders")), (vec![], 1));
        // Asks the coordinators of groups and of transactions, and waits for neither.
        cluster.clean().await.unwrap();
        write(&cluster.bootstrap(), "orders").await;
    }
    cluster.pause(broker).await.unwrap();
    assert_eq!(cluster.away(), [broker]);
    cluster.bring_back(broker).await.unwrap();
    let pid = cluster.brokers().first().unwrap().pid;
    cluster.bring_back(broker).await.unwrap();
    assert_eq!(cluster.brokers().first().unwrap().pid, pid, "one that is at work is left alone");
    cluster.canary().await.unwrap();
}

async fn a_paused_broker_fails_the_canary_and_a_resumed_one_passes_it(bench: Bench) {
    let cluster = bench.cluster().await;
    cluster.pause(first(&cluster)).await.unwrap();
    let begun = Instant::now();
    let canary = cluster.canary().await.unwrap_err();
    assert!(begun.elapsed() < Duration::from_secs(8), "it took {:?}", begun.elapsed());
    assert!(matches!(canary, EngineError::Canary { .. }), "{canary}");
    assert!(canary.to_string().contains("no answer within"), "{canary}");

    cluster.resume(first(&cluster)).await.unwrap();
    cluster.canary().await.unwrap();
}

async fn a_broker_that_is_not_there_is_refused(bench: Bench) {
    let cluster = bench.cluster().await;
    assert_eq!(cluster.kill(7).await.unwrap_err().to_string(), "this cluster has no broker 7");
}

on_every_engine!(
    a_broker_that_dies_is_named_with_its_last_words,
    a_broker_killed_on_purpose_is_not_missed_and_comes_back_with_its_data,
    a_broker_that_was_away_is_whole_once_it_is_back,
    a_paused_broker_fails_the_canary_and_a_resumed_one_passes_it,
    a_broker_that_is_not_there_is_refused,
);
