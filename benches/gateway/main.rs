//! What the gateway costs, in one run on one broker: Kafka's own tools straight to the broker, through our gateway,
//! through toxiproxy without toxics, and through a bare pipe, which shows what one more hop costs in any case.
//!
//! `scripts/bench-gateway [ROUNDS]`. Each round takes the ways in another order, so that what the machine
//! does meanwhile hits all of them.

mod pipe;
mod tools;
mod way;

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use kafka_workbench::engine::local::LocalEngine;
use kafka_workbench::engine::runs::Owner;
use kafka_workbench::engine::runtime;
use kafka_workbench::engine::{Report, Shape};
use tools::{Measured, Tools};
use way::{Ground, Way};

/// What issue 4 asks for: throughput over that of the direct way, and milliseconds beyond its 99th percentile.
const THROUGHPUT_AIM: f64 = 0.95;
const LATENCY_AIM: f64 = 1.0;

#[tokio::main]
async fn main() -> Result<()> {
    let rounds: usize =
        std::env::args().nth(1).map_or(Ok(5), |rounds| rounds.parse()).context("ROUNDS is a number")?;
    let toxiproxy = std::env::var_os("TOXIPROXY").context("TOXIPROXY names its server: see the script")?;
    let cache = std::env::var_os("KAFKA_WORKBENCH_TEST_CACHE").unwrap_or_else(|| "target/test-cache".into());
    let said = Report::new(|progress| eprintln!("{progress}"));
    let runs = tempfile::tempdir()?;
    let owner = Owner::claim(runs.path())?;
    let runtime = runtime::prepare(&std::fs::canonicalize(&cache)?, &said).await?;
    let cluster =
        LocalEngine::prepare(runtime.clone(), owner, &said).await?.start(&Shape::alone(), &said).await?;
    let build = if cfg!(debug_assertions) { "dev" } else { "release" };
    println!("{build} profile, Kafka {}, {rounds} rounds", runtime.class_path.kafka_version);

    let ground = Ground::new(&cluster, toxiproxy, runs.path())?;
    let tools = Tools::new(&runtime, cluster.bootstrap());
    tools.fill().await?;
    let mut measured: BTreeMap<Way, Vec<Measured>> = BTreeMap::new();
    for round in 0..rounds {
        for turn in 0..Way::ALL.len() {
            let way = Way::ALL[(round + turn) % Way::ALL.len()];
            let open = ground.open(way).await?;
            let figures = tools.measure(&open).await?;
            eprintln!("round {} {way:?}: {figures:?}", round + 1);
            measured.entry(way).or_default().push(figures);
        }
    }
    cluster.stop().await;
    judge(&measured)
}

type Figure = fn(&Measured) -> f64;

/// Prints medians, and beside them the ratios to those of the direct way.
fn judge(measured: &BTreeMap<Way, Vec<Measured>>) -> Result<()> {
    let sorted = |way: Way, figure: Figure| {
        let mut all: Vec<f64> = measured.get(&way).into_iter().flatten().map(figure).collect();
        all.sort_by(f64::total_cmp);
        all
    };
    let middle = |way: Way, figure: Figure| {
        let all = sorted(way, figure);
        all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
    };
    // What else the machine does only ever makes a round slower.
    let best = |way: Way, figure: Figure| sorted(way, figure).last().copied().unwrap_or(f64::NAN);
    let ratio = |way, figure| middle(way, figure) / middle(Way::Direct, figure);
    let (produced, consumed): (Figure, Figure) = (|it| it.produced, |it| it.consumed);
    for (what, figure) in [("producer", produced), ("consumer", consumed)] {
        for way in Way::ALL {
            let at_best = best(way, figure) / best(Way::Direct, figure);
            let (rate, ratio) = (middle(way, figure), ratio(way, figure));
            println!("{what}, {way:<10} {rate:>5.0} MB/s   {ratio:.2} of direct, best round {at_best:.2}");
        }
    }
    for way in Way::ALL {
        let (mean, p99) = (middle(way, |it| it.mean), middle(way, |it| it.p99));
        println!("paced producer, {way:<10} mean {mean:.2} ms, 99th percentile {p99:.1} ms");
    }
    for way in [Way::Gateway, Way::Pipe, Way::Toxiproxy] {
        println!("processor of {way:<10} {:.2} s a round", middle(way, |it| it.processor));
    }
    let later = middle(Way::Gateway, |it| it.p99) - middle(Way::Direct, |it| it.p99);
    let mut missed = Vec::new();
    for (what, figure) in [("producer", produced), ("consumer", consumed)] {
        if ratio(Way::Gateway, figure) < THROUGHPUT_AIM {
            missed.push(format!("the {what} is below {THROUGHPUT_AIM} of direct"));
        }
        if middle(Way::Gateway, figure) <= middle(Way::Toxiproxy, figure) {
            missed.push(format!("the {what} is behind toxiproxy"));
        }
    }
    if later > LATENCY_AIM {
        missed.push(format!("the 99th percentile is {later:.1} ms later than direct"));
    }
    ensure!(missed.is_empty(), "{}", missed.join("; "));
    Ok(())
}
