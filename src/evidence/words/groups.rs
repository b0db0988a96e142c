//! FindCoordinator, JoinGroup, SyncGroup, Heartbeat, LeaveGroup, ConsumerGroupHeartbeat: being in a group.

use super::list::{by_topic, count, first, number, of, text};
use crate::evidence::Request;
use serde_json::Value;

pub(super) fn finding(fields: &Value) -> String {
    let keys: Vec<String> =
        of(fields, "keys").iter().filter_map(|key| Some(key.as_str()?.to_owned())).collect();
    format!("of the {} {}", text(fields, "kind").unwrap_or("?"), first(&keys))
}

pub(super) fn found(answer: &Value) -> String {
    let told: Vec<String> = of(answer, "coordinators")
        .iter()
        .map(|of| match (text(of, "error"), number(of, "broker")) {
            (Some(error), _) => error.to_owned(),
            (None, broker) => format!("broker {}", broker.unwrap_or(-1)),
        })
        .collect();
    first(&told)
}

pub(super) fn joining(fields: &Value) -> String {
    let protocols: Vec<String> =
        of(fields, "protocols").iter().filter_map(|name| Some(name.as_str()?.to_owned())).collect();
    let session = number(fields, "session_timeout_ms").unwrap_or(0);
    format!("{}, session {session} ms, {}", member(fields), first(&protocols))
}

pub(super) fn joined(answer: &Value, error: Option<&str>) -> String {
    // Every new member of the classic protocol is asked to come twice (KIP-394).
    if error == Some("MEMBER_ID_REQUIRED") {
        return "MEMBER_ID_REQUIRED: here is an id, ask again with it".to_owned();
    }
    if error.is_some() {
        return String::new();
    }
    let leads = answer.get("leader") == answer.get("member");
    format!(
        "generation {}, {}, {}",
        number(answer, "generation").unwrap_or(-1),
        if leads { "as leader" } else { "as follower" },
        text(answer, "protocol").unwrap_or("no protocol")
    )
}

pub(super) fn taking_part(fields: &Value) -> String {
    format!("{}, generation {}", member(fields), number(fields, "generation").unwrap_or(-1))
}

pub(super) fn leaving(fields: &Value) -> String {
    let group = text(fields, "group").unwrap_or("?");
    match of(fields, "members").len() {
        1 => group.to_owned(),
        members => format!("{group}: {}", count(i64::try_from(members).unwrap_or(i64::MAX), "member")),
    }
}

/// KIP-848: epoch 0 joins, −1 leaves, −2 leaves for a while as a static member.
pub(super) fn beating(fields: &Value) -> String {
    let doing = match number(fields, "epoch") {
        Some(0) => "joins".to_owned(),
        Some(-1) => "leaves".to_owned(),
        Some(-2) => "leaves for a while".to_owned(),
        Some(epoch) => format!("epoch {epoch}"),
        None => "epoch not read".to_owned(),
    };
    match of(fields, "owned") {
        [] => format!("{}, {doing}", member(fields)),
        owned => format!("{}, {doing}, has {}", member(fields), by_topic(owned)),
    }
}

/// Whether a member comes or goes, or is given other partitions.
pub(super) fn changes(request: &Request) -> bool {
    number(&request.fields, "epoch").is_some_and(|epoch| epoch <= 0)
        || request.answer.get("assigned").is_some_and(|assigned| !assigned.is_null())
}

/// What a member is given. A heartbeat of KIP-848 that changes nothing is given nothing.
pub(super) fn given(answer: &Value) -> String {
    match answer.get("assigned").and_then(Value::as_array) {
        None => String::new(),
        Some(none) if none.is_empty() => "no partition".to_owned(),
        Some(assigned) => format!("gets {}", by_topic(assigned)),
    }
}

fn member(fields: &Value) -> String {
    let group = text(fields, "group").unwrap_or("?");
    match (text(fields, "instance"), fields.get("member")) {
        (Some(instance), _) => format!("{group}, as {instance}"),
        (None, Some(Value::Null)) => format!("{group}, as a new member"),
        (None, _) => group.to_owned(),
    }
}
