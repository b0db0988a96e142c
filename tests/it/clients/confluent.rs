//! confluent-kafka for Python: the client that the course teaches.

use super::own::Own;
use super::records::{by_key, parse, records};
use super::wire::Wire;
use super::{Stage, file, shared_runtime};

pub(super) async fn client() -> Own {
    Own(vec![shared_runtime().await.python.into(), file("confluent-kafka/client.py").into()])
}

/// As it names itself and what it is built on, both of one version: that of the lock.
pub(super) fn software() -> String {
    let client = kafka_workbench::engine::runtime::client();
    let version = client.strip_prefix("confluent-kafka ").expect("a version");
    format!("confluent-kafka-python {version}-rdkafka-{version}")
}

#[tokio::test(flavor = "multi_thread")]
async fn confluent_kafka_passes() {
    let (stage, client) = (Stage::open().await, client().await);
    stage.passes(&client).await;
    stage.transacts(&client).await;
    let wire = Wire::of(&stage).await;
    let apis = [
        "ApiVersions",
        "Metadata",
        "Produce",
        "Fetch",
        "JoinGroup",
        "SyncGroup",
        "OffsetCommit",
        "LeaveGroup",
    ];
    wire.has(Some(&software()), &apis);
    wire.has(Some(&software()), &["InitProducerId", "AddPartitionsToTxn", "EndTxn"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn confluent_kafka_passes_with_the_new_group_protocol() {
    let (stage, client) = (Stage::open().await, client().await);
    stage.passes(&client).await;
    stage.gateway.take().await;
    let (front, count) = (stage.front(), records().len().to_string());
    let read = client.command(&["consume-848", &front, "through", "members", &count]);
    assert_eq!(by_key(parse(&stage.run(read, "").await)), by_key(records()));
    let wire = Wire::of(&stage).await;
    wire.has(Some(&software()), &["ConsumerGroupHeartbeat", "Fetch", "OffsetCommit"]);
    assert!(wire.0.iter().all(|it| it.api != "JoinGroup"), "it did not use the new protocol");
}
