//! Which groups a run is a member of, as its requests have it.

use crate::evidence::Request;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A run's member ids in one group. Static members (KIP-345) are not among them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Joined {
    /// Those that joined by JoinGroup, one whose join was not completed among them.
    pub(super) classic: BTreeSet<String>,
    /// Those that joined by a heartbeat (KIP-848).
    pub(super) consumer: BTreeSet<String>,
}

/// The groups that `run` has joined and not left, by id.
///
/// A member is known by the id that it asked with, too: a join that was not answered counts.
pub(super) fn joined(requests: &[Request], run: &str) -> BTreeMap<String, Joined> {
    let mut found: BTreeMap<String, Joined> = BTreeMap::new();
    let mut stays: BTreeSet<String> = BTreeSet::new();
    for request in requests.iter().filter(|request| request.run.as_deref() == Some(run)) {
        let text = |of: &Value, name: &str| of.get(name).and_then(Value::as_str).map(str::to_owned);
        let Some(group) = text(&request.fields, "group") else { continue };
        let asked = text(&request.fields, "member");
        let ids = || asked.clone().into_iter().chain(text(&request.answer, "member"));
        if request.fields.get("instance").is_some_and(|instance| !instance.is_null()) {
            stays.extend(ids());
        }
        match request.api.as_str() {
            "JoinGroup" => found.entry(group).or_default().classic.extend(ids()),
            "ConsumerGroupHeartbeat" => {
                let members = &mut found.entry(group).or_default().consumer;
                let epoch = request.fields.get("epoch").and_then(Value::as_i64);
                match epoch {
                    // −1 leaves, and so does −2, as far as anybody but the instance is concerned.
                    Some(-2 | -1) if took(request) => members.retain(|id| Some(id) != asked.as_ref()),
                    _ => members.extend(ids()),
                }
            }
            "LeaveGroup" if took(request) => {
                let leavers = request.fields.get("members").and_then(Value::as_array).into_iter().flatten();
                let members = &mut found.entry(group).or_default().classic;
                for id in leavers.filter_map(|leaver| text(leaver, "member")) {
                    members.remove(&id);
                }
            }
            _ => {}
        }
    }
    for members in found.values_mut() {
        members.classic.retain(|id| !stays.contains(id));
        members.consumer.retain(|id| !stays.contains(id));
    }
    found.retain(|_, members| *members != Joined::default());
    found
}

/// Whether the coordinator did what was asked.
fn took(request: &Request) -> bool {
    request.answer.is_object() && request.error.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn join(member: Value, instance: Value, given: Value) -> Request {
        let fields = json!({ "group": "g", "member": member, "instance": instance });
        Request::sample("JoinGroup", fields, given)
    }

    fn beat(member: &str, epoch: i64, answer: Value) -> Request {
        let fields = json!({ "group": "g", "member": member, "instance": null, "epoch": epoch });
        Request::sample("ConsumerGroupHeartbeat", fields, answer)
    }

    fn ids(requests: &[Request]) -> (Vec<String>, Vec<String>) {
        let members = joined(requests, "first").remove("g").unwrap_or_default();
        (members.classic.into_iter().collect(), members.consumer.into_iter().collect())
    }

    #[test]
    fn a_member_goes_by_the_id_that_it_was_given_or_asked_with() {
        let given = join(json!(null), json!(null), json!({ "member": "a" }));
        let unanswered = join(json!("b"), json!(null), json!(null));
        assert_eq!(ids(&[given, unanswered]), (vec!["a".into(), "b".into()], vec![]));
    }

    #[test]
    fn whoever_left_is_no_member() {
        let given = join(json!(null), json!(null), json!({ "member": "a" }));
        let leave = |answer| {
            Request::sample("LeaveGroup", json!({ "group": "g", "members": [{ "member": "a" }] }), answer)
        };
        assert_eq!(ids(&[given.clone(), leave(json!({ "members": [] }))]), (vec![], vec![]));
        assert_eq!(ids(&[given, leave(json!(null))]), (vec!["a".into()], vec![]));
        assert_eq!(ids(&[beat("c", 0, json!({ "member": "c" }))]), (vec![], vec!["c".into()]));
        assert_eq!(ids(&[beat("c", 0, json!({})), beat("c", -1, json!({}))]), (vec![], vec![]));
    }

    #[test]
    fn a_static_member_may_come_back() {
        let given = join(json!(null), json!("worker-1"), json!({ "member": "worker-1-a" }));
        let again = join(json!("worker-1-a"), json!(null), json!({ "member": "worker-1-a" }));
        assert_eq!(ids(&[given, again]), (vec![], vec![]));
    }

    #[test]
    fn another_run_is_left_alone() {
        let other = Request { run: Some("second".into()), ..beat("d", 0, json!({ "member": "d" })) };
        let nobody = Request { run: None, ..beat("e", 0, json!({ "member": "e" })) };
        assert_eq!(joined(&[other, nobody], "first"), BTreeMap::new());
    }
}
