//! The cluster ahead: taken at once, never made unasked, never lost.

use std::io::ErrorKind;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use kafka_workbench::engine::eventually::eventually;
use kafka_workbench::engine::{Pool, Report, Shape};

use super::cluster::{topics, write};
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

async fn what_was_given_back_is_as_good_as_new(bench: Bench) {
    let (pool, usual) = (bench.pool(1), Shape::alone());
    let cluster = pool.take(&usual, &to_stderr()).await.unwrap();
    let servers = cluster.bootstrap();
    write(&servers, "orders").await;
    drop(cluster.take_fronts());
    let late = TcpStream::connect(cluster.learner_bootstrap());
    assert_eq!(late.unwrap_err().kind(), ErrorKind::ConnectionRefused, "nobody serves it any more");
    pool.give_back(&usual, cluster).await;

    let cluster = pool.take(&usual, &to_stderr()).await.unwrap();
    assert_eq!((cluster.bootstrap(), topics(&cluster)), (servers, vec![]));
    let [front] = cluster.take_fronts().try_into().unwrap();
    assert_eq!(front.address().unwrap().to_string(), cluster.learner_bootstrap());
    assert_eq!(front.listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
    drop(front);
    pool.give_back(&usual, cluster).await;
    assert_eq!(bench.machines().await, 1);
    pool.close().await;
    assert_eq!((bench.machines().await, bench.folders().len()), (0, 0));
}

async fn a_cluster_that_went_through_more_than_programs_is_not_used_again(bench: Bench) {
    let (pool, usual) = (bench.pool(1), Shape::alone());
    let cluster = pool.take(&usual, &to_stderr()).await.unwrap();
    cluster.pause(1).await.unwrap();
    cluster.bring_back(1).await.unwrap();
    pool.give_back(&usual, cluster).await;
    assert_eq!(bench.machines().await, 0);

    let cluster = pool.take(&usual, &to_stderr()).await.unwrap();
    bench.strike().await;
    pool.give_back(&usual, cluster).await;
    assert_eq!((bench.machines().await, bench.folders().len()), (0, 0));
}

async fn what_comes_back_makes_room_for_those_who_wait(bench: Bench) {
    let (pool, usual) = (bench.pool(1), Shape::alone());
    let first = pool.take(&usual, &Report::silent()).await.unwrap();
    let (three, (report, heard)) = (Shape::of(3), stages());
    let giver = async {
        let waiting = eventually("somebody who waits", Duration::from_secs(10), || async {
            if heard.lock().unwrap().is_empty() { Err("nobody does") } else { Ok(()) }
        });
        waiting.await.unwrap();
        pool.give_back(&usual, first).await;
    };
    let ((), second) = tokio::join!(giver, pool.take(&three, &report));
    let second = second.unwrap();
    assert_eq!(bench.machines().await, 4);
    pool.give_back(&three, second).await;
    // One that is not wanted does not stand in the way either.
    pool.take(&usual, &Report::silent()).await.unwrap().canary().await.unwrap();
}

on_every_engine!(
    what_was_given_back_is_as_good_as_new,
    a_cluster_that_went_through_more_than_programs_is_not_used_again,
    what_comes_back_makes_room_for_those_who_wait,
    a_ready_cluster_is_taken_at_once_and_replaced_only_when_asked,
    a_take_that_is_given_up_loses_nothing,
    no_more_than_the_limit_run_at_once,
    a_cluster_that_died_while_it_waited_is_not_handed_out,
);
