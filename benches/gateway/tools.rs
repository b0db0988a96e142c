//! Kafka's own performance tools, and what they say.

use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, Result, anyhow, ensure};
use kafka_workbench::engine::runtime::Runtime;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::config::ClientConfig;
use regex::Regex;
use tokio::process::Command;

use crate::way::Open;

/// Bytes of a record.
const RECORD: usize = 1_000;
/// Records that a producer without a pace sends; the first of them warm the tool's JVM up and are not counted.
const PRODUCED: usize = 600_000;
const PRODUCED_WARM: usize = 250_000;
/// Records that are there to be consumed.
const STORED: usize = 1_000_000;
/// The producer with a pace: records a second, and how many.
const PACE: usize = 5_000;
const PACED: usize = 40_000;
const PACED_WARM: usize = 15_000;
/// As the labs' topics have.
const PARTITIONS: i32 = 3;
/// The topic that all consumers read.
const FILLED: &str = "filled";

pub(crate) struct Tools {
    java: PathBuf,
    class_path: std::ffi::OsString,
    direct: String,
}

/// What one way gave in one round.
#[derive(Debug)]
pub(crate) struct Measured {
    /// MB/s.
    pub(crate) produced: f64,
    pub(crate) consumed: f64,
    /// Milliseconds from a record's sending to its acknowledgement, of the producer with a pace.
    pub(crate) mean: f64,
    pub(crate) p99: f64,
    /// Seconds of processor that the way itself took for all this.
    pub(crate) processor: f64,
}

struct Produced {
    rate: f64,
    mean: f64,
    p99: f64,
}

impl Tools {
    pub(crate) fn new(runtime: &Runtime, direct: String) -> Tools {
        let (java, class_path) = (runtime.java.program.clone(), runtime.class_path.joined.clone());
        Tools { java, class_path, direct }
    }

    /// Writes what consumers will read.
    pub(crate) async fn fill(&self) -> Result<()> {
        self.create(FILLED).await?;
        self.produce(&self.direct, FILLED, STORED, 0, None).await.map(drop)
    }

    pub(crate) async fn measure(&self, way: &Open) -> Result<Measured> {
        let began = processor(way);
        let fast = self.produce_anew(way, "fast", PRODUCED, PRODUCED_WARM, None).await?;
        let consumed = self.consume(&way.bootstrap).await?;
        let paced = self.produce_anew(way, "paced", PACED, PACED_WARM, Some(PACE)).await?;
        Ok(Measured {
            produced: fast.rate,
            consumed,
            mean: paced.mean,
            p99: paced.p99,
            processor: processor(way) - began,
        })
    }

    async fn produce_anew(
        &self,
        way: &Open,
        topic: &str,
        records: usize,
        warm: usize,
        pace: Option<usize>,
    ) -> Result<Produced> {
        self.create(topic).await?;
        let produced = self.produce(&way.bootstrap, topic, records, warm, pace).await;
        self.admin()?.delete_topics(&[topic], &AdminOptions::new()).await?;
        produced
    }

    async fn produce(
        &self,
        bootstrap: &str,
        topic: &str,
        records: usize,
        warm: usize,
        pace: Option<usize>,
    ) -> Result<Produced> {
        let mut args = vec!["--topic".to_owned(), topic.into()];
        let pace_arg = pace.map_or("-1".to_owned(), |pace| pace.to_string());
        for (option, value) in [
            ("--num-records", records.to_string()),
            ("--record-size", RECORD.to_string()),
            ("--throughput", pace_arg),
            ("--warmup-records", warm.to_string()),
        ] {
            args.extend([option.to_owned(), value]);
        }
        args.extend(["--command-property".to_owned(), format!("bootstrap.servers={bootstrap}")]);
        if pace.is_some() {
            // Every record goes at once: waiting for others would hide what the way takes.
            args.push("linger.ms=0".to_owned());
        }
        let said = self.run("org.apache.kafka.tools.ProducerPerformance", &args).await?;
        // The last summary is that of the records after the warm-up.
        let summary = Regex::new(
            r"records/sec \(([\d.]+) MB/sec\), ([\d.]+) ms avg latency, .* ([\d.]+) ms 99th, .*99\.9th",
        )?;
        let found = summary.captures_iter(&said).last().with_context(|| format!("no summary in: {said}"))?;
        Ok(Produced { rate: found[1].parse()?, mean: found[2].parse()?, p99: found[3].parse()? })
    }

    /// MB/s from the first fetch on: how long it takes to join a group is not the question.
    async fn consume(&self, bootstrap: &str) -> Result<f64> {
        let records = STORED.to_string();
        let args =
            ["--bootstrap-server", bootstrap, "--topic", FILLED, "--num-records", &records, "--hide-header"];
        let said = self.run("org.apache.kafka.tools.ConsumerPerformance", &args.map(str::to_owned)).await?;
        // start, end, MB, MB/s, records, records/s, ms of joining, ms of fetching, MB/s of fetching, records/s of it
        let mut figures = said.lines().map(|line| line.split(", ").collect::<Vec<_>>());
        let figures = figures.rfind(|fields| fields.len() == 10);
        let [.., records, _, _, _, rate, _] =
            figures.as_deref().with_context(|| format!("no figures in: {said}"))?
        else {
            return Err(anyhow!("no figures in: {said}"));
        };
        ensure!(records.parse::<usize>()? >= STORED, "only {records} records came");
        Ok(rate.parse()?)
    }

    async fn create(&self, topic: &str) -> Result<()> {
        let topic =
            NewTopic::new(topic, PARTITIONS, TopicReplication::Fixed(1)).set("file.delete.delay.ms", "0");
        self.admin()?.create_topics([&topic], &AdminOptions::new()).await?;
        Ok(())
    }

    fn admin(&self) -> Result<AdminClient<DefaultClientContext>> {
        Ok(ClientConfig::new().set("bootstrap.servers", &self.direct).create()?)
    }

    async fn run(&self, tool: &str, args: &[String]) -> Result<String> {
        let mut command = Command::new(&self.java);
        // As Kafka's scripts give them.
        command.args(["-Xmx512m", "-server", "-XX:+UseG1GC", "-cp"]).arg(&self.class_path);
        command.arg(tool).args(args).stdin(Stdio::null()).kill_on_drop(true);
        let output = command.output().await?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let complaint = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{tool} failed: {said}{complaint}");
        Ok(said)
    }
}

/// Seconds of processor that the way has taken so far; 0 for the direct one, and where the system does not say.
fn processor(way: &Open) -> f64 {
    /// `sysconf(_SC_CLK_TCK)` on every Linux that there is.
    const TICKS: f64 = 100.0;
    let stat = way.process.and_then(|id| std::fs::read_to_string(format!("/proc/{id}/stat")).ok());
    let stat = stat.unwrap_or_default();
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields).split_whitespace();
    // User and system: the fields 14 and 15 of proc(5), the first two of which end with the name.
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / TICKS
}
