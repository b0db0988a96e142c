//! Metadata and CreateTopics: what there is, and where. Both tell the ids of topics.

use super::errors;
use super::told::{Told, object};
use super::topics::Topics;
use kafka_protocol::messages::{
    CreateTopicsRequest, CreateTopicsResponse, MetadataRequest, MetadataResponse, TopicName,
};
use serde_json::{Map, Value, json};

/// `topics` is null where all are asked for.
pub(super) fn asked(request: &MetadataRequest, topics: &Topics) -> Map<String, Value> {
    let names: Option<Vec<String>> = request.topics.as_ref().map(|asked| {
        let none = TopicName::default();
        asked.iter().map(|topic| topics.name(topic.name.as_ref().unwrap_or(&none), topic.topic_id)).collect()
    });
    object(json!({ "topics": names }))
}

/// `partitions` counts them; there are none of a topic that has an error.
pub(super) fn answered(answer: &MetadataResponse, topics: &Topics) -> Told {
    let none = TopicName::default();
    let mut found = Vec::new();
    for topic in &answer.topics {
        if let Some(name) = &topic.name {
            topics.learn(topic.topic_id, name);
        }
        let name = topic.name.as_ref().unwrap_or(&none);
        found.push(json!({
            "topic": topics.name(name, topic.topic_id),
            "error": errors::name(topic.error_code),
            "partitions": topic.partitions.len(),
        }));
    }
    let brokers: Vec<Value> = answer
        .brokers
        .iter()
        .map(|broker| json!({ "id": broker.node_id.0, "host": broker.host.as_str(), "port": broker.port }))
        .collect();
    let codes = std::iter::once(answer.error_code).chain(answer.topics.iter().map(|topic| topic.error_code));
    Told::new(codes, json!({ "brokers": brokers, "topics": found }))
}

/// −1 partitions or replicas: as the broker's settings have it.
pub(super) fn creating(request: &CreateTopicsRequest) -> Map<String, Value> {
    let topics: Vec<Value> = request
        .topics
        .iter()
        .map(|topic| {
            json!({
                "topic": topic.name.as_str(),
                "partitions": topic.num_partitions,
                "replicas": topic.replication_factor,
            })
        })
        .collect();
    object(json!({ "topics": topics }))
}

pub(super) fn created(answer: &CreateTopicsResponse, topics: &Topics) -> Told {
    for topic in &answer.topics {
        topics.learn(topic.topic_id, &topic.name);
    }
    let found: Vec<Value> = answer
        .topics
        .iter()
        .map(|topic| json!({ "topic": topic.name.as_str(), "error": errors::name(topic.error_code) }))
        .collect();
    Told::new(answer.topics.iter().map(|topic| topic.error_code), json!({ "topics": found }))
}

#[cfg(test)]
mod tests {
    use crate::gateway::decode::corpus::shown;
    use insta::assert_snapshot;

    #[test]
    fn brokers_and_topics() {
        assert_snapshot!(shown("metadata-v4"), @r#"
        whole {"topics":["task-created"]}
        whole {"brokers":[{"id":1,"host":"127.0.0.1","port":29092}],"topics":[{"topic":"task-created","error":null,"partitions":3}]}
        "#);
        assert_snapshot!(shown("metadata-v13"), @r#"
        whole {"topics":["task-created"]}
        whole {"brokers":[{"id":1,"host":"127.0.0.1","port":29092}],"topics":[{"topic":"task-created","error":null,"partitions":3}]}
        "#);
    }

    #[test]
    fn creating_topics() {
        assert_snapshot!(shown("create-topics-v4"), @r#"
        whole {"topics":[{"topic":"task-created","partitions":3,"replicas":1},{"topic":"audit","partitions":1,"replicas":1}]}
        whole {"topics":[{"topic":"task-created","error":null},{"topic":"audit","error":null}]}
        "#);
        assert_snapshot!(shown("create-topics-v4-exists"), @r#"
        whole {"topics":[{"topic":"audit","partitions":1,"replicas":1}]}
        whole TOPIC_ALREADY_EXISTS {"topics":[{"topic":"audit","error":"TOPIC_ALREADY_EXISTS"}]}
        "#);
        assert_snapshot!(shown("create-topics-v7"), @r#"
        whole {"topics":[{"topic":"made-by-java","partitions":2,"replicas":-1}]}
        whole {"topics":[{"topic":"made-by-java","error":null}]}
        "#);
    }
}
