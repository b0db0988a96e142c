//! Whether a broker is an Apache Kafka 4, by what it says that it can do.

use kafka_protocol::messages::{ApiKey, ApiVersionsRequest, ApiVersionsResponse};
use kafka_protocol::protocol::StrBytes;

use super::error::ExternalError;
use crate::engine::cluster::topics::ask;
use crate::engine::wire::{Address, WireError};

/// What every broker has understood since 2.4.
const API_VERSIONS: i16 = 3;

/// What the workbench asks of a broker, and in which versions: what Kafka 4.0 has.
const ASKED: [(ApiKey, i16); 15] = [
    (ApiKey::Metadata, 12),
    (ApiKey::CreateTopics, 7),
    (ApiKey::DeleteTopics, 6),
    (ApiKey::DescribeConfigs, 4),
    (ApiKey::Fetch, 11),
    (ApiKey::ListOffsets, 5),
    (ApiKey::ListGroups, 5),
    (ApiKey::DescribeGroups, 5),
    (ApiKey::ConsumerGroupDescribe, 0),
    (ApiKey::DeleteGroups, 2),
    (ApiKey::OffsetFetch, 8),
    (ApiKey::LeaveGroup, 5),
    (ApiKey::ListTransactions, 1),
    (ApiKey::DescribeTransactions, 0),
    (ApiKey::InitProducerId, 4),
];

/// The version of the broker at `address`, as exactly as it can be told: `4.1`, or `4` where it does not say.
///
/// # Errors
/// The connection's; or [`ExternalError::TooOld`], with what is missing.
pub(super) async fn check(address: &Address) -> Result<Result<String, ExternalError>, WireError> {
    let request = ApiVersionsRequest::default()
        .with_client_software_name(StrBytes::from_static_str("kafka-workbench"))
        .with_client_software_version(StrBytes::from_static_str(env!("CARGO_PKG_VERSION")));
    let answer = ask(address, &request, API_VERSIONS).await?;
    Ok(match lacking(&answer) {
        None => Ok(version(&answer)),
        Some(found) => Err(ExternalError::TooOld { address: address.clone(), found }),
    })
}

fn lacking(answer: &ApiVersionsResponse) -> Option<String> {
    // Kafka 4.0 took the oldest versions away (KIP-896); none before it did.
    const FETCH_BEFORE_4: i16 = 4;
    let range = |api: ApiKey| {
        let known = answer.api_keys.iter().find(|known| known.api_key == api as i16);
        known.map(|known| known.min_version..=known.max_version)
    };
    for (api, version) in ASKED {
        match range(api) {
            None => return Some(format!("it does not know the request {api:?}")),
            Some(range) if !range.contains(&version) => {
                let (low, high) = (range.start(), range.end());
                return Some(format!("it has {api:?} in versions {low} to {high}, and {version} is needed"));
            }
            Some(_) => {}
        }
    }
    let fetch = range(ApiKey::Fetch).map_or(0, |range| *range.start());
    (fetch < FETCH_BEFORE_4).then(|| format!("it still has Fetch in version {fetch}, which 4.0 took away"))
}

/// By the cluster's metadata version, whose levels are those of `MetadataVersion` in Kafka's sources.
fn version(answer: &ApiVersionsResponse) -> String {
    let features = &answer.finalized_features;
    let level = features.iter().find(|feature| feature.name.as_str() == "metadata.version");
    match level.map(|feature| feature.max_version_level) {
        Some(22..=25) => "4.0",
        Some(26..=27) => "4.1",
        Some(28..=29) => "4.2",
        Some(30) => "4.3",
        Some(31..) => "4, newer than 4.3",
        // A cluster may be kept at an older level than its brokers have.
        Some(_) | None => "4",
    }
    .to_owned()
}
