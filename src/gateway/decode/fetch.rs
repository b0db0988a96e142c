//! Fetch: records on their way out.

use super::batches;
use super::errors;
use super::told::{Told, object, partitions};
use super::topics::Topics;
use bytes::Bytes;
use kafka_protocol::messages::fetch_response::PartitionData;
use kafka_protocol::messages::{FetchRequest, FetchResponse};
use serde_json::{Map, Value, json};

/// In a session (KIP-227) only the partitions that changed since the request before are named.
pub(super) fn asked(request: &FetchRequest, topics: &Topics) -> Map<String, Value> {
    let named = request.topics.iter().map(|t| (topics.name(&t.topic, t.topic_id), &t.partitions));
    let partitions = partitions(
        named,
        |topic, partition| json!({ "topic": topic, "partition": partition.partition, "offset": partition.fetch_offset }),
    );
    object(json!({
        "isolation": isolation(request.isolation_level),
        "max_wait_ms": request.max_wait_ms,
        "min_bytes": request.min_bytes,
        "max_bytes": request.max_bytes,
        "session": request.session_id,
        "session_epoch": request.session_epoch,
        "partitions": partitions,
    }))
}

/// The isolation level as clients name it.
pub(super) fn isolation(level: i8) -> &'static str {
    if level == 1 { "read_committed" } else { "read_uncommitted" }
}

/// How many bytes of the answer are records.
pub(super) fn carried(answer: &FetchResponse) -> usize {
    let partitions = answer.responses.iter().flat_map(|topic| &topic.partitions);
    partitions.map(|partition| partition.records.as_ref().map_or(0, Bytes::len)).sum()
}

pub(super) fn answered(answer: &FetchResponse, topics: &Topics) -> Told {
    let mut codes = vec![answer.error_code];
    let named = answer.responses.iter().map(|t| (topics.name(&t.topic, t.topic_id), &t.partitions));
    let partitions = partitions(named, |topic, partition| {
        codes.push(partition.error_code);
        given(topic, partition)
    });
    Told::new(codes, json!({ "session": answer.session_id, "partitions": partitions }))
}

/// What came of one partition, by its whole batches. A broker gives a batch from its beginning, so that the
/// first offset may stand before the one that was asked for; the marks of transactions take offsets, but are
/// no records.
fn given(topic: &str, partition: &PartitionData) -> Value {
    let (mut first, mut next, mut records) = (None, None, 0);
    for batch in batches::whole(partition.records.as_deref().unwrap_or_default()) {
        first = first.or(Some(batch.base_offset));
        next = Some(batch.next_offset);
        if !batch.control {
            records += batch.records;
        }
    }
    json!({
        "topic": topic,
        "partition": partition.partition_index,
        "error": errors::name(partition.error_code),
        "high_watermark": partition.high_watermark,
        "last_stable_offset": partition.last_stable_offset,
        "first_offset": first,
        "next_offset": next,
        "records": records,
    })
}

#[cfg(test)]
mod tests {
    use crate::gateway::decode::corpus::shown;
    use insta::assert_snapshot;

    #[test]
    fn records_by_partition() {
        assert_snapshot!(shown("fetch-v16"), @r#"
        whole {"isolation":"read_committed","max_wait_ms":500,"min_bytes":1,"max_bytes":52428800,"session":0,"session_epoch":-1,"partitions":[{"topic":"task-created","partition":2,"offset":6},{"topic":"task-created","partition":1,"offset":0},{"topic":"task-created","partition":0,"offset":0}]}
        whole {"session":0,"partitions":[{"topic":"task-created","partition":2,"error":null,"high_watermark":6,"last_stable_offset":6,"first_offset":null,"next_offset":null,"records":0},{"topic":"task-created","partition":1,"error":null,"high_watermark":6,"last_stable_offset":6,"first_offset":0,"next_offset":6,"records":6},{"topic":"task-created","partition":0,"error":null,"high_watermark":6,"last_stable_offset":6,"first_offset":0,"next_offset":6,"records":6}]}
        "#);
    }

    #[test]
    fn nothing_new() {
        assert_snapshot!(shown("fetch-v16-nothing-new"), @r#"
        whole {"isolation":"read_committed","max_wait_ms":500,"min_bytes":1,"max_bytes":52428800,"session":0,"session_epoch":-1,"partitions":[{"topic":"task-created","partition":2,"offset":6}]}
        whole {"session":0,"partitions":[{"topic":"task-created","partition":2,"error":null,"high_watermark":6,"last_stable_offset":6,"first_offset":null,"next_offset":null,"records":0}]}
        "#);
    }

    #[test]
    fn the_marks_of_transactions_are_no_records() {
        assert_snapshot!(shown("fetch-v16-transactions"), @r#"
        whole {"isolation":"read_committed","max_wait_ms":500,"min_bytes":1,"max_bytes":52428800,"session":0,"session_epoch":-1,"partitions":[{"topic":"audit","partition":0,"offset":0}]}
        whole {"session":0,"partitions":[{"topic":"audit","partition":0,"error":null,"high_watermark":11,"last_stable_offset":11,"first_offset":0,"next_offset":11,"records":10}]}
        "#);
    }

    #[test]
    fn topics_by_id() {
        assert_snapshot!(shown("fetch-v18"), @r#"
        whole {"isolation":"read_uncommitted","max_wait_ms":500,"min_bytes":1,"max_bytes":52428800,"session":0,"session_epoch":0,"partitions":[{"topic":"task-created","partition":0,"offset":0},{"topic":"task-created","partition":1,"offset":0},{"topic":"task-created","partition":2,"offset":0}]}
        whole {"session":233571219,"partitions":[{"topic":"task-created","partition":0,"error":null,"high_watermark":7,"last_stable_offset":7,"first_offset":0,"next_offset":7,"records":7},{"topic":"task-created","partition":1,"error":null,"high_watermark":7,"last_stable_offset":7,"first_offset":0,"next_offset":7,"records":7},{"topic":"task-created","partition":2,"error":null,"high_watermark":9,"last_stable_offset":9,"first_offset":0,"next_offset":9,"records":9}]}
        "#);
    }

    #[test]
    fn an_older_client() {
        assert_snapshot!(shown("fetch-v11"), @r#"
        whole {"isolation":"read_committed","max_wait_ms":500,"min_bytes":1,"max_bytes":52428800,"session":0,"session_epoch":-1,"partitions":[{"topic":"task-created","partition":2,"offset":6},{"topic":"task-created","partition":1,"offset":0},{"topic":"task-created","partition":0,"offset":0}]}
        whole {"session":0,"partitions":[{"topic":"task-created","partition":2,"error":null,"high_watermark":6,"last_stable_offset":6,"first_offset":null,"next_offset":null,"records":0},{"topic":"task-created","partition":1,"error":null,"high_watermark":6,"last_stable_offset":6,"first_offset":0,"next_offset":6,"records":6},{"topic":"task-created","partition":0,"error":null,"high_watermark":6,"last_stable_offset":6,"first_offset":0,"next_offset":6,"records":6}]}
        "#);
    }
}
