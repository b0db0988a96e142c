//! The errors with which a fault may answer, and the requests to which a broker gives them.

use kafka_protocol::error::ResponseError;
use kafka_protocol::messages::ApiKey;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// An error by Kafka's own name, such as `NOT_LEADER_OR_FOLLOWER`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum KafkaError {
    /// The partition is led by another broker by now.
    NotLeaderOrFollower,
    /// Fewer replicas are in sync than `min.insync.replicas` asks for.
    NotEnoughReplicas,
    /// The broker's disk.
    KafkaStorageError,
    /// The coordinator is reading its log, as it does after it has moved.
    CoordinatorLoadInProgress,
    /// There is no coordinator in this moment.
    CoordinatorNotAvailable,
    /// The coordinator is another broker by now.
    NotCoordinator,
    /// The group is handing out its partitions anew.
    RebalanceInProgress,
    /// The transaction before is still being ended.
    ConcurrentTransactions,
    /// More was asked for than a quota lets through (KIP-599).
    ThrottlingQuotaExceeded,
    /// It was not done in the time that the request gives.
    RequestTimedOut,
}

use KafkaError::{
    ConcurrentTransactions, CoordinatorLoadInProgress, CoordinatorNotAvailable, KafkaStorageError,
    NotCoordinator, NotEnoughReplicas, NotLeaderOrFollower, RebalanceInProgress, RequestTimedOut,
    ThrottlingQuotaExceeded,
};

/// What a broker may answer to a request of which it has done nothing.
///
/// The request never reaches the broker. So errors are left out that tell of something that was done, such as
/// NOT_ENOUGH_REPLICAS_AFTER_APPEND, or that hold for ever after, such as a fenced producer: the next answer, a
/// real one, would belie them. Metadata is left out too: even beside an error it tells where the brokers are.
const HONEST: [(ApiKey, &[KafkaError]); 16] = {
    /// Requests to a coordinator.
    const COORDINATOR: &[KafkaError] = &[CoordinatorLoadInProgress, CoordinatorNotAvailable, NotCoordinator];
    /// Those of a member, whose group may be on the move.
    const MEMBER: &[KafkaError] =
        &[CoordinatorLoadInProgress, CoordinatorNotAvailable, NotCoordinator, RebalanceInProgress];
    /// Those of a transaction, which may have to wait for the one before.
    const TRANSACTION: &[KafkaError] =
        &[CoordinatorLoadInProgress, CoordinatorNotAvailable, NotCoordinator, ConcurrentTransactions];
    [
        (ApiKey::Produce, &[NotLeaderOrFollower, NotEnoughReplicas, KafkaStorageError]),
        (ApiKey::Fetch, &[NotLeaderOrFollower, KafkaStorageError]),
        (ApiKey::ListOffsets, &[NotLeaderOrFollower, KafkaStorageError]),
        (ApiKey::FindCoordinator, &[CoordinatorNotAvailable]),
        (ApiKey::JoinGroup, COORDINATOR),
        (ApiKey::SyncGroup, MEMBER),
        // A coordinator that is still loading answers heartbeats as if all were well.
        (ApiKey::Heartbeat, &[CoordinatorNotAvailable, NotCoordinator, RebalanceInProgress]),
        (ApiKey::ConsumerGroupHeartbeat, COORDINATOR),
        (ApiKey::OffsetCommit, MEMBER),
        (ApiKey::OffsetFetch, COORDINATOR),
        (ApiKey::InitProducerId, TRANSACTION),
        (ApiKey::AddPartitionsToTxn, TRANSACTION),
        (ApiKey::AddOffsetsToTxn, TRANSACTION),
        (ApiKey::TxnOffsetCommit, COORDINATOR),
        (ApiKey::EndTxn, TRANSACTION),
        (ApiKey::CreateTopics, &[ThrottlingQuotaExceeded, RequestTimedOut]),
    ]
};

impl KafkaError {
    /// As the protocol has it.
    pub fn response(self) -> ResponseError {
        match self {
            NotLeaderOrFollower => ResponseError::NotLeaderOrFollower,
            NotEnoughReplicas => ResponseError::NotEnoughReplicas,
            KafkaStorageError => ResponseError::KafkaStorageError,
            CoordinatorLoadInProgress => ResponseError::CoordinatorLoadInProgress,
            CoordinatorNotAvailable => ResponseError::CoordinatorNotAvailable,
            NotCoordinator => ResponseError::NotCoordinator,
            RebalanceInProgress => ResponseError::RebalanceInProgress,
            ConcurrentTransactions => ResponseError::ConcurrentTransactions,
            ThrottlingQuotaExceeded => ResponseError::ThrottlingQuotaExceeded,
            RequestTimedOut => ResponseError::RequestTimedOut,
        }
    }
}

impl fmt::Display for KafkaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

/// The errors with which requests of an API may be answered in a broker's place; none for most APIs.
pub fn honest_errors(api: ApiKey) -> &'static [KafkaError] {
    HONEST.iter().find(|(key, _)| *key == api).map_or(&[], |(_, errors)| errors)
}

/// The APIs whose requests may be answered so.
pub fn answerable() -> impl Iterator<Item = ApiKey> {
    HONEST.iter().map(|(key, _)| *key)
}
