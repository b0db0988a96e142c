//! ListOffsets: where partitions begin and end.

use super::errors;
use super::fetch::isolation;
use super::told::{Told, object};
use kafka_protocol::messages::{ListOffsetsRequest, ListOffsetsResponse};
use serde_json::{Map, Value, json};

/// The version whose form is that of `version`: 11 differs from 10 only in what a timestamp may mean (KIP-1023).
pub(in crate::gateway) fn wire(version: i16) -> i16 {
    if version == 11 { 10 } else { version }
}

/// A timestamp of −1 asks for the end, −2 for the beginning.
pub(super) fn asked(request: &ListOffsetsRequest) -> Map<String, Value> {
    let partitions: Vec<Value> = request
        .topics
        .iter()
        .flat_map(|topic| topic.partitions.iter().map(move |partition| (topic, partition)))
        .map(|(topic, partition)| {
            json!({
                "topic": topic.name.as_str(),
                "partition": partition.partition_index,
                "timestamp": partition.timestamp,
            })
        })
        .collect();
    object(json!({ "isolation": isolation(request.isolation_level), "partitions": partitions }))
}

pub(super) fn answered(answer: &ListOffsetsResponse) -> Told {
    let found = || answer.topics.iter().flat_map(|topic| topic.partitions.iter().map(move |p| (topic, p)));
    let partitions: Vec<Value> = found()
        .map(|(topic, partition)| {
            json!({
                "topic": topic.name.as_str(),
                "partition": partition.partition_index,
                "error": errors::name(partition.error_code),
                "offset": partition.offset,
                "timestamp": partition.timestamp,
            })
        })
        .collect();
    Told::new(found().map(|(_, partition)| partition.error_code), json!({ "partitions": partitions }))
}

#[cfg(test)]
mod tests {
    use crate::gateway::decode::corpus::shown;
    use insta::assert_snapshot;

    #[test]
    fn where_partitions_begin() {
        assert_snapshot!(shown("list-offsets-v2"), @r#"
        whole {"isolation":"read_committed","partitions":[{"topic":"task-created","partition":2,"timestamp":-2}]}
        whole {"partitions":[{"topic":"task-created","partition":2,"error":null,"offset":0,"timestamp":-1}]}
        "#);
        assert_snapshot!(shown("list-offsets-v7"), @r#"
        whole {"isolation":"read_committed","partitions":[{"topic":"task-created","partition":2,"timestamp":-2}]}
        whole {"partitions":[{"topic":"task-created","partition":2,"error":null,"offset":0,"timestamp":-1}]}
        "#);
        assert_snapshot!(shown("list-offsets-v11"), @r#"
        whole {"isolation":"read_uncommitted","partitions":[{"topic":"task-created","partition":1,"timestamp":-2},{"topic":"task-created","partition":0,"timestamp":-2},{"topic":"task-created","partition":2,"timestamp":-2}]}
        whole {"partitions":[{"topic":"task-created","partition":1,"error":null,"offset":0,"timestamp":-1},{"topic":"task-created","partition":0,"error":null,"offset":0,"timestamp":-1},{"topic":"task-created","partition":2,"error":null,"offset":0,"timestamp":-1}]}
        "#);
    }
}
