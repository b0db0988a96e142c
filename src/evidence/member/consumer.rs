//! Members by the protocol of KIP-848: a heartbeat's answer may bring another epoch, other partitions, or both.

use super::history::{History, assigned, names};
use super::{Owned, owned};
use crate::evidence::Request;
use serde_json::Value;

/// What tells a member that it is none any more.
const FENCED: [&str; 2] = ["UNKNOWN_MEMBER_ID", "FENCED_MEMBER_EPOCH"];

pub(super) fn beats(request: &Request, history: &mut History) {
    let Some((group, member)) = names(request) else { return };
    let name = (group.as_str(), member.as_str());
    gives_up(request, name, history);
    let took = request.error.is_none() && request.answer.is_object();
    // −1 leaves, and −2 does as well: a static member says by it that somebody will be back in its place.
    if matches!(number(&request.fields), Some(-2 | -1)) {
        match request.answered_at.filter(|_| is_out(request)) {
            Some(at) => history.end(&group, &member, at, "fenced"),
            None if took => history.end(&group, &member, request.at, "left"),
            None => {}
        }
        return;
    }
    // Who joins begins with nothing.
    if number(&request.fields) == Some(0) {
        history.end(&group, &member, request.at, "rebalanced");
    }
    let Some(at) = request.answered_at else { return };
    if is_out(request) {
        return history.end(&group, &member, at, "fenced");
    }
    let Some(epoch) = number(&request.answer).filter(|_| took) else { return };
    let current = history.current(&group, &member).map(|now| (now.generation, now.partitions.clone()));
    match (assigned(request), current) {
        (Some((given, _)), Some((_, has))) if has.iter().any(|partition| !given.contains(partition)) => {
            history.revoking.insert((group, member), (epoch, given));
        }
        (Some((given, _)), current) if current.as_ref() != Some(&(epoch, given.clone())) => {
            history.begin(request, name, epoch, given, at);
        }
        (None, Some((generation, has)))
            if generation != epoch && !history.revoking.contains_key(&(group.clone(), member.clone())) =>
        {
            history.begin(request, name, epoch, has, at);
        }
        _ => {}
    }
}

/// A member that is to have less has the rest until it says that it has it no more.
fn gives_up(request: &Request, (group, member): (&str, &str), history: &mut History) {
    let key = (group.to_owned(), member.to_owned());
    let (Some((epoch, goal)), Some(owned)) = (history.revoking.get(&key), owned(&request.fields, "owned"))
    else {
        return;
    };
    if owned.iter().all(|partition| goal.contains(partition)) {
        let (epoch, goal): (i64, Vec<Owned>) = (*epoch, goal.clone());
        history.begin(request, (group, member), epoch, goal, request.at);
    }
}

fn is_out(request: &Request) -> bool {
    request.error.as_deref().is_some_and(|error| FENCED.contains(&error))
}

fn number(of: &Value) -> Option<i64> {
    of.get("epoch")?.as_i64()
}
