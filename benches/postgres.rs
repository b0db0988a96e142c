//! How long a database takes: from nothing to an answer, and from used to empty.
//!
//! `cargo run --example bench-postgres [ROUNDS]`.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use kafka_workbench::engine::postgres::By;
use kafka_workbench::engine::runs::{Owner, marked};
use kafka_workbench::engine::runtime::PostgresPrograms;
use kafka_workbench::engine::{Postgres, Report};

#[tokio::main]
async fn main() -> Result<()> {
    let rounds: usize =
        std::env::args().nth(1).map_or(Ok(10), |rounds| rounds.parse()).context("ROUNDS is a number")?;
    let cache = std::env::var_os("KAFKA_WORKBENCH_TEST_CACHE").unwrap_or_else(|| "target/test-cache".into());
    let said = Report::new(|progress| eprintln!("{progress}"));
    let programs = PostgresPrograms::prepare(&std::path::absolute(cache)?, &said).await?;
    let runs = tempfile::tempdir()?;
    let owner = Owner::claim(runs.path())?;
    println!("PostgreSQL {}, {rounds} rounds", programs.version);

    let (mut prepared, mut made, mut started, mut emptied, mut ended) =
        (vec![], vec![], vec![], vec![], vec![]);
    let mut memory = 0;
    for _ in 0..rounds {
        let begun = Instant::now();
        PostgresPrograms::prepare(&programs.cache, &Report::silent()).await?;
        prepared.push(begun.elapsed());
        made.push(initdb(&programs)?);
        let begun = Instant::now();
        let server = Postgres::start(&programs, &owner, &Report::silent()).await?;
        started.push(begun.elapsed());
        server.run(By::Learner, "CREATE TABLE t AS SELECT generate_series(1, 1000) AS id").await?;
        memory = marked(owner.mark()).into_iter().map(resident).sum();
        let begun = Instant::now();
        server.fresh().await?;
        emptied.push(begun.elapsed());
        let begun = Instant::now();
        server.stop().await;
        ended.push(begun.elapsed());
    }
    println!("looking at the programs           {:>6} ms", median(prepared).as_millis());
    println!("initdb alone                      {:>6} ms", median(made).as_millis());
    println!("from nothing to an answer         {:>6} ms", median(started).as_millis());
    println!("from used to empty                {:>6} ms", median(emptied).as_millis());
    println!("from running to gone              {:>6} ms", median(ended).as_millis());
    println!("memory, with two connections      {:>6} kB", memory);
    Ok(())
}

/// As `Postgres::start` does it; as root it cannot be done without another user, and is left out.
fn initdb(programs: &PostgresPrograms) -> Result<Duration> {
    let folder = tempfile::tempdir()?;
    let secret: PathBuf = folder.path().join("secret");
    fs::write(&secret, "secret")?;
    let begun = Instant::now();
    let options = ["-U", "workbench", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"];
    let done = Command::new(programs.folder.join("bin/initdb"))
        .args(options)
        .args(["--wal-segsize=4", "--no-instructions", "--pwfile"])
        .arg(&secret)
        .arg(folder.path().join("data"))
        .output()?;
    Ok(if done.status.success() { begun.elapsed() } else { Duration::ZERO })
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// What is a process's own share of memory, in kilobytes; 0 where the system does not say.
fn resident(pid: u32) -> u64 {
    let told = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
    let share = told.lines().find_map(|line| line.strip_prefix("Pss:"));
    share.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
