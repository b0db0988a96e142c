//! Produce: records on their way in.

use super::batches::{self, Batch};
use super::errors;
use super::told::{Told, object, partitions};
use super::topics::Topics;
use bytes::{Buf, Bytes};
use kafka_protocol::messages::{ProduceRequest, ProduceResponse};
use serde_json::{Map, Value, json};

/// What stands before the records: known of a request too that is too long to be kept.
#[derive(Debug)]
pub(super) struct Opening {
    transactional_id: Option<String>,
    /// 0: no answer is wanted; 1: of the leader; −1: of all in-sync replicas.
    pub(super) acks: i16,
    timeout_ms: i32,
}

impl Opening {
    pub(super) fn fields(&self) -> Map<String, Value> {
        object(json!({
            "acks": self.acks,
            "timeout_ms": self.timeout_ms,
            "transactional_id": self.transactional_id,
        }))
    }
}

/// From this version on, texts and lists are compact (KIP-482).
const FLEXIBLE: i16 = 9;
/// Versions whose beginning is known.
const VERSIONS: std::ops::RangeInclusive<i16> = 3..=13;

/// Reads no further than the timeout.
pub(super) fn opening(body: &Bytes, version: i16) -> Option<Opening> {
    if !VERSIONS.contains(&version) {
        return None;
    }
    let mut rest = body.clone();
    let length = if version < FLEXIBLE {
        usize::try_from(rest.try_get_i16().ok()?).ok()
    } else {
        compact(&mut rest)?.checked_sub(1)
    };
    let transactional_id = match length {
        None => None,
        Some(length) if length <= rest.len() => {
            Some(String::from_utf8_lossy(&rest.split_to(length)).into_owned())
        }
        Some(_) => return None,
    };
    let acks = rest.try_get_i16().ok()?;
    let timeout_ms = rest.try_get_i32().ok()?;
    Some(Opening { transactional_id, acks, timeout_ms })
}

/// An unsigned varint of up to three bytes: a transactional id is no longer.
fn compact(rest: &mut Bytes) -> Option<usize> {
    let mut value = 0;
    for shift in [0, 7, 14] {
        let byte = rest.try_get_u8().ok()?;
        value |= usize::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

/// How many bytes of the request are records.
pub(super) fn carried(request: &ProduceRequest) -> usize {
    let partitions = request.topic_data.iter().flat_map(|topic| &topic.partition_data);
    partitions.map(|partition| partition.records.as_ref().map_or(0, Bytes::len)).sum()
}

pub(super) fn asked(request: &ProduceRequest, topics: &Topics) -> Map<String, Value> {
    let named = request.topic_data.iter().map(|t| (topics.name(&t.name, t.topic_id), &t.partition_data));
    let partitions = partitions(named, |topic, partition| {
        records(topic, partition.index, partition.records.as_deref().unwrap_or_default())
    });
    object(json!({
        "acks": request.acks,
        "timeout_ms": request.timeout_ms,
        "transactional_id": request.transactional_id.as_ref().map(|id| id.as_str()),
        "partitions": partitions,
    }))
}

/// What goes into one partition. Where it is several batches, those of one producer follow each other:
/// the first tells id, epoch and sequence.
fn records(topic: &str, partition: i32, bytes: &[u8]) -> Value {
    let batches: Vec<Batch> = batches::whole(bytes).collect();
    let first = batches.first();
    json!({
        "topic": topic,
        "partition": partition,
        "records": batches.iter().map(|batch| batch.records).sum::<i64>(),
        "bytes": bytes.len(),
        "compression": first.map(|batch| batch.compression.as_str()),
        "producer_id": first.map(|batch| batch.producer_id),
        "epoch": first.map(|batch| batch.epoch),
        "sequence": first.map(|batch| batch.sequence),
        "transactional": batches.iter().any(|batch| batch.transactional),
    })
}

pub(super) fn answered(answer: &ProduceResponse, topics: &Topics) -> Told {
    let mut codes = Vec::new();
    let named = answer.responses.iter().map(|t| (topics.name(&t.name, t.topic_id), &t.partition_responses));
    let partitions = partitions(named, |topic, partition| {
        codes.push(partition.error_code);
        json!({
            "topic": topic,
            "partition": partition.index,
            "error": errors::name(partition.error_code),
            "offset": partition.base_offset,
        })
    });
    Told::new(codes, json!({ "partitions": partitions }))
}

#[cfg(test)]
mod tests {
    use crate::gateway::decode::corpus::shown;
    use insta::assert_snapshot;

    #[test]
    fn a_batch_of_a_plain_producer() {
        assert_snapshot!(shown("produce-v10"), @r#"
        whole {"acks":-1,"timeout_ms":30000,"transactional_id":null,"partitions":[{"topic":"task-created","partition":1,"records":2,"bytes":197,"compression":"none","producer_id":-1,"epoch":-1,"sequence":-1,"transactional":false}]}
        whole {"partitions":[{"topic":"task-created","partition":1,"error":null,"offset":0}]}
        "#);
    }

    #[test]
    fn no_acknowledgement_no_answer() {
        assert_snapshot!(shown("produce-v10-acks-0"), @r#"whole {"acks":0,"timeout_ms":30000,"transactional_id":null,"partitions":[{"topic":"task-created","partition":1,"records":2,"bytes":197,"compression":"none","producer_id":-1,"epoch":-1,"sequence":-1,"transactional":false}]}"#);
    }

    #[test]
    fn batches_are_not_opened() {
        assert_snapshot!(shown("produce-v10-idempotent"), @r#"
        whole {"acks":-1,"timeout_ms":30000,"transactional_id":null,"partitions":[{"topic":"task-created","partition":2,"records":2,"bytes":155,"compression":"gzip","producer_id":0,"epoch":0,"sequence":0,"transactional":false}]}
        whole {"partitions":[{"topic":"task-created","partition":2,"error":null,"offset":2}]}
        "#);
        assert_snapshot!(shown("produce-v10-zstd"), @r#"
        whole {"acks":-1,"timeout_ms":30000,"transactional_id":null,"partitions":[{"topic":"audit","partition":0,"records":6,"bytes":183,"compression":"zstd","producer_id":-1,"epoch":-1,"sequence":-1,"transactional":false}]}
        whole {"partitions":[{"topic":"audit","partition":0,"error":null,"offset":0}]}
        "#);
    }

    #[test]
    fn a_transaction() {
        assert_snapshot!(shown("produce-v10-transaction"), @r#"
        whole {"acks":-1,"timeout_ms":30000,"transactional_id":"mailer-1","partitions":[{"topic":"audit","partition":0,"records":4,"bytes":333,"compression":"none","producer_id":1,"epoch":0,"sequence":0,"transactional":true}]}
        whole {"partitions":[{"topic":"audit","partition":0,"error":null,"offset":6}]}
        "#);
    }

    #[test]
    fn topics_by_id() {
        assert_snapshot!(shown("produce-v13"), @r#"
        whole {"acks":-1,"timeout_ms":1500,"transactional_id":null,"partitions":[{"topic":"task-created","partition":2,"records":3,"bytes":112,"compression":"none","producer_id":2,"epoch":0,"sequence":0,"transactional":false},{"topic":"task-created","partition":1,"records":1,"bytes":78,"compression":"none","producer_id":2,"epoch":0,"sequence":0,"transactional":false},{"topic":"task-created","partition":0,"records":1,"bytes":78,"compression":"none","producer_id":2,"epoch":0,"sequence":0,"transactional":false}]}
        whole {"partitions":[{"topic":"task-created","partition":0,"error":null,"offset":6},{"topic":"task-created","partition":1,"error":null,"offset":6},{"topic":"task-created","partition":2,"error":null,"offset":6}]}
        "#);
        assert_snapshot!(shown("produce-v13-transaction"), @r#"
        whole {"acks":-1,"timeout_ms":30000,"transactional_id":"perf","partitions":[{"topic":"audit","partition":0,"records":2,"bytes":279,"compression":"none","producer_id":3,"epoch":0,"sequence":0,"transactional":true}]}
        whole {"partitions":[{"topic":"audit","partition":0,"error":null,"offset":12}]}
        "#);
    }

    #[test]
    fn an_older_client() {
        assert_snapshot!(shown("produce-v7"), @r#"
        whole {"acks":-1,"timeout_ms":30000,"transactional_id":null,"partitions":[{"topic":"audit","partition":0,"records":1,"bytes":75,"compression":"none","producer_id":-1,"epoch":-1,"sequence":-1,"transactional":false}]}
        whole {"partitions":[{"topic":"audit","partition":0,"error":null,"offset":11}]}
        "#);
    }
}
