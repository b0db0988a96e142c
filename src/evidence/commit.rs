//! How far a group said that it had come, as it was seen on the wire.

use super::shape::{Field, Shape};
use super::{Micros, Request};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// An offset that the broker took: everything before it is done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Commit {
    /// The consumer group.
    pub group: String,
    /// Its number among the group's commits, from 1.
    pub n: i64,
    /// The topic.
    pub topic: String,
    /// The partition.
    pub partition: i64,
    /// The offset at which the group goes on: that of the last record that is done, and one.
    pub offset: i64,
    /// When it counted: the request that said so was read from the program. In a transaction that is the one
    /// that committed it.
    pub at: Micros,
    /// The member that committed; `None` where the program commits without being one.
    pub member: Option<String>,
    /// Whether it was part of a transaction.
    pub transactional: bool,
    /// The number of the request that named the offset.
    pub request: i64,
    /// The program's name in lab.yaml; `None` where the sender is not known.
    pub program: Option<String>,
    /// The id of the step that started the program; `None` likewise.
    pub run: Option<String>,
}

/// What a condition may ask of a commit.
pub(super) const FIELDS: &[Field] = &[
    ("group", Shape::Scalar),
    ("n", Shape::Scalar),
    ("topic", Shape::Scalar),
    ("partition", Shape::Scalar),
    ("offset", Shape::Scalar),
    ("at", Shape::Scalar),
    ("member", Shape::Scalar),
    ("transactional", Shape::Scalar),
    ("request", Shape::Scalar),
    ("program", Shape::Scalar),
    ("run", Shape::Scalar),
];

/// The commits in `requests`, by group, in the order in which they counted.
///
/// One that the broker refused is none, nor is one of a transaction that was aborted or left open. One whose
/// answer was lost on its way back counts: the broker took it.
pub fn commits(requests: &[Request]) -> BTreeMap<String, Vec<Commit>> {
    let mut found: BTreeMap<String, Vec<Commit>> = BTreeMap::new();
    // Offsets of open transactions, by transactional id.
    let mut open: BTreeMap<String, Vec<Commit>> = BTreeMap::new();
    for request in requests {
        match request.api.as_str() {
            "OffsetCommit" => {
                for commit in named(request, false) {
                    push(&mut found, commit);
                }
            }
            "TxnOffsetCommit" => {
                if let Some(id) = text(&request.fields, "transactional_id") {
                    open.entry(id).or_default().extend(named(request, true));
                }
            }
            "EndTxn" if request.answer.is_object() && request.error.is_none() => {
                let ended = text(&request.fields, "transactional_id").and_then(|id| open.remove(&id));
                if request.fields.get("committed") == Some(&Value::Bool(true)) {
                    for commit in ended.into_iter().flatten() {
                        push(&mut found, Commit { at: request.at, ..commit });
                    }
                }
            }
            _ => {}
        }
    }
    found
}

fn push(found: &mut BTreeMap<String, Vec<Commit>>, commit: Commit) {
    let of_group = found.entry(commit.group.clone()).or_default();
    let n = i64::try_from(of_group.len()).unwrap_or(i64::MAX - 1) + 1;
    of_group.push(Commit { n, ..commit });
}

/// The offsets of a request that the broker took.
fn named(request: &Request, transactional: bool) -> Vec<Commit> {
    let Some(group) = text(&request.fields, "group") else { return Vec::new() };
    let asked = request.fields.get("partitions").and_then(Value::as_array).into_iter().flatten();
    let answered = request.answer.get("partitions").and_then(Value::as_array);
    let taken = |asked: &Value| {
        answered.into_iter().flatten().any(|answer| {
            answer.get("topic") == asked.get("topic")
                && answer.get("partition") == asked.get("partition")
                && answer.get("error").is_none_or(Value::is_null)
        })
    };
    asked
        .filter(|asked| taken(asked))
        .filter_map(|asked| {
            Some(Commit {
                group: group.clone(),
                n: 0,
                topic: text(asked, "topic")?,
                partition: asked.get("partition")?.as_i64()?,
                offset: asked.get("offset")?.as_i64()?,
                at: request.at,
                member: text(&request.fields, "member"),
                transactional,
                request: request.n,
                program: request.program.clone(),
                run: request.run.clone(),
            })
        })
        .collect()
}

fn text(of: &Value, name: &str) -> Option<String> {
    of.get(name)?.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn request(n: i64, api: &str, fields: Value, answer: Value) -> Request {
        Request { n, at: n * 10, ..Request::sample(api, fields, answer) }
    }

    fn asked(offset: i64) -> Value {
        json!({"group": "g", "transactional_id": "t", "member": "m", "partitions": [
            {"topic": "tasks", "partition": 0, "offset": offset}
        ]})
    }

    fn answer(error: Value) -> Value {
        json!({"partitions": [{"topic": "tasks", "partition": 0, "error": error}]})
    }

    fn offsets(requests: &[Request]) -> Vec<(i64, i64, i64, bool)> {
        let all = commits(requests).remove("g").unwrap_or_default();
        all.into_iter().map(|c| (c.n, c.offset, c.at, c.transactional)).collect()
    }

    #[test]
    fn what_the_broker_took_counts() {
        let requests = [
            request(1, "OffsetCommit", asked(3), answer(json!(null))),
            request(2, "OffsetCommit", asked(4), answer(json!("ILLEGAL_GENERATION"))),
            request(3, "OffsetCommit", asked(5), json!(null)),
            request(4, "OffsetCommit", asked(6), answer(json!(null))),
        ];
        assert_eq!(offsets(&requests), [(1, 3, 10, false), (2, 6, 40, false)]);
    }

    #[test]
    fn a_transaction_commits_its_offsets_at_its_end() {
        let end = |n, committed: bool| {
            request(n, "EndTxn", json!({"transactional_id": "t", "committed": committed}), json!({}))
        };
        let took = |n, offset| request(n, "TxnOffsetCommit", asked(offset), answer(json!(null)));
        let requests = [took(1, 3), end(2, true), took(3, 5), end(4, false), took(5, 7)];
        assert_eq!(offsets(&requests), [(1, 3, 20, true)]);
    }
}
