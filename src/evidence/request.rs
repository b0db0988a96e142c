//! A request that a program sent to Kafka, as it was seen on the wire.

use super::Micros;
use super::shape::{Field, Shape};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One request and its answer, read from a copy of what the gateway passed on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Its number among all requests of the stage, from 1, in the order in which they arrived.
    pub n: i64,
    /// The API by Kafka's own name, such as `Produce`; `unknown(93)` for a key without one.
    pub api: String,
    /// The version of the API in which it was asked.
    pub version: i64,
    /// The connection that it came by, from 1, in the order in which they were accepted.
    pub connection: i64,
    /// The id of the broker that it was for.
    pub broker: i64,
    /// The client id, `None` where the client gave none.
    pub client_id: Option<String>,
    /// The client's library and its version, as told in ApiVersions (KIP-511), such as
    /// `confluent-kafka-python 2.16.0`; `None` where it did not say.
    pub software: Option<String>,
    /// The program's name in lab.yaml; `None` where the sender is not known.
    pub program: Option<String>,
    /// The id of the step that started the program; `None` likewise.
    pub run: Option<String>,
    /// The id of the process that opened the connection; `None` likewise.
    pub pid: Option<i64>,
    /// When its first byte was read from the program.
    pub at: Micros,
    /// When the answer was passed on to the program; `None` where none was.
    pub answered_at: Option<Micros>,
    /// The first error in the answer by Kafka's own name, such as `NOT_LEADER_OR_FOLLOWER`; `None` where
    /// there is none, and where no answer was read.
    pub error: Option<String>,
    /// The id of the fault that touched it; `None` where none did. A fault that is about connections touches no
    /// request: its step tells which connections it met.
    pub fault: Option<String>,
    /// `whole`, or `head` where fields are missing: of an API that labs do not use, in a version that is not
    /// known, or too long to be kept.
    pub read: String,
    /// What was asked, by API; an empty object where it was not read.
    pub fields: Value,
    /// What was answered, by API; null where no answer came.
    pub answer: Value,
}

/// What passed the gateway and is not among the requests, so that nobody takes silence for absence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Unseen {
    /// How many requests were more than are kept, or came faster than they could be noted.
    pub requests: i64,
    /// How many bytes were no frames of Kafka's protocol: TLS, tokens of an old SASL handshake, anything else.
    pub bytes: i64,
}

/// What a condition may ask of what was not seen.
pub(super) const UNSEEN_FIELDS: &[Field] = &[("requests", Shape::Scalar), ("bytes", Shape::Scalar)];

/// What a condition may ask of a request.
pub(super) const FIELDS: &[Field] = &[
    ("n", Shape::Scalar),
    ("api", Shape::Scalar),
    ("version", Shape::Scalar),
    ("connection", Shape::Scalar),
    ("broker", Shape::Scalar),
    ("client_id", Shape::Scalar),
    ("software", Shape::Scalar),
    ("program", Shape::Scalar),
    ("run", Shape::Scalar),
    ("pid", Shape::Scalar),
    ("at", Shape::Scalar),
    ("answered_at", Shape::Scalar),
    ("error", Shape::Scalar),
    ("fault", Shape::Scalar),
    ("read", Shape::Scalar),
    ("fields", Shape::Any),
    ("answer", Shape::Any),
];

#[cfg(test)]
impl Request {
    /// The first request of a program `consumer`, unanswered, for tests to change what they are about.
    pub(crate) fn sample(api: &str, fields: Value, answer: Value) -> Request {
        Request {
            n: 1,
            api: api.into(),
            version: 10,
            connection: 1,
            broker: 1,
            client_id: None,
            software: None,
            program: Some("consumer".into()),
            run: Some("first".into()),
            pid: None,
            at: 0,
            answered_at: None,
            error: None,
            fault: None,
            read: "whole".into(),
            fields,
            answer,
        }
    }
}
