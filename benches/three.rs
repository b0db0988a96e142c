//! What three brokers and a controller cost beside one broker, and how soon one of them is out and in again, in one run.
//!
//! `scripts/bench-engine three [ROUNDS]`. Both clusters are started in turn, so that a busy machine is busy for both.

mod common;

use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use common::median;
use kafka_workbench::engine::cluster::partitions;
use kafka_workbench::engine::eventually::eventually;
use kafka_workbench::engine::local::LocalEngine;
use kafka_workbench::engine::runs::{Owner, marked};
use kafka_workbench::engine::{AnyEngine, Cluster, Report, Shape, runtime};

/// Several times what the session of a broker takes.
const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::main]
async fn main() -> Result<()> {
    let (rounds, cache) = (common::rounds()?, common::cache()?);
    let said = Report::new(|progress| eprintln!("{progress}"));
    let runs = tempfile::tempdir()?;
    let owner = Owner::claim(runs.path())?;
    let runtime = runtime::prepare(&cache, &said).await?;
    println!("Java {}, Kafka {}, {rounds} rounds", runtime.java.version, runtime.class_path.kafka_version);
    let engine: AnyEngine = LocalEngine::prepare(runtime, Arc::clone(&owner), &said).await?.into();

    let mut times: [Vec<Duration>; 8] = Default::default();
    let (mut one, mut four) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let (alone, took) = start(&engine, &Shape::alone()).await?;
        one.push(megabytes(owner.mark()));
        alone.stop().await;
        let (cluster, three) = start(&engine, &Shape::of(3)).await?;
        four.push(megabytes(owner.mark()));

        let begun = Instant::now();
        cluster.kill(2).await?;
        let killed = out_of_sync(&cluster, 2, begun).await?;
        let begun = Instant::now();
        cluster.bring_back(2).await?;
        let back = begun.elapsed();

        let begun = Instant::now();
        cluster.stop_broker(3).await?;
        let ended = begun.elapsed();
        let stopped = out_of_sync(&cluster, 3, begun).await?;
        cluster.bring_back(3).await?;

        let begun = Instant::now();
        cluster.pause(1).await?;
        let paused = out_of_sync(&cluster, 1, begun).await?;
        let begun = Instant::now();
        cluster.bring_back(1).await?;
        let thawed = begun.elapsed();
        cluster.stop().await;
        let measured = [took, three, killed, back, ended, stopped, paused, thawed];
        for (all, one) in times.iter_mut().zip(measured) {
            all.push(one);
        }
    }
    let names = [
        "one broker, started and warmed up",
        "three and a controller, started and warmed up",
        "killed, until it is out of every ISR",
        "started again, until it is in every ISR",
        "stopped, until its process has ended",
        "stopped, until it is out of every ISR",
        "paused, until it is out of every ISR",
        "goes on, until it is in every ISR",
    ];
    let medians = times.map(|times| median(times).as_millis());
    for (name, time) in names.iter().zip(medians) {
        println!("{name:48} {time:>6} ms");
    }
    let (one, four) = (median(one), median(four));
    println!("{:48} {one:>6} MB", "one broker, resident");
    println!("{:48} {four:>6} MB", "three and a controller, resident");
    let ratio = |over: u128, under: u128| {
        let hundredths = over * 100 / under.max(1);
        format!("{}.{:02}", hundredths / 100, hundredths % 100)
    };
    println!(
        "ratio of the starts {}, of memory {}",
        ratio(medians[1], medians[0]),
        ratio(four.into(), one.into())
    );
    Ok(())
}

async fn start(engine: &AnyEngine, shape: &Shape) -> Result<(Cluster, Duration)> {
    let begun = Instant::now();
    let cluster = engine.start(shape, &Report::silent()).await?;
    Ok((cluster, begun.elapsed()))
}

/// How long after `begun` no partition has `broker` among its in-sync replicas any more.
async fn out_of_sync(cluster: &Cluster, broker: i32, begun: Instant) -> Result<Duration> {
    eventually("the broker to be out", PATIENCE, || async {
        let seen = partitions(&cluster.brokers()).await.map_err(|error| error.to_string())?;
        match seen.iter().find(|seen| seen.isr.contains(&broker)) {
            None => Ok(()),
            Some(seen) => Err(format!("it is in sync with {}-{}", seen.topic, seen.partition)),
        }
    })
    .await?;
    Ok(begun.elapsed())
}

/// Resident memory of all processes of a cluster; pages that they share count for each.
fn megabytes(mark: &str) -> u64 {
    let kilobytes = marked(mark).into_iter().filter_map(|pid| {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.split_whitespace().next()?.parse::<u64>().ok()
    });
    kilobytes.sum::<u64>() / 1000
}
