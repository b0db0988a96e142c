//! Kafka's own tools, which are the Java client.

use kafka_workbench::engine::runtime::Runtime;
use tokio::process::Command;

use super::records::{lines, records, stored};
use super::wire::Wire;
use super::{Client, Stage, shared_runtime};

struct Java(Runtime);

impl Java {
    /// A tool below `org.apache.kafka.tools`.
    fn tool(&self, name: &str, args: &[&str]) -> Command {
        let mut command = Command::new(&self.0.java.program);
        // A JVM that lives for seconds.
        command.args(["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"]).arg(&self.0.class_path.joined);
        command.arg(format!("org.apache.kafka.tools.{name}")).args(args);
        command
    }
}

impl Client for Java {
    fn produce(&self, bootstrap: &str, topic: &str) -> Command {
        let keyed =
            ["--reader-property", "parse.key=true", "--bootstrap-server", bootstrap, "--topic", topic];
        self.tool("ConsoleProducer", &keyed)
    }

    fn consume(&self, bootstrap: &str, topic: &str, group: &str, count: usize) -> Command {
        let count = count.to_string();
        let from = ["--bootstrap-server", bootstrap, "--topic", topic, "--group", group, "--from-beginning"];
        let shown = ["--max-messages", &count, "--formatter-property", "print.key=true"];
        self.tool("consumer.ConsoleConsumer", &[&from[..], &shown].concat())
    }
}

/// As the Java client names itself.
fn software(java: &Java) -> String {
    format!("apache-kafka-java {}", java.0.class_path.kafka_version)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_console_tools_pass() {
    let (stage, java) = (Stage::open().await, Java(shared_runtime().await));
    stage.passes(&java).await;
    let describe = ["--bootstrap-server", &stage.front(), "--describe", "--group", "readers"];
    let described = stage.run(java.tool("consumer.group.ConsumerGroupCommand", &describe), "").await;
    // GROUP TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG …
    let rows = described.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let lags: Vec<String> =
        rows.filter(|row| row.get(1) == Some(&"through")).map(|row| row[5].to_owned()).collect();
    assert_eq!(lags, ["0", "0", "0"], "{described}");
    let wire = Wire::of(&stage).await;
    let apis = ["ApiVersions", "Metadata", "InitProducerId", "Produce", "Fetch", "JoinGroup", "OffsetCommit"];
    wire.has(Some(&software(&java)), &apis);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transactional_copier_passes() {
    let (stage, java) = (Stage::open().await, Java(shared_runtime().await));
    let all = records();
    stage.topic("from", 1).await;
    stage.topic("to", 1).await;
    stage.run(java.produce(&stage.cluster.bootstrap(), "from"), &lines(&all)).await;
    let (front, count) = (stage.front(), all.len().to_string());
    let copier = [
        &["--broker-list", &front, "--input-topic", "from", "--input-partition", "0", "--output-topic", "to"]
            [..],
        &["--transactional-id", "copier", "--consumer-group", "copiers", "--transaction-size", "25"],
        &["--max-messages", &count],
    ];
    stage.run(java.tool("TransactionalMessageCopier", &copier.concat()), "").await;
    let direct = stage.cluster.bootstrap();
    assert_eq!(stored(&direct, "to"), stored(&direct, "from"));
    let wire = Wire::of(&stage).await;
    wire.has(Some(&software(&java)), &["InitProducerId", "Produce", "TxnOffsetCommit", "EndTxn", "Fetch"]);
    let ends = wire.0.iter().filter(|it| it.api == "EndTxn").count();
    assert!(ends >= all.len() / 25, "{ends} transactions for {count} records");
}
