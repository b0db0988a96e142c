//! Which broker keeps the books of a group or of a transactional id. With several brokers it may be any of them.

use kafka_protocol::messages::FindCoordinatorRequest;

use super::topics::{ask, name, refusal};
use crate::engine::wire::Address;

const FIND_COORDINATOR: i16 = 4;

/// Key types of FindCoordinator.
#[derive(Debug, Clone, Copy)]
pub(super) enum Of {
    /// A consumer group's id.
    Group = 0,
    /// A transactional id.
    Transactions = 1,
}

/// The DIRECT listener of the coordinator, as `broker` knows it. The first question makes the coordinator's topic.
///
/// # Errors
/// What is answered in its place: that it is not there yet, or not any more.
pub(super) async fn find(broker: &Address, of: Of, key: &str) -> Result<Address, String> {
    let request =
        FindCoordinatorRequest::default().with_key_type(of as i8).with_coordinator_keys(vec![name(key)]);
    let answer = ask(broker, &request, FIND_COORDINATOR).await.map_err(|error| error.to_string())?;
    let found = answer.coordinators.first().ok_or("no coordinator is named")?;
    match refusal(found.error_code) {
        Some(refusal) => Err(refusal),
        None => Ok(broker.sibling(found.host.as_str(), found.port)),
    }
}
