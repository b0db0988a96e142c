//! franz-go: the client for Go that is written in Go.

use super::Stage;
use super::own::Own;
use super::wire::Wire;
use crate::harness::{repository, skip};

#[tokio::test(flavor = "multi_thread")]
async fn franz_go_passes() {
    let program = repository("target/test-clients/franz-go");
    if !program.is_file() {
        return skip(
            "franz_go_passes",
            "tests/clients/franz-go is not built: scripts/test does that, with Go",
        );
    }
    let (stage, client) = (Stage::open().await, Own(vec![program.into()]));
    stage.passes(&client).await;
    stage.transacts(&client).await;
    let wire = Wire::of(&stage).await;
    // It says what it is on its first connection to a broker, and does not repeat it on the others.
    wire.has(Some("kgo v1.16.1"), &["ApiVersions"]);
    for api in ["Metadata", "Produce", "Fetch", "JoinGroup", "SyncGroup", "OffsetCommit", "LeaveGroup"] {
        wire.good(api);
    }
    for api in ["InitProducerId", "AddPartitionsToTxn", "EndTxn"] {
        wire.good(api);
    }
}
