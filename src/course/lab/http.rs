//! `http`: requests to a program that listens.

use super::Expect;
use crate::course::{At, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// `http`: sends requests to a program, at the port that it was given as `PORT`, and waits for their answers. Each
/// request is an item of `responses`, whatever comes of it. In lab.yaml:
/// `- http: { program: api, method: POST, path: /tasks, json: { title: Buy groceries } }`.
///
/// Its result has `sent`, `answered` and `ok`, how many of each there were.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HttpStep {
    /// The step's id, by which responses name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The program; its latest run.
    pub program: At<String>,
    /// Which of several instances: the `as` of its `start`.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub worker: Option<String>,
    /// The method.
    #[serde(default)]
    pub method: HttpMethod,
    /// The path, with a query where there is one. With `data`, `{name}` in it stands for a field of the entry.
    pub path: At<String>,
    /// Headers, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// The body, as JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json: Option<Value>,
    /// The body, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// A data set of which each entry becomes a request, with the entry as its body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<At<String>>,
    /// A CEL expression over an entry's fields that gives the body in place of the entry, as JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each: Option<At<String>>,
    /// How often each request is sent.
    #[serde(default = "once", skip_serializing_if = "is_once")]
    pub times: u64,
    /// How many requests are on their way at once.
    #[serde(default = "once", skip_serializing_if = "is_once")]
    pub at_once: u64,
    /// How long an answer may take.
    #[serde(rename = "for", default = "ten_seconds")]
    pub within: Span,
    /// How it is meant to end: `ok` where each request must be answered with a status below 400, `error` where none
    /// may. Without it whatever comes is for the checks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect: Option<Expect>,
}

/// A method of HTTP (RFC 9110, section 9).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum HttpMethod {
    /// GET.
    #[default]
    Get,
    /// POST.
    Post,
    /// PUT.
    Put,
    /// PATCH.
    Patch,
    /// DELETE.
    Delete,
}

impl HttpMethod {
    /// As it is sent.
    pub fn name(self) -> &'static str {
        match self {
            HttpMethod::Get => "GET",
            HttpMethod::Post => "POST",
            HttpMethod::Put => "PUT",
            HttpMethod::Patch => "PATCH",
            HttpMethod::Delete => "DELETE",
        }
    }
}

fn once() -> u64 {
    1
}

fn is_once(times: &u64) -> bool {
    *times == 1
}

fn ten_seconds() -> Span {
    Span(std::time::Duration::from_secs(10))
}
