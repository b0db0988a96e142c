//! Answers that the gateway gives in the broker's place: an error, in the request's own version.

mod groups;
mod partitions;
mod transactions;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod turns;

use super::decode::{Asked, Read, by_id, list_offsets, of_request, whole};
use bytes::{BufMut, Bytes, BytesMut};
use kafka_protocol::error::ResponseError;
use kafka_protocol::messages::{ApiKey, ResponseHeader};
use kafka_protocol::protocol::{Decodable, Encodable, HeaderVersion};
use serde_json::Value;

/// From this version on brokers send AddPartitionsToTxn to each other, for several transactions in one (KIP-890).
const AMONG_BROKERS: i16 = 4;
/// From this version on CreateTopics knows quotas (KIP-599).
const QUOTAS: i16 = 6;

/// Whether a request can be answered with this error, as a broker would in its version.
///
/// A Fetch inside a session (KIP-227) cannot: it names only the partitions that have changed, and an answer that
/// is not the broker's own would end the session.
pub(super) fn can(asked: &Asked, error: ResponseError) -> bool {
    let fits = match ApiKey::try_from(asked.api) {
        Ok(ApiKey::Fetch) => asked.fields.get("session").and_then(Value::as_i64) == Some(0),
        Ok(ApiKey::AddPartitionsToTxn) => asked.version < AMONG_BROKERS,
        Ok(ApiKey::CreateTopics) if error == ResponseError::ThrottlingQuotaExceeded => {
            asked.version >= QUOTAS
        }
        Ok(_) => true,
        Err(()) => false,
    };
    fits && asked.read == Read::Whole
}

/// The answer to a request, its length field included. `frame` is what follows the request's own. `None` where
/// there is none for its API, or the request is not whole.
pub(super) fn to(frame: &Bytes, error: ResponseError) -> Option<Bytes> {
    let head = of_request(frame)?;
    let to = To { version: head.version, correlation: head.correlation, body: head.body? };
    let (code, version) = (error.code(), head.version);
    match ApiKey::try_from(head.api).ok()? {
        ApiKey::Produce => to.say(|request| partitions::produced(request, code)),
        ApiKey::Fetch => to.say(|request| partitions::fetched(request, code)),
        ApiKey::ListOffsets => {
            let to = To { version: list_offsets::wire(version), ..to };
            to.say(|request| partitions::listed(request, code))
        }
        ApiKey::CreateTopics => to.say(|request| partitions::created(request, code)),
        ApiKey::FindCoordinator => to.say(|request| groups::found(request, code, version)),
        ApiKey::JoinGroup => to.say(|request| groups::joined(request, code)),
        ApiKey::SyncGroup => to.say(|request| groups::synced(request, code)),
        ApiKey::Heartbeat => to.say(|request| groups::beaten(request, code)),
        ApiKey::ConsumerGroupHeartbeat => to.say(|request| groups::consumer_beaten(request, code)),
        ApiKey::OffsetCommit if version == by_id::VERSION => {
            to.frame(&groups::committed(&by_id::commit(&to.body)?, code))
        }
        ApiKey::OffsetCommit => to.say(|request| groups::committed(request, code)),
        ApiKey::OffsetFetch if version == by_id::VERSION => {
            to.frame(&groups::offsets(&by_id::fetch(&to.body)?, code, version))
        }
        ApiKey::OffsetFetch => to.say(|request| groups::offsets(request, code, version)),
        ApiKey::InitProducerId => to.say(|request| transactions::started(request, code)),
        ApiKey::AddPartitionsToTxn => to.say(|request| transactions::added(request, code)),
        ApiKey::AddOffsetsToTxn => to.say(|request| transactions::added_group(request, code)),
        ApiKey::TxnOffsetCommit => to.say(|request| transactions::committed_offsets(request, code)),
        ApiKey::EndTxn => to.say(|request| transactions::ended(request, code)),
        _ => None,
    }
}

/// The request that is answered.
struct To {
    version: i16,
    correlation: i32,
    body: Bytes,
}

impl To {
    fn say<R: Decodable, A: Encodable + HeaderVersion>(&self, answer: impl FnOnce(&R) -> A) -> Option<Bytes> {
        self.frame(&answer(&whole(&self.body, self.version)?))
    }

    fn frame<A: Encodable + HeaderVersion>(&self, answer: &A) -> Option<Bytes> {
        let mut content = BytesMut::new();
        let head = ResponseHeader::default().with_correlation_id(self.correlation);
        head.encode(&mut content, A::header_version(self.version)).ok()?;
        answer.encode(&mut content, self.version).ok()?;
        let mut frame = BytesMut::with_capacity(content.len() + 4);
        frame.put_i32(i32::try_from(content.len()).ok()?);
        frame.put(content);
        Some(frame.freeze())
    }
}
