//! OffsetCommit and OffsetFetch: how far groups have come.

use super::errors;
use super::told::{Told, filled, object, partitions, text};
use super::topics::Topics;
use kafka_protocol::messages::{
    OffsetCommitRequest, OffsetCommitResponse, OffsetFetchRequest, OffsetFetchResponse,
};
use serde_json::{Map, Value, json};

/// `member` is null and `generation` −1 where the program commits without being a member.
pub(super) fn committing(request: &OffsetCommitRequest, topics: &Topics) -> Map<String, Value> {
    let named = request.topics.iter().map(|t| (topics.name(&t.name, t.topic_id), &t.partitions));
    let partitions = partitions(named, |topic, partition| {
        let (partition, offset) = (partition.partition_index, partition.committed_offset);
        json!({ "topic": topic, "partition": partition, "offset": offset })
    });
    object(json!({
        "group": request.group_id.as_str(),
        "member": filled(&request.member_id),
        "instance": text(request.group_instance_id.as_ref()),
        "generation": request.generation_id_or_member_epoch,
        "partitions": partitions,
    }))
}

pub(super) fn committed(answer: &OffsetCommitResponse, topics: &Topics) -> Told {
    let mut codes = Vec::new();
    let named = answer.topics.iter().map(|t| (topics.name(&t.name, t.topic_id), &t.partitions));
    let partitions = partitions(named, |topic, partition| {
        codes.push(partition.error_code);
        let error = errors::name(partition.error_code);
        json!({ "topic": topic, "partition": partition.partition_index, "error": error })
    });
    Told::new(codes, json!({ "partitions": partitions }))
}

/// From this version on several groups are asked for at once (KIP-709).
const GROUPS: i16 = 8;

/// `group` is the first group; each partition names its own. `partitions` is null where all are asked for.
pub(super) fn asking(request: &OffsetFetchRequest, version: i16, topics: &Topics) -> Map<String, Value> {
    let mut partitions = Vec::new();
    let mut add = |group: &str, topic: &str, indexes: &[i32]| {
        partitions.extend(indexes.iter().map(|p| json!({ "group": group, "topic": topic, "partition": p })));
    };
    let (group, all) = if version < GROUPS {
        for topic in request.topics.iter().flatten() {
            add(request.group_id.as_str(), topic.name.as_str(), &topic.partition_indexes);
        }
        (Some(request.group_id.as_str()), request.topics.is_none())
    } else {
        for group in &request.groups {
            for topic in group.topics.iter().flatten() {
                let name = topics.name(&topic.name, topic.topic_id);
                add(group.group_id.as_str(), &name, &topic.partition_indexes);
            }
        }
        let all = request.groups.iter().any(|group| group.topics.is_none());
        (request.groups.first().map(|group| group.group_id.as_str()), all)
    };
    object(json!({
        "group": group,
        "require_stable": request.require_stable,
        "partitions": if all { Value::Null } else { json!(partitions) },
    }))
}

/// An offset of −1: never committed. Before version 8 an answer does not repeat the group.
pub(super) fn given(answer: &OffsetFetchResponse, version: i16, topics: &Topics) -> Told {
    let mut partitions = Vec::new();
    let mut codes = vec![answer.error_code];
    let mut add = |group: Option<&str>, topic: &str, partition: i32, offset: i64, code: i16| {
        codes.push(code);
        partitions.push(json!({
            "group": group,
            "topic": topic,
            "partition": partition,
            "error": errors::name(code),
            "offset": offset,
        }));
    };
    if version < GROUPS {
        for topic in &answer.topics {
            for found in &topic.partitions {
                let topic = topic.name.as_str();
                add(None, topic, found.partition_index, found.committed_offset, found.error_code);
            }
        }
    }
    for group in &answer.groups {
        for topic in &group.topics {
            let name = topics.name(&topic.name, topic.topic_id);
            for found in &topic.partitions {
                let group = Some(group.group_id.as_str());
                add(group, &name, found.partition_index, found.committed_offset, found.error_code);
            }
        }
    }
    codes.extend(answer.groups.iter().map(|group| group.error_code));
    Told::new(codes, json!({ "partitions": partitions }))
}

#[cfg(test)]
mod tests {
    use crate::gateway::decode::corpus::shown;
    use insta::assert_snapshot;

    #[test]
    fn commits() {
        assert_snapshot!(shown("offset-commit-v7"), @r#"
        whole {"group":"kc","member":"rdkafka-0382b958-8b37-42db-8aea-9d1a7374e434","instance":null,"generation":1,"partitions":[{"topic":"task-created","partition":2,"offset":3}]}
        whole {"partitions":[{"topic":"task-created","partition":2,"error":null}]}
        "#);
        assert_snapshot!(shown("offset-commit-v9"), @r#"
        whole {"group":"tasks","member":"worker-1-deb5b6d9-ef3b-4706-b34a-9950c08b83e3","instance":"worker-1","generation":1,"partitions":[{"topic":"task-created","partition":0,"offset":6},{"topic":"task-created","partition":1,"offset":6},{"topic":"task-created","partition":2,"offset":6}]}
        whole {"partitions":[{"topic":"task-created","partition":0,"error":null},{"topic":"task-created","partition":1,"error":null},{"topic":"task-created","partition":2,"error":null}]}
        "#);
        assert_snapshot!(shown("offset-commit-v9-refused"), @r#"
        whole {"group":"tasks","member":null,"instance":null,"generation":-1,"partitions":[{"topic":"nope","partition":0,"offset":1},{"topic":"task-created","partition":0,"offset":1}]}
        whole UNKNOWN_TOPIC_OR_PARTITION {"partitions":[{"topic":"nope","partition":0,"error":"UNKNOWN_TOPIC_OR_PARTITION"},{"topic":"task-created","partition":0,"error":null}]}
        "#);
    }

    #[test]
    fn commits_by_topic_id() {
        assert_snapshot!(shown("offset-commit-v10"), @r#"
        whole {"group":"java848","member":"k3U8Gzg4TAqtsymHfCxNow","instance":null,"generation":2,"partitions":[{"topic":"task-created","partition":1,"offset":7},{"topic":"task-created","partition":0,"offset":3},{"topic":"task-created","partition":2,"offset":0}]}
        whole {"partitions":[{"topic":"task-created","partition":1,"error":null},{"topic":"task-created","partition":0,"error":null},{"topic":"task-created","partition":2,"error":null}]}
        "#);
    }

    #[test]
    fn fetches() {
        assert_snapshot!(shown("offset-fetch-v9"), @r#"
        whole {"group":"tasks","require_stable":true,"partitions":[{"group":"tasks","topic":"audit","partition":0},{"group":"tasks","topic":"task-created","partition":0},{"group":"tasks","topic":"task-created","partition":1},{"group":"tasks","topic":"task-created","partition":2}]}
        whole {"partitions":[{"group":"tasks","topic":"audit","partition":0,"error":null,"offset":-1},{"group":"tasks","topic":"task-created","partition":0,"error":null,"offset":6},{"group":"tasks","topic":"task-created","partition":1,"error":null,"offset":6},{"group":"tasks","topic":"task-created","partition":2,"error":null,"offset":6}]}
        "#);
        assert_snapshot!(shown("offset-fetch-v9-all-new"), @r#"
        whole {"group":"tasks","require_stable":true,"partitions":[{"group":"tasks","topic":"task-created","partition":0},{"group":"tasks","topic":"task-created","partition":1},{"group":"tasks","topic":"task-created","partition":2}]}
        whole {"partitions":[{"group":"tasks","topic":"task-created","partition":0,"error":null,"offset":-1},{"group":"tasks","topic":"task-created","partition":1,"error":null,"offset":-1},{"group":"tasks","topic":"task-created","partition":2,"error":null,"offset":-1}]}
        "#);
    }

    #[test]
    fn fetches_by_topic_id() {
        assert_snapshot!(shown("offset-fetch-v10"), @r#"
        whole {"group":"java848","require_stable":true,"partitions":[{"group":"java848","topic":"task-created","partition":1},{"group":"java848","topic":"task-created","partition":0},{"group":"java848","topic":"task-created","partition":2}]}
        whole {"partitions":[{"group":"java848","topic":"task-created","partition":1,"error":null,"offset":-1},{"group":"java848","topic":"task-created","partition":0,"error":null,"offset":-1},{"group":"java848","topic":"task-created","partition":2,"error":null,"offset":-1}]}
        "#);
    }
}
