//! How long a container of ours takes until Kafka answers, beside `docker run` of the same image, in one run.
//!
//! `scripts/bench-docker [ROUNDS]`. The two are measured in turn, so that a busy machine is busy for both.

#[path = "common/answering.rs"]
mod answering;
mod common;

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use common::median;
use kafka_protocol::messages::MetadataRequest;
use kafka_workbench::engine::docker::DockerEngine;
use kafka_workbench::engine::eventually::eventually;
use kafka_workbench::engine::runs::Owner;
use kafka_workbench::engine::wire::Wire;
use kafka_workbench::engine::{AnyEngine, Report, Shape};

/// Ours over plain: what issue 5 asks for.
const AIM: f64 = 0.6;
const IMAGE: &str = "apache/kafka:4.3.1";

#[tokio::main]
async fn main() -> Result<()> {
    let (rounds, cache) = (common::rounds()?, common::cache()?);
    let said = Report::new(|progress| eprintln!("{progress}"));
    let runs = tempfile::tempdir()?;
    let owner = Owner::claim(runs.path())?;
    let begun = Instant::now();
    let engine = DockerEngine::prepare(&cache, owner, &said).await?;
    let prepared = begun.elapsed();
    println!("Java {}, Kafka {}, {rounds} rounds", engine.java().unwrap_or("?"), engine.kafka());
    let engine = AnyEngine::from(engine);

    let (mut plain, mut answering, mut warm, mut stopping, mut memory) =
        (vec![], vec![], vec![], vec![], vec![]);
    for _ in 0..rounds {
        plain.push(plain_start().await?);
        let (cluster, until_answer, until_warm) = answering::start(&engine, &Shape::alone()).await?;
        answering.push(until_answer);
        warm.push(until_warm);
        memory.push(resident()?);
        let begun = Instant::now();
        cluster.stop().await;
        stopping.push(begun.elapsed());
    }
    let (mut three, mut three_memory) = (vec![], vec![]);
    for _ in 0..rounds.min(3) {
        let (cluster, _, until_warm) = answering::start(&engine, &Shape::of(3)).await?;
        three.push(until_warm);
        three_memory.push(resident()?);
        cluster.stop().await;
    }
    memory.sort_unstable();
    three_memory.sort_unstable();
    let (plain, answering) = (median(plain), median(answering));
    let ratio = answering.as_secs_f64() / plain.as_secs_f64();
    println!("looking for Docker and preparing its image       {:>6} ms", prepared.as_millis());
    println!("docker run, until it answers                     {:>6} ms", plain.as_millis());
    println!("ours, until it answers for itself                {:>6} ms", answering.as_millis());
    println!("ours, until it is warmed up                      {:>6} ms", median(warm).as_millis());
    println!("ours, until it is gone                           {:>6} ms", median(stopping).as_millis());
    println!(
        "memory of a warm broker                          {:>6} MB",
        memory.get(rounds / 2).unwrap_or(&0) / 1000
    );
    println!("three and a controller, until warmed up          {:>6} ms", median(three).as_millis());
    println!(
        "memory of the four                               {:>6} MB",
        three_memory.get(three_memory.len() / 2).unwrap_or(&0) / 1000
    );
    println!("ratio {ratio:.2} (aim: at most {AIM})");
    ensure!(ratio <= AIM, "slower than aimed at");
    Ok(())
}

/// As one would without a workbench: format in the container, then start, all flags left to the JVM. The settings
/// that decide about time are those of our brokers.
async fn plain_start() -> Result<Duration> {
    let folder = tempfile::tempdir()?;
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
    let properties = folder.path().join("server.properties");
    fs::write(
        &properties,
        format!(
            "process.roles=broker,controller\nnode.id=1\ncontroller.quorum.voters=1@127.0.0.1:9093\n\
             controller.listener.names=CONTROLLER\n\
             listeners=PLAINTEXT://0.0.0.0:{port},CONTROLLER://127.0.0.1:9093\n\
             advertised.listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:9093\n\
             log.dirs=/tmp/data\noffsets.topic.replication.factor=1\nnum.network.threads=1\n"
        ),
    )?;
    let script = "java -cp '/opt/kafka/libs/*' kafka.tools.StorageTool format -t 4L6g3nShT-eMCtK--X86sw -c /server.properties && \
                  exec java -cp '/opt/kafka/libs/*' kafka.Kafka /server.properties";
    let name = format!("bench-plain-{}-{port}", std::process::id());
    let begun = Instant::now();
    let mut running = Command::new("docker")
        .args(["run", "--rm", "--name", &name, "--entrypoint", "/bin/sh"])
        .args(["--publish", &format!("127.0.0.1:{port}:{port}")])
        .args(["--volume", &format!("{}:/server.properties:ro", properties.display())])
        .args([IMAGE, "-c", script])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .context("the command `docker`")?;
    let answers = eventually("an answer", Duration::from_secs(60), || answer(port)).await;
    let elapsed = begun.elapsed();
    Command::new("docker")
        .args(["rm", "--force", &name])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    running.wait()?;
    answers?;
    Ok(elapsed)
}

/// What our own clusters are asked too.
async fn answer(port: u16) -> Result<(), String> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut wire = Wire::open(&address.into()).await.map_err(|error| error.to_string())?;
    let metadata = wire.ask(&MetadataRequest::default().with_topics(None), 12).await;
    let metadata = metadata.map_err(|error| error.to_string())?;
    if metadata.brokers.is_empty() { Err("it does not know itself yet".to_owned()) } else { Ok(()) }
}

/// Of the JVMs in containers of ours that run on this machine, in kilobytes; 0 where they run in a virtual one.
fn resident() -> Result<u64> {
    let mut found = 0;
    for process in fs::read_dir("/proc")?.flatten() {
        let line = fs::read(process.path().join("cmdline")).unwrap_or_default();
        if String::from_utf8_lossy(&line).starts_with("java\0")
            && line.windows(13).any(|it| it == b"@archive.args")
        {
            let status = fs::read_to_string(process.path().join("status")).unwrap_or_default();
            let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
            found += resident.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0);
        }
    }
    Ok(found)
}
