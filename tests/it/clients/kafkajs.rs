//! kafkajs: a client in JavaScript. It does not say what it is (KIP-511), only its client id.

use super::own::Own;
use super::wire::Wire;
use super::{Stage, file};
use crate::harness::skip;

#[tokio::test(flavor = "multi_thread")]
async fn kafkajs_passes() {
    if !file("kafkajs/node_modules/kafkajs").is_dir() {
        return skip("kafkajs_passes", "its package is not installed: npm --prefix tests/clients/kafkajs ci");
    }
    let (stage, client) = (Stage::open().await, Own(vec!["node".into(), file("kafkajs/client.mjs").into()]));
    stage.passes(&client).await;
    stage.transacts(&client).await;
    let wire = Wire::of(&stage).await;
    wire.has(
        None,
        &["ApiVersions", "Metadata", "Produce", "Fetch", "JoinGroup", "SyncGroup", "OffsetCommit"],
    );
    wire.has(None, &["InitProducerId", "AddPartitionsToTxn", "EndTxn"]);
    assert!(wire.0.iter().all(|it| it.client_id.as_deref() == Some("kafkajs-client")));
}
