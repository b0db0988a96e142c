//! Membership in groups of the newer protocol (KIP-848).

use super::told::{Told, filled, object, text};
use super::topics::Topics;
use kafka_protocol::messages::{ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// `epoch` is 0 to join, −1 to leave, −2 for a static member that will be back. `topics` and `owned` are null
/// where nothing changed since the heartbeat before.
pub(super) fn beating(request: &ConsumerGroupHeartbeatRequest, topics: &Topics) -> Map<String, Value> {
    let subscribed = request.subscribed_topic_names.as_ref();
    let names: Option<Vec<&str>> = subscribed.map(|names| names.iter().map(|name| name.as_str()).collect());
    let owned: Option<Vec<Value>> = request.topic_partitions.as_ref().map(|owned| {
        owned.iter().flat_map(|topic| partitions(topic.topic_id, &topic.partitions, topics)).collect()
    });
    object(json!({
        "group": request.group_id.as_str(),
        "member": filled(&request.member_id),
        "instance": text(request.instance_id.as_ref()),
        "epoch": request.member_epoch,
        "topics": names,
        "owned": owned,
    }))
}

/// `assigned` is null where it is as before.
pub(super) fn beaten(answer: &ConsumerGroupHeartbeatResponse, topics: &Topics) -> Told {
    let assigned: Option<Vec<Value>> = answer.assignment.as_ref().map(|assigned| {
        let each = assigned.topic_partitions.iter();
        each.flat_map(|topic| partitions(topic.topic_id, &topic.partitions, topics)).collect()
    });
    let fields = json!({
        "epoch": answer.member_epoch,
        "member": answer.member_id.as_ref().and_then(filled),
        "assigned": assigned,
    });
    Told::new([answer.error_code], fields)
}

fn partitions(id: Uuid, partitions: &[i32], topics: &Topics) -> Vec<Value> {
    let topic = topics.name(&Default::default(), id);
    partitions.iter().map(|partition| json!({ "topic": topic, "partition": partition })).collect()
}

#[cfg(test)]
mod tests {
    use crate::gateway::decode::corpus::shown;
    use insta::assert_snapshot;

    #[test]
    fn heartbeats() {
        assert_snapshot!(shown("consumer-group-heartbeat-v1"), @r#"
        whole {"group":"tasks848","member":"ASIhgpitQ/qQ3d2QOg+P6A","instance":null,"epoch":0,"topics":["task-created"],"owned":[]}
        whole {"epoch":2,"member":"ASIhgpitQ/qQ3d2QOg+P6A","assigned":[{"topic":"task-created","partition":0},{"topic":"task-created","partition":1},{"topic":"task-created","partition":2}]}
        "#);
        assert_snapshot!(shown("consumer-group-heartbeat-v1-assigned"), @r#"
        whole {"group":"tasks848","member":"ASIhgpitQ/qQ3d2QOg+P6A","instance":null,"epoch":2,"topics":null,"owned":[{"topic":"task-created","partition":0},{"topic":"task-created","partition":1},{"topic":"task-created","partition":2}]}
        whole {"epoch":2,"member":"ASIhgpitQ/qQ3d2QOg+P6A","assigned":null}
        "#);
    }
}
