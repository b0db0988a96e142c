//! Evidence in words: what a request asked and was answered, in one line for a person.
//!
//! Pure, and the same for every door. One file a family of APIs, each a function from the fields that the
//! gateway decoded (`src/gateway/decode/`) to a line. An API without a file of its own is told by its name;
//! `facts` tells all fields of any.

mod facts;
mod fetch;
mod groups;
mod list;
mod offsets;
mod produce;
mod replicas;
mod rest;
mod transactions;

pub use facts::{Fields, facts};
pub use list::first;
pub use replicas::{ids, replication, state};

use super::{Effect, Micros, Progress, Request};
use serde_json::Value;

/// A request in two lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What it asked for; empty where its name says it all.
    pub asked: String,
    /// What came of it.
    pub answered: String,
}

/// APIs that clients ask again and again for their own sake. They tell little, unless an error or a fault
/// makes them tell something.
const QUIET: &[&str] =
    &["ApiVersions", "Fetch", "FindCoordinator", "Heartbeat", "ListOffsets", "Metadata", "SaslHandshake"];
/// Those that a program's own doing shows in.
const TELLING: &[&str] = &[
    "Produce",
    "OffsetCommit",
    "OffsetFetch",
    "JoinGroup",
    "SyncGroup",
    "LeaveGroup",
    "InitProducerId",
    "AddPartitionsToTxn",
    "AddOffsetsToTxn",
    "TxnOffsetCommit",
    "EndTxn",
    "CreateTopics",
    "DeleteTopics",
    "DeleteRecords",
];

/// Whether the request tells what a program did, rather than that its client is alive.
pub fn telling(request: &Request) -> bool {
    let api = request.api.as_str();
    let changes = api == "ConsumerGroupHeartbeat" && groups::changes(request);
    changes || TELLING.contains(&api) || request.error.is_some() || request.fault.is_some()
}

/// What a request asked, and what came of it.
pub fn told(request: &Request) -> Told {
    Told { asked: asked(request), answered: answered(request) }
}

fn asked(request: &Request) -> String {
    let fields = &request.fields;
    if fields.as_object().is_none_or(serde_json::Map::is_empty) {
        // A heartbeat that says nothing does not exist: its fields were not read.
        return if QUIET.contains(&request.api.as_str()) || TELLING.contains(&request.api.as_str()) {
            "not read: too long, or of a version that is not known".to_owned()
        } else {
            String::new()
        };
    }
    match request.api.as_str() {
        "Produce" => produce::asked(fields),
        "Fetch" => fetch::asked(fields),
        "OffsetCommit" | "TxnOffsetCommit" => offsets::committing(fields),
        "OffsetFetch" => offsets::asking(fields),
        "FindCoordinator" => groups::finding(fields),
        "JoinGroup" => groups::joining(fields),
        "SyncGroup" | "Heartbeat" => groups::taking_part(fields),
        "LeaveGroup" => groups::leaving(fields),
        "ConsumerGroupHeartbeat" => groups::beating(fields),
        "InitProducerId" | "AddPartitionsToTxn" | "AddOffsetsToTxn" | "EndTxn" => {
            transactions::asked(&request.api, fields)
        }
        _ => rest::asked(fields),
    }
}

fn answered(request: &Request) -> String {
    let said = match (&request.answer, request.answered_at) {
        (Value::Null, Some(_)) => "answered; the answer was not read".to_owned(),
        (Value::Null, None) if request.fields.get("acks").and_then(Value::as_i64) == Some(0) => {
            "no answer: acks=0 asks for none".to_owned()
        }
        (Value::Null, None) => "no answer came; the broker may have done it all the same".to_owned(),
        (answer, at) => {
            let said = said(request, answer);
            match at {
                Some(_) => said,
                None => format!("{said}; the answer did not reach the program"),
            }
        }
    };
    match &request.error {
        Some(error) if !said.contains(error.as_str()) => format!("{error}: {said}"),
        _ => said,
    }
}

fn said(request: &Request, answer: &Value) -> String {
    let said = match request.api.as_str() {
        "Produce" => produce::answered(answer),
        "Fetch" => fetch::answered(answer),
        "OffsetFetch" => offsets::given(answer),
        "FindCoordinator" => groups::found(answer),
        "JoinGroup" => groups::joined(answer, request.error.as_deref()),
        "SyncGroup" | "ConsumerGroupHeartbeat" => groups::given(answer),
        "InitProducerId" => transactions::started(answer),
        _ => rest::refused(answer),
    };
    match (said.is_empty(), &request.error) {
        (false, _) => said,
        (true, None) => "done".to_owned(),
        (true, Some(_)) => "refused".to_owned(),
    }
}

/// A moment or a length of time: `1.234 s`.
pub fn seconds(micros: Micros) -> String {
    // A moment is never before the attempt's beginning.
    let millis = (micros.max(0) + 500) / 1_000;
    format!("{}.{:03} s", millis / 1_000, millis % 1_000)
}

/// Who asked: program and run; the process where the program is not known.
pub fn who(program: Option<&str>, run: Option<&str>, pid: Option<i64>) -> String {
    match (program, run, pid) {
        (Some(program), Some(run), _) => format!("{program}, {run}"),
        (Some(program), None, _) => program.to_owned(),
        (None, _, Some(pid)) => format!("process {pid}"),
        (None, _, None) => "not known".to_owned(),
    }
}

/// A call in a line: `POST / {"id":"task-001"} → 200`, its body cut.
pub fn call(call: &Effect) -> String {
    let body = body(call);
    let body = if body.is_empty() { body } else { format!(" {body}") };
    format!("{} {}{body} → {}", call.method, call.path, status(call))
}

/// The status that a call was answered with.
pub fn status(call: &Effect) -> String {
    match (call.status, call.answered_at) {
        (Some(status), Some(_)) => status.to_string(),
        (Some(status), None) => format!("{status}, which did not reach the program"),
        (None, _) => "not answered".to_owned(),
    }
}

/// The body of a call, cut.
pub fn body(call: &Effect) -> String {
    match &call.body {
        Value::Null => String::new(),
        Value::String(text) => cut(text),
        other => cut(&other.to_string()),
    }
}

/// A text as a line can hold it.
fn cut(text: &str) -> String {
    const CHARACTERS: usize = 120;
    match text.char_indices().nth(CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// How many members a group has.
pub fn members(count: i64) -> String {
    match count {
        0 => "no member".to_owned(),
        count => list::count(count, "member"),
    }
}

/// How far a group is behind in a partition: nothing committed, nothing to read and some are three things.
pub fn lag(progress: &Progress) -> String {
    match (progress.lag, progress.committed) {
        (None, _) => "none: nothing was committed".to_owned(),
        (Some(0), None) => "0: the partition never held anything".to_owned(),
        (Some(0), Some(_)) => "0: all is done".to_owned(),
        (Some(lag), _) if lag < 0 => format!("{lag}: committed beyond the end"),
        (Some(lag), _) => format!("{lag}: still to be done"),
    }
}

#[cfg(test)]
mod tests;
