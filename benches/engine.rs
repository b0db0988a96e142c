//! How long our engine takes to start Kafka, beside a plain start of the same jars on the same Java, in one run.
//!
//! `scripts/bench-engine [ROUNDS]`. The two are measured in turn, so that a busy machine is busy for both.

#[path = "common/answering.rs"]
mod answering;
mod common;

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use common::median;
use kafka_workbench::engine::eventually::eventually;
use kafka_workbench::engine::local::LocalEngine;
use kafka_workbench::engine::runs::Owner;
use kafka_workbench::engine::runtime::{self, Runtime};
use kafka_workbench::engine::{Pool, Report, Shape};

/// Ours over plain: what issue 3 asks for.
const AIM: f64 = 0.35;

#[tokio::main]
async fn main() -> Result<()> {
    let (rounds, cache) = (common::rounds()?, common::cache()?);
    let said = Report::new(|progress| eprintln!("{progress}"));
    let runs = tempfile::tempdir()?;
    let owner = Owner::claim(runs.path())?;
    let runtime = runtime::prepare(&cache, &said).await?;
    let engine = Arc::new(LocalEngine::prepare(runtime.clone(), owner, &said).await?.into());
    println!("Java {}, Kafka {}, {rounds} rounds", runtime.java.version, runtime.class_path.kafka_version);

    let (mut plain, mut answering, mut warm, mut canary) = (vec![], vec![], vec![], vec![]);
    for _ in 0..rounds {
        plain.push(plain_start(&runtime)?);
        let (cluster, until_answer, until_warm) = answering::start(&engine, &Shape::alone()).await?;
        answering.push(until_answer);
        warm.push(until_warm);
        let begun = Instant::now();
        cluster.canary().await?;
        canary.push(begun.elapsed());
        cluster.stop().await;
    }
    let pool = Pool::new(engine, 2);
    pool.refill();
    eventually("a cluster ahead", Duration::from_secs(60), || async {
        pool.is_ready().then_some(()).ok_or("not yet")
    })
    .await?;
    let begun = Instant::now();
    let cluster = pool.take(&Shape::alone(), &said).await?;
    let take = begun.elapsed();
    cluster.stop().await;

    let (plain, answering) = (median(plain), median(answering));
    let ratio = answering.as_secs_f64() / plain.as_secs_f64();
    println!("plain kafka.Kafka, until \"Kafka Server started\"  {:>6} ms", plain.as_millis());
    println!("ours, until it answers for itself                {:>6} ms", answering.as_millis());
    println!("ours, until it is warmed up                      {:>6} ms", median(warm).as_millis());
    println!("canary on a warm cluster                         {:>6} ms", median(canary).as_millis());
    println!("taking a ready cluster from the pool             {:>6.1} ms", take.as_secs_f64() * 1000.0);
    println!("ratio {ratio:.2} (aim: at most {AIM})");
    ensure!(ratio <= AIM, "slower than aimed at");
    Ok(())
}

/// As Kafka's own documentation starts a broker: format, then `kafka.Kafka`, all flags left to the JVM. Only the
/// second is measured.
fn plain_start(runtime: &Runtime) -> Result<Duration> {
    let folder = tempfile::tempdir()?;
    let [broker, controller] = [free_port()?, free_port()?];
    let properties = folder.path().join("server.properties");
    fs::write(
        &properties,
        format!(
            "process.roles=broker,controller\nnode.id=1\ncontroller.quorum.voters=1@127.0.0.1:{controller}\n\
             controller.listener.names=CONTROLLER\n\
             listeners=PLAINTEXT://127.0.0.1:{broker},CONTROLLER://127.0.0.1:{controller}\n\
             log.dirs={}\noffsets.topic.replication.factor=1\n",
            folder.path().join("data").display()
        ),
    )?;
    let logging = folder.path().join("log4j2.properties");
    fs::write(
        &logging,
        "appender.console.type=Console\nappender.console.name=STDOUT\nappender.console.layout.type=PatternLayout\n\
         appender.console.layout.pattern=%m%n\nrootLogger.level=INFO\nrootLogger.appenderRef.console.ref=STDOUT\n",
    )?;
    let java = |main: &[&str], file: &Path| {
        let mut command = Command::new(&runtime.java.program);
        command.arg(format!("-Dlog4j2.configurationFile={}", logging.display()));
        command.arg("-cp").arg(&runtime.class_path.joined).args(main).arg(file);
        command
    };
    let format = ["kafka.tools.StorageTool", "format", "--cluster-id", "4L6g3nShT-eMCtK--X86sw", "--config"];
    ensure!(java(&format, &properties).stdout(Stdio::null()).status()?.success(), "could not format");

    let begun = Instant::now();
    let mut kafka = java(&["kafka.Kafka"], &properties).stdout(Stdio::piped()).spawn()?;
    let lines = BufReader::new(kafka.stdout.take().context("no output")?).lines();
    let started = lines.map_while(Result::ok).any(|line| line.contains("Kafka Server started"));
    let elapsed = begun.elapsed();
    kafka.kill()?;
    kafka.wait()?;
    ensure!(started, "a plain Kafka did not start");
    Ok(elapsed)
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
