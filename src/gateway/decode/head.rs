//! What every request and every answer begins with, whatever it is about.

use bytes::{Buf, Bytes};
use kafka_protocol::messages::{ApiKey, RequestHeader, ResponseHeader};
use kafka_protocol::protocol::Decodable;

/// The head of a request (Kafka protocol guide, "Request Header").
#[derive(Debug)]
pub(in crate::gateway) struct Head {
    pub(in crate::gateway) api: i16,
    pub(in crate::gateway) version: i16,
    pub(in crate::gateway) correlation: i32,
    pub(in crate::gateway) client_id: Option<String>,
    /// What follows the head; `None` where its end was not found.
    pub(in crate::gateway) body: Option<Bytes>,
}

/// The head of a request, of an API that nobody knows too. `None` for fewer than eight bytes.
pub(in crate::gateway) fn of_request(frame: &Bytes) -> Option<Head> {
    let mut rest = frame.clone();
    let api = rest.try_get_i16().ok()?;
    let version = rest.try_get_i16().ok()?;
    let correlation = rest.try_get_i32().ok()?;
    let client_id = client_id(rest);
    let body = ApiKey::try_from(api).ok().and_then(|key| {
        let mut body = frame.clone();
        RequestHeader::decode(&mut body, key.request_header_version(version)).ok()?;
        Some(body)
    });
    Some(Head { api, version, correlation, client_id, body })
}

/// Every version of the head that clients still send has it in one place and form.
fn client_id(mut rest: Bytes) -> Option<String> {
    let length = usize::try_from(rest.try_get_i16().ok()?).ok()?;
    String::from_utf8(rest.get(..length)?.to_vec()).ok()
}

/// What follows the head of an answer.
pub(super) fn of_answer(key: ApiKey, version: i16, frame: &Bytes) -> Option<Bytes> {
    let mut body = frame.clone();
    ResponseHeader::decode(&mut body, key.response_header_version(version)).ok()?;
    Some(body)
}
