//! Members by the classic protocol: JoinGroup and SyncGroup make a generation.

use super::history::{History, assigned, names};
use super::text;
use crate::evidence::Request;
use serde_json::Value;

/// What tells a member that it is none any more, or not in the generation in which it believes to be.
const FENCED: [&str; 4] =
    ["UNKNOWN_MEMBER_ID", "ILLEGAL_GENERATION", "FENCED_INSTANCE_ID", "FENCED_MEMBER_EPOCH"];

/// Who joins again has given up what it had, but for groups whose assignor is cooperative. No request says
/// which those are; the assignor's name does.
pub(super) fn joins(request: &Request, history: &mut History) {
    let Some(group) = text(&request.fields, "group") else { return };
    if let Some(member) = text(&request.fields, "member")
        && !history.cooperative.contains(&group)
    {
        history.end(&group, &member, request.at, "rebalanced");
    }
    if let Some(assignor) = text(&request.answer, "protocol") {
        match assignor.starts_with("cooperative") {
            true => history.cooperative.insert(group),
            false => history.cooperative.remove(&group),
        };
    }
}

pub(super) fn syncs(request: &Request, history: &mut History) {
    hears(request, history);
    let generation = request.fields.get("generation").and_then(Value::as_i64);
    if let (Some((group, member)), Some(generation)) = (names(request), generation)
        && request.error.is_none()
        && let Some((partitions, at)) = assigned(request)
    {
        history.begin(request, (&group, &member), generation, partitions, at);
    }
}

pub(super) fn leaves(request: &Request, history: &mut History) {
    let Some(group) = text(&request.fields, "group") else { return };
    if request.error.is_some() || !request.answer.is_object() {
        return;
    }
    let leavers = request.fields.get("members").and_then(Value::as_array).into_iter().flatten();
    for member in leavers.filter_map(|leaver| text(leaver, "member")) {
        history.end(&group, &member, request.at, "left");
    }
}

/// An answer may tell the member that it is out. What it asked in an earlier generation tells nothing of this.
pub(super) fn hears(request: &Request, history: &mut History) {
    let Some((group, member)) = names(request) else { return };
    let fenced = request.error.as_deref().is_some_and(|error| FENCED.contains(&error));
    let generation = request.fields.get("generation").and_then(Value::as_i64);
    let current = history.current(&group, &member).map(|current| current.generation);
    if let Some(at) = request.answered_at
        && fenced
        && current.is_some()
        && (request.api == "SyncGroup" || current == generation)
    {
        history.end(&group, &member, at, "fenced");
    }
}
