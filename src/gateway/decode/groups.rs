//! Coordinators, and membership in classic groups.

use super::errors;
use super::guard::whole;
use super::told::{Told, filled, object, text};
use bytes::{Buf, Bytes};
use kafka_protocol::messages::{
    ConsumerProtocolAssignment, FindCoordinatorRequest, FindCoordinatorResponse, HeartbeatRequest,
    HeartbeatResponse, JoinGroupRequest, JoinGroupResponse, LeaveGroupRequest, LeaveGroupResponse,
    SyncGroupRequest, SyncGroupResponse,
};
use serde_json::{Map, Value, json};

/// From this version on `FindCoordinator` asks for several keys at once (KIP-699).
const KEYS: i16 = 4;

pub(super) fn finding(request: &FindCoordinatorRequest, version: i16) -> Map<String, Value> {
    let keys: Vec<&str> = if version < KEYS {
        vec![request.key.as_str()]
    } else {
        request.coordinator_keys.iter().map(|key| key.as_str()).collect()
    };
    let kind = match request.key_type {
        0 => "group".to_owned(),
        1 => "transaction".to_owned(),
        2 => "share".to_owned(),
        other => format!("unknown({other})"),
    };
    object(json!({ "keys": keys, "kind": kind }))
}

/// Before it asked for several keys, an answer did not repeat the one.
pub(super) fn found(answer: &FindCoordinatorResponse, version: i16) -> Told {
    if version < KEYS {
        let error = errors::name(answer.error_code);
        let only = json!({ "key": null, "broker": answer.node_id.0, "error": error });
        return Told::new([answer.error_code], json!({ "coordinators": [only] }));
    }
    let coordinators: Vec<Value> = answer
        .coordinators
        .iter()
        .map(|found| {
            let error = errors::name(found.error_code);
            json!({ "key": found.key.as_str(), "broker": found.node_id.0, "error": error })
        })
        .collect();
    let codes = answer.coordinators.iter().map(|found| found.error_code);
    Told::new(codes, json!({ "coordinators": coordinators }))
}

/// `member` is null in a first request, which has no id yet.
pub(super) fn joining(request: &JoinGroupRequest) -> Map<String, Value> {
    let protocols: Vec<&str> = request.protocols.iter().map(|protocol| protocol.name.as_str()).collect();
    object(json!({
        "group": request.group_id.as_str(),
        "member": filled(&request.member_id),
        "instance": text(request.group_instance_id.as_ref()),
        "session_timeout_ms": request.session_timeout_ms,
        "rebalance_timeout_ms": request.rebalance_timeout_ms,
        "protocols": protocols,
    }))
}

/// `leader` is the member id of the leader.
pub(super) fn joined(answer: &JoinGroupResponse) -> Told {
    let fields = json!({
        "generation": answer.generation_id,
        "member": filled(&answer.member_id),
        "leader": filled(&answer.leader),
        "protocol": answer.protocol_name.as_ref().and_then(filled),
    });
    Told::new([answer.error_code], fields)
}

pub(super) fn syncing(request: &SyncGroupRequest) -> Map<String, Value> {
    object(json!({
        "group": request.group_id.as_str(),
        "member": request.member_id.as_str(),
        "instance": text(request.group_instance_id.as_ref()),
        "generation": request.generation_id,
    }))
}

/// `assigned` is null where there is no assignment, or none of the consumer protocol.
pub(super) fn synced(answer: &SyncGroupResponse) -> Told {
    Told::new([answer.error_code], json!({ "assigned": assigned(&answer.assignment) }))
}

/// The partitions in an assignment of the consumer protocol, which has a version of its own before it.
fn assigned(bytes: &Bytes) -> Option<Vec<Value>> {
    let mut rest = bytes.clone();
    let version = rest.try_get_i16().ok()?;
    let assignment: ConsumerProtocolAssignment = whole(&rest, version)?;
    let topics = assignment.assigned_partitions.iter();
    let each = topics.flat_map(|topic| topic.partitions.iter().map(move |p| (topic, p)));
    Some(each.map(|(topic, p)| json!({ "topic": topic.topic.as_str(), "partition": p })).collect())
}

pub(super) fn beating(request: &HeartbeatRequest) -> Map<String, Value> {
    object(json!({
        "group": request.group_id.as_str(),
        "member": request.member_id.as_str(),
        "instance": text(request.group_instance_id.as_ref()),
        "generation": request.generation_id,
    }))
}

pub(super) fn beaten(answer: &HeartbeatResponse) -> Told {
    Told::new([answer.error_code], json!({}))
}

/// Up to version 2 one member leaves, by its id (KIP-345).
pub(super) fn leaving(request: &LeaveGroupRequest, version: i16) -> Map<String, Value> {
    let members: Vec<Value> = if version < 3 {
        vec![json!({ "member": request.member_id.as_str(), "instance": null })]
    } else {
        let each = request.members.iter();
        each.map(|leaver| {
            let instance = text(leaver.group_instance_id.as_ref());
            json!({ "member": filled(&leaver.member_id), "instance": instance })
        })
        .collect()
    };
    object(json!({ "group": request.group_id.as_str(), "members": members }))
}

pub(super) fn left(answer: &LeaveGroupResponse) -> Told {
    let members: Vec<Value> = answer
        .members
        .iter()
        .map(|leaver| {
            json!({
                "member": filled(&leaver.member_id),
                "instance": text(leaver.group_instance_id.as_ref()),
                "error": errors::name(leaver.error_code),
            })
        })
        .collect();
    let codes = std::iter::once(answer.error_code).chain(answer.members.iter().map(|m| m.error_code));
    Told::new(codes, json!({ "members": members }))
}

#[cfg(test)]
mod tests {
    use crate::gateway::decode::corpus::shown;
    use insta::assert_snapshot;

    #[test]
    fn coordinators() {
        assert_snapshot!(shown("find-coordinator-v2"), @r#"
        whole {"keys":["tasks"],"kind":"group"}
        whole {"coordinators":[{"key":null,"broker":1,"error":null}]}
        "#);
        assert_snapshot!(shown("find-coordinator-v2-transaction"), @r#"
        whole {"keys":["mailer-1"],"kind":"transaction"}
        whole COORDINATOR_NOT_AVAILABLE {"coordinators":[{"key":null,"broker":-1,"error":"COORDINATOR_NOT_AVAILABLE"}]}
        "#);
        assert_snapshot!(shown("find-coordinator-v6"), @r#"
        whole {"keys":["java"],"kind":"group"}
        whole {"coordinators":[{"key":"java","broker":1,"error":null}]}
        "#);
    }

    #[test]
    fn joining_a_group() {
        assert_snapshot!(shown("join-group-v5"), @r#"
        whole {"group":"tasks","member":null,"instance":"worker-1","session_timeout_ms":3000,"rebalance_timeout_ms":300000,"protocols":["range","roundrobin"]}
        whole {"generation":1,"member":"worker-1-deb5b6d9-ef3b-4706-b34a-9950c08b83e3","leader":"worker-1-deb5b6d9-ef3b-4706-b34a-9950c08b83e3","protocol":"range"}
        "#);
        assert_snapshot!(shown("join-group-v5-id-required"), @r#"
        whole {"group":"tasks2","member":null,"instance":null,"session_timeout_ms":3000,"rebalance_timeout_ms":300000,"protocols":["cooperative-sticky"]}
        whole MEMBER_ID_REQUIRED {"generation":-1,"member":"classic2-e5ba3c71-cd43-474c-ba8e-a88baae74260","leader":null,"protocol":null}
        "#);
        assert_snapshot!(shown("join-group-v9"), @r#"
        whole {"group":"java","member":"console-consumer-19386b0e-1a7c-4f7f-8013-9eacfa1cbe00","instance":null,"session_timeout_ms":45000,"rebalance_timeout_ms":300000,"protocols":["range","cooperative-sticky"]}
        whole {"generation":1,"member":"console-consumer-19386b0e-1a7c-4f7f-8013-9eacfa1cbe00","leader":"console-consumer-19386b0e-1a7c-4f7f-8013-9eacfa1cbe00","protocol":"range"}
        "#);
    }

    #[test]
    fn assignments() {
        assert_snapshot!(shown("sync-group-v3"), @r#"
        whole {"group":"tasks","member":"worker-1-deb5b6d9-ef3b-4706-b34a-9950c08b83e3","instance":"worker-1","generation":1}
        whole {"assigned":[{"topic":"task-created","partition":0},{"topic":"task-created","partition":1},{"topic":"task-created","partition":2}]}
        "#);
        assert_snapshot!(shown("sync-group-v5"), @r#"
        whole {"group":"java","member":"console-consumer-19386b0e-1a7c-4f7f-8013-9eacfa1cbe00","instance":null,"generation":1}
        whole {"assigned":[{"topic":"task-created","partition":0},{"topic":"task-created","partition":1},{"topic":"task-created","partition":2}]}
        "#);
    }

    #[test]
    fn heartbeats() {
        assert_snapshot!(shown("heartbeat-v3"), @r#"
        whole {"group":"tasks","member":"worker-1-deb5b6d9-ef3b-4706-b34a-9950c08b83e3","instance":"worker-1","generation":1}
        whole {}
        "#);
    }

    #[test]
    fn leaving_a_group() {
        assert_snapshot!(shown("leave-group-v1"), @r#"
        whole {"group":"tasks2","members":[{"member":"classic2-e5ba3c71-cd43-474c-ba8e-a88baae74260","instance":null}]}
        whole {"members":[]}
        "#);
        assert_snapshot!(shown("leave-group-v5"), @r#"
        whole {"group":"java","members":[{"member":"console-consumer-19386b0e-1a7c-4f7f-8013-9eacfa1cbe00","instance":null}]}
        whole {"members":[{"member":"console-consumer-19386b0e-1a7c-4f7f-8013-9eacfa1cbe00","instance":null,"error":null}]}
        "#);
    }
}
