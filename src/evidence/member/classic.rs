//! Members by the classic protocol: JoinGroup and SyncGroup make a generation.
//!
//! In an *eager* group whoever joins again has given up what it had: its client has called back first. So a
//! membership lasts from the answer to SyncGroup to the next JoinGroup. In a *cooperative* one (KIP-429) members keep
//! what they have while the group forms anew, and the answer to SyncGroup says what is left of it. What is not among
//! that is the member's until its client has called back, which shows as the JoinGroup that follows at once: from that
//! answer to that request it has the old and the new.

use super::history::{History, assigned, names};
use super::{Owned, text};
use crate::evidence::Request;
use serde_json::Value;

/// What tells a member that it is none any more, or not in the generation in which it believes to be.
const FENCED: [&str; 4] =
    ["UNKNOWN_MEMBER_ID", "ILLEGAL_GENERATION", "FENCED_INSTANCE_ID", "FENCED_MEMBER_EPOCH"];

/// Who joins again has given up what it had; in a group whose assignor is cooperative, what it was to give up. No
/// request says which groups those are; the assignor's name does.
pub(super) fn joins(request: &Request, history: &mut History) {
    let Some(group) = text(&request.fields, "group") else { return };
    let member = text(&request.fields, "member");
    // Who joins without an id begins as somebody else; librdkafka does so as soon as it sees that its session is over,
    // before it asks the group.
    if let Some(was) = history.speaks(request, &group, member.as_deref()) {
        history.end(&group, &was, request.at, "fenced");
    }
    if let Some(member) = member {
        let key = (group.clone(), member.clone());
        if !history.cooperative.contains(&group) {
            history.end(&group, &member, request.at, "rebalanced");
        } else if let Some((generation, left)) = history.revoking.get(&key).cloned() {
            history.begin(request, (&group, &member), generation, left, request.at);
        }
        // Whoever is told so here begins as somebody else.
        let out = request.error.as_deref().is_some_and(|error| FENCED.contains(&error));
        if let Some(at) = request.answered_at.filter(|_| out) {
            history.end(&group, &member, at, "fenced");
        }
    }
    let generation = request.answer.get("generation").and_then(Value::as_i64);
    if let (Some(joined), Some(generation), Some(at), None) =
        (text(&request.answer, "member"), generation, request.answered_at, &request.error)
    {
        history.joined(&group, &joined, generation, at);
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
    if let Some((group, member)) = names(request) {
        history.speaks(request, &group, Some(&member));
    }
    let generation = request.fields.get("generation").and_then(Value::as_i64);
    if let (Some((group, member)), Some(generation)) = (names(request), generation)
        && request.error.is_none()
        && let Some((given, at)) = assigned(request)
    {
        let had = history.current(&group, &member).map(|had| had.partitions.clone()).unwrap_or_default();
        let mut has: Vec<Owned> = had.into_iter().filter(|partition| !given.contains(partition)).collect();
        if has.is_empty() {
            return history.begin(request, (&group, &member), generation, given, at);
        }
        has.extend(given.iter().cloned());
        has.sort();
        history.begin(request, (&group, &member), generation, has, at);
        history.revoking.insert((group, member), (generation, given));
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

/// An answer may tell the member that it is out. What it asked in an earlier generation tells nothing of this: a
/// cooperative member goes on committing while it joins, and such a commit may be answered after it has joined.
pub(super) fn hears(request: &Request, history: &mut History) {
    let Some((group, member)) = names(request) else { return };
    let fenced = request.error.as_deref().is_some_and(|error| FENCED.contains(&error));
    let generation = request.fields.get("generation").and_then(Value::as_i64);
    let current = history.current(&group, &member).map(|current| current.generation);
    if let Some(at) = request.answered_at
        && fenced
        && current.is_some()
        && !generation.is_some_and(|asked| history.is_beyond(&group, &member, asked, at))
        && (request.api == "SyncGroup" || current == generation)
    {
        history.end(&group, &member, at, "fenced");
    }
}
