//! A frame of Kafka's protocol → what a lab may ask of it.
//!
//! Pure: bytes in, fields out, and whatever the bytes are, no panic and no more memory than they deserve.
//! `kafka-protocol` knows the messages; what is here picks from them. One file a family of APIs, each with a
//! function that takes a request and one that takes an answer.

mod guard;
mod head;
mod topics;

mod produce;
mod batches;
mod fetch;
pub(super) mod list_offsets;
mod transactions;
mod groups;
mod members;
mod offsets;
pub(super) mod by_id;
mod metadata;
mod connect;

mod errors;
mod told;

#[cfg(test)]
pub(super) mod corpus;
#[cfg(test)]
mod versions;
#[cfg(test)]
mod words;

pub(super) use guard::whole;
pub(super) use head::of_request;
pub(super) use topics::Topics;

use bytes::Bytes;
use guard::modest;
use kafka_protocol::messages::ApiKey;
use serde_json::{Map, Value};
use told::Told;

/// How much of a frame was understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Read {
    /// All that labs use of it.
    Whole,
    /// Its head: labs do not use the API, the version is not known, or the frame is cut, garbled, or about
    /// more partitions than a lab has.
    Head,
}

impl Read {
    /// As [`crate::evidence::Request::read`] has it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Read::Whole => "whole",
            Read::Head => "head",
        }
    }
}

/// What a request says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Asked {
    /// The key of the API; [`name`] gives its name.
    pub(super) api: i16,
    /// The version of the API.
    pub(super) version: i16,
    /// What its answer will begin with.
    pub(super) correlation: i32,
    /// The client id, where there is one that is text.
    pub(super) client_id: Option<String>,
    /// The library and its version; only `ApiVersions` from version 3 on tells them.
    pub(super) software: Option<String>,
    /// Whether an answer will come: `Produce` with `acks=0` has none.
    pub(super) answers: bool,
    /// What it asks, by API.
    pub(super) fields: Map<String, Value>,
    /// Whether `fields` is all.
    pub(super) read: Read,
}

/// What an answer says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Answered {
    /// The first error in it, by Kafka's own name.
    pub(super) error: Option<String>,
    /// What it gives, by API.
    pub(super) fields: Map<String, Value>,
    /// Whether `fields` is all.
    pub(super) read: Read,
}

/// The API's name in Kafka, such as `Produce`.
pub(super) fn name(api: i16) -> String {
    ApiKey::try_from(api).map_or_else(|()| format!("unknown({api})"), |key| format!("{key:?}"))
}

/// Reads a request. `frame` is what follows the length field; where it was cut, only the head is read.
/// `None` where it is shorter than the eight bytes that every request begins with.
pub(super) fn request(frame: &Bytes, topics: &Topics) -> Option<Asked> {
    let head = of_request(frame)?;
    let (api, version) = (head.api, head.version);
    let known = ApiKey::try_from(api).ok().zip(head.body);
    let fields = known.as_ref().and_then(|(key, body)| request_fields(*key, version, body, topics));
    let opening = match &known {
        Some((ApiKey::Produce, body)) => produce::opening(body, version),
        _ => None,
    };
    let read = if fields.is_some() { Read::Whole } else { Read::Head };
    let fields = fields.or_else(|| opening.as_ref().map(produce::Opening::fields)).unwrap_or_default();
    Some(Asked {
        api,
        version,
        correlation: head.correlation,
        client_id: head.client_id,
        software: connect::software(&fields),
        answers: opening.is_none_or(|opening| opening.acks != 0),
        fields,
        read,
    })
}

/// Whether a Produce request asks for an answer: with acks=0 it does not. `frame` is its beginning at least; of one
/// that cannot be read it is believed that it does.
pub(super) fn wants_answer(frame: &Bytes) -> bool {
    let head = of_request(frame);
    let opening = head.and_then(|head| produce::opening(&head.body?, head.version));
    opening.is_none_or(|opening| opening.acks != 0)
}

/// Reads the answer to a request of this API and version. `frame` is what follows the length field.
pub(super) fn answer(api: i16, version: i16, frame: &Bytes, topics: &Topics) -> Answered {
    let told = ApiKey::try_from(api).ok().and_then(|key| {
        let body = head::of_answer(key, version, frame)?;
        answer_fields(key, version, &body, topics)
    });
    let read = if told.is_some() { Read::Whole } else { Read::Head };
    let Told { error, fields } = told.unwrap_or_default();
    Answered { error: errors::name(error), fields, read }
}

fn request_fields(key: ApiKey, version: i16, body: &Bytes, topics: &Topics) -> Option<Map<String, Value>> {
    if key == ApiKey::Produce {
        let request = whole(body, version)?;
        modest(body, produce::carried(&request))?;
        return Some(produce::asked(&request, topics));
    }
    modest(body, 0)?;
    Some(match key {
        ApiKey::Fetch => fetch::asked(&whole(body, version)?, topics),
        ApiKey::ListOffsets => list_offsets::asked(&whole(body, list_offsets::wire(version))?),
        ApiKey::Metadata => metadata::asked(&whole(body, version)?, topics),
        ApiKey::OffsetCommit if version == by_id::VERSION => {
            offsets::committing(&by_id::commit(body)?, topics)
        }
        ApiKey::OffsetCommit => offsets::committing(&whole(body, version)?, topics),
        ApiKey::OffsetFetch if version == by_id::VERSION => {
            offsets::asking(&by_id::fetch(body)?, version, topics)
        }
        ApiKey::OffsetFetch => offsets::asking(&whole(body, version)?, version, topics),
        ApiKey::FindCoordinator => groups::finding(&whole(body, version)?, version),
        ApiKey::JoinGroup => groups::joining(&whole(body, version)?),
        ApiKey::SyncGroup => groups::syncing(&whole(body, version)?),
        ApiKey::Heartbeat => groups::beating(&whole(body, version)?),
        ApiKey::LeaveGroup => groups::leaving(&whole(body, version)?, version),
        ApiKey::ConsumerGroupHeartbeat => members::beating(&whole(body, version)?, topics),
        ApiKey::InitProducerId => transactions::starting(&whole(body, version)?),
        ApiKey::AddPartitionsToTxn => transactions::adding(&whole(body, version)?, version),
        ApiKey::AddOffsetsToTxn => transactions::adding_group(&whole(body, version)?),
        ApiKey::TxnOffsetCommit => transactions::committing_offsets(&whole(body, version)?),
        ApiKey::EndTxn => transactions::ending(&whole(body, version)?),
        ApiKey::CreateTopics => metadata::creating(&whole(body, version)?),
        ApiKey::ApiVersions => connect::versions_asked(&whole(body, version)?, version),
        ApiKey::SaslHandshake => connect::shaking(&whole(body, version)?),
        _ => return None,
    })
}

fn answer_fields(key: ApiKey, version: i16, body: &Bytes, topics: &Topics) -> Option<Told> {
    if key == ApiKey::Fetch {
        let answer = whole(body, version)?;
        modest(body, fetch::carried(&answer))?;
        return Some(fetch::answered(&answer, topics));
    }
    modest(body, 0)?;
    Some(match key {
        ApiKey::Produce => produce::answered(&whole(body, version)?, topics),
        ApiKey::ListOffsets => list_offsets::answered(&whole(body, list_offsets::wire(version))?),
        ApiKey::Metadata => metadata::answered(&whole(body, version)?, topics),
        ApiKey::OffsetCommit => offsets::committed(&whole(body, version)?, topics),
        ApiKey::OffsetFetch => offsets::given(&whole(body, version)?, version, topics),
        ApiKey::FindCoordinator => groups::found(&whole(body, version)?, version),
        ApiKey::JoinGroup => groups::joined(&whole(body, version)?),
        ApiKey::SyncGroup => groups::synced(&whole(body, version)?),
        ApiKey::Heartbeat => groups::beaten(&whole(body, version)?),
        ApiKey::LeaveGroup => groups::left(&whole(body, version)?),
        ApiKey::ConsumerGroupHeartbeat => members::beaten(&whole(body, version)?, topics),
        ApiKey::InitProducerId => transactions::started(&whole(body, version)?),
        ApiKey::AddPartitionsToTxn => transactions::added(&whole(body, version)?, version),
        ApiKey::AddOffsetsToTxn => transactions::added_group(&whole(body, version)?),
        ApiKey::TxnOffsetCommit => transactions::committed_offsets(&whole(body, version)?),
        ApiKey::EndTxn => transactions::ended(&whole(body, version)?, version),
        ApiKey::CreateTopics => metadata::created(&whole(body, version)?, topics),
        ApiKey::ApiVersions => connect::versions_answered(&whole(body, connect::wire(body, version))?),
        ApiKey::SaslHandshake => connect::shaken(&whole(body, version)?),
        _ => return None,
    })
}
