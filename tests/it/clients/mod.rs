//! Real clients, in five languages, pass through the gateway unchanged and are seen in the evidence.
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "helpers of tests are tests too")]

mod confluent;
mod kcat;
mod own;
mod franz_go;
mod kafkajs;
mod java;
mod psycopg;
mod secured;
mod records;
mod wire;

use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use kafka_workbench::engine::Cluster;
use kafka_workbench::gateway::{Gateway, Route};
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::config::ClientConfig;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::engine::{Bench, shared_runtime};
use records::{by_key, lines, records, stored};

/// No client takes a quarter of this on a busy machine.
const PATIENCE: Duration = Duration::from_secs(90);

/// A cluster with a gateway before it.
struct Stage {
    cluster: Cluster,
    gateway: Gateway,
    _bench: Bench,
}

/// A program that sends and reads lines of a key, a tab and a value.
trait Client {
    /// Sends what comes on standard input.
    fn produce(&self, bootstrap: &str, topic: &str) -> Command;
    /// Prints so many records, as a member of a group.
    fn consume(&self, bootstrap: &str, topic: &str, group: &str, count: usize) -> Command;
}

impl Stage {
    async fn open() -> Stage {
        let bench = Bench::new().await;
        let cluster = bench.cluster().await;
        Stage::before(cluster, bench)
    }

    fn before(cluster: Cluster, bench: Bench) -> Stage {
        let fronts = cluster.take_fronts().into_iter();
        let routes = fronts.map(|front| Route {
            listener: front.listener,
            broker: front.upstream,
            id: front.broker_id,
        });
        let gateway = Gateway::open(routes.collect(), Instant::now()).unwrap();
        Stage { cluster, gateway, _bench: bench }
    }

    /// Where programs connect.
    fn front(&self) -> String {
        self.cluster.learner_bootstrap()
    }

    async fn topic(&self, name: &str, partitions: i32) {
        let direct = self.cluster.bootstrap();
        let admin: AdminClient<DefaultClientContext> =
            ClientConfig::new().set("bootstrap.servers", direct).create().unwrap();
        let topic = NewTopic::new(name, partitions, TopicReplication::Fixed(1));
        admin.create_topics([&topic], &AdminOptions::new()).await.unwrap();
    }

    /// Runs a program to its end, which must be a good one, and gives what it printed. The gateway knows it as
    /// `client`.
    async fn run(&self, mut command: Command, input: &str) -> String {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let shown = format!("{:?}", command.as_std());
        let mut child = command.process_group(0).kill_on_drop(true).spawn().expect("a program");
        self.gateway.peers().introduce(child.id().expect("it runs"), "client", "run");
        let mut stdin = child.stdin.take().unwrap();
        let ended = async {
            // A program that reads nothing closes its end.
            let _ = stdin.write_all(input.as_bytes()).await;
            drop(stdin);
            child.wait_with_output().await.unwrap()
        };
        let output = tokio::time::timeout(PATIENCE, ended).await.expect("an end in time");
        let said = String::from_utf8(output.stdout).unwrap();
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{shown}: {}\n{said}\n{complaint}", output.status);
        said
    }

    /// A client sends the same records through the gateway and straight, and reads them through the gateway.
    async fn passes(&self, client: &impl Client) {
        let (direct, all) = (self.cluster.bootstrap(), records());
        self.topic("through", 3).await;
        self.topic("straight", 3).await;
        self.run(client.produce(&self.front(), "through"), &lines(&all)).await;
        self.run(client.produce(&direct, "straight"), &lines(&all)).await;
        let read = client.consume(&self.front(), "through", "readers", all.len());
        let read = self.run(read, "").await;
        assert_eq!(by_key(records::parse(&read)), by_key(all.clone()), "what it read");
        for topic in ["through", "straight"] {
            assert_eq!(stored(&direct, topic), by_key(all.clone()), "what is in the topic {topic}");
        }
    }
}

/// A file of the clients' folder.
fn file(path: &str) -> PathBuf {
    crate::harness::repository("tests/clients").join(path)
}
