//! The cluster ahead: taken at once, never made unasked, never lost.

use std::time::{Duration, Instant};

use kafka_workbench::engine::eventually::eventually;
use kafka_workbench::engine::{Pool, Report, Shape};

use super::every::on_every_engine;
use super::{Bench, stages, to_stderr};

async fn until_ready(pool: &Pool) {
    let ready = eventually("a cluster ahead", Duration::from_secs(60), || async {
        if pool.is_ready() { Ok(()) } else { Err("there is none") }
    });
    ready.await.unwrap();
}

async fn a_ready_cluster_is_taken_at_once_and_replaced_only_when_asked(bench: Bench) {
    let pool = bench.pool(2);
    pool.refill();
    until_ready(&pool).await;
    let begun = Instant::now();
    let cluster = pool.take(&Shape::alone(), &to_stderr()).await.unwrap();
    assert!(begun.elapsed() < Duration::from_millis(100), "it took {:?}", begun.elapsed());
    cluster.canary().await.unwrap();
    assert_eq!((pool.is_ready(), bench.machines().await), (false, 1));

    pool.refill();
    until_ready(&pool).await;
    assert_eq!(bench.machines().await, 2);
    pool.close().await;
    assert_eq!(bench.machines().await, 1, "the one that was taken is not the pool's any more");
}

async fn a_take_that_is_given_up_loses_nothing(bench: Bench) {
    let (pool, report, usual) = (bench.pool(2), to_stderr(), Shape::alone());
    pool.refill();
    let impatient = tokio::time::timeout(Duration::from_millis(300), pool.take(&usual, &report));
    assert!(impatient.await.is_err(), "a cluster in 0.3 s");
    let cluster = pool.take(&usual, &to_stderr()).await.unwrap();
    assert_eq!(bench.machines().await, 1, "the one that was being started is the one that was taken");
    drop(cluster);

    let impatient = tokio::time::timeout(Duration::from_millis(300), pool.take(&usual, &report));
    assert!(impatient.await.is_err(), "a cluster in 0.3 s");
    assert_eq!((bench.machines().await, bench.folders().len()), (0, 0), "one started for a taker that left");
}

async fn no_more_than_the_limit_run_at_once(bench: Bench) {
    let pool = bench.pool(1);
    let first = pool.take(&Shape::alone(), &Report::silent()).await.unwrap();
    let (report, heard) = stages();
    let second = async {
        let waiting =
            tokio::time::timeout(Duration::from_millis(300), pool.take(&Shape::alone(), &report)).await;
        assert!(waiting.is_err(), "two at once");
        drop(first);
        pool.take(&Shape::alone(), &report).await
    };
    second.await.unwrap().canary().await.unwrap();
    let heard = heard.lock().unwrap().clone();
    assert_eq!(heard, ["Waiting for another run to end", "Starting Kafka", "Warming Kafka up"]);
}

async fn a_cluster_that_died_while_it_waited_is_not_handed_out(bench: Bench) {
    let pool = bench.pool(2);
    pool.refill();
    until_ready(&pool).await;
    bench.strike().await;
    pool.take(&Shape::alone(), &to_stderr()).await.unwrap().canary().await.unwrap();
}

on_every_engine!(
    a_ready_cluster_is_taken_at_once_and_replaced_only_when_asked,
    a_take_that_is_given_up_loses_nothing,
    no_more_than_the_limit_run_at_once,
    a_cluster_that_died_while_it_waited_is_not_handed_out,
);
