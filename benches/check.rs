//! From Check to verdict with a ready pool: how soon the program runs, and what the workbench adds to it.
//!
//! `cargo run --example bench-check -- [HOME] [ROUNDS]`. The home keeps what was fetched. Lab 05's solution is graded.

use kafka_workbench::attempt::{Listener, Mode};
use kafka_workbench::engine::Report;
use kafka_workbench::engine::eventually::eventually;
use kafka_workbench::workbench::{Candidate, GradeOrder, Options, Workbench};
use std::path::PathBuf;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut args = std::env::args().skip(1).filter(|arg| !arg.starts_with("--"));
    let home = args.next().map_or_else(|| PathBuf::from("target/bench-home"), PathBuf::from);
    let rounds: usize = args.next().map_or(Ok(10), |n| n.parse())?;
    let course = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let workbench = Workbench::open(&Options { home: Some(home), course, ..Options::default() })?;
    let (mut to_start, mut own) = (Vec::new(), Vec::new());
    for round in 1..=rounds {
        workbench.engine().warm(&Report::silent()).await?;
        eventually("a cluster ahead", Duration::from_secs(120), || async {
            if workbench.engine().cluster_is_ready() { Ok(()) } else { Err("it is starting") }
        })
        .await?;
        let order = GradeOrder {
            lab: "05".to_owned(),
            candidate: Candidate::Solution,
            command: None,
            seed: None,
            mode: Mode::Check,
        };
        let graded = workbench
            .grade(&order, &Listener::silent(), &Report::silent(), &CancellationToken::new())
            .await?;
        anyhow::ensure!(graded.bundle.verdict.passed(), "round {round} did not pass");
        let times = graded.bundle.times;
        println!(
            "round {round:>2}: to the program's start {:>4} ms, programs {:>5} ms, beyond them {:>5} ms",
            times.to_start / 1000,
            times.programs / 1000,
            times.own() / 1000
        );
        to_start.push(times.to_start);
        own.push(times.own());
    }
    for (what, mut values, aim) in
        [("to the program's start", to_start, 100), ("beyond the programs", own, 1000)]
    {
        values.sort_unstable();
        let at = |percent: usize| values[(values.len() - 1) * percent / 100] / 1000;
        println!("{what}: median {} ms, 95th percentile {} ms (aim {aim} ms)", at(50), at(95));
    }
    Ok(())
}
