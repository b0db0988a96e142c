//! Transactions: producer ids, what takes part, and the end (KIP-98, KIP-890).

use super::errors;
use super::told::{Told, object, text};
use kafka_protocol::messages::add_partitions_to_txn_request::AddPartitionsToTxnTopic;
use kafka_protocol::messages::add_partitions_to_txn_response::AddPartitionsToTxnTopicResult;
use kafka_protocol::messages::{
    AddOffsetsToTxnRequest, AddOffsetsToTxnResponse, AddPartitionsToTxnRequest, AddPartitionsToTxnResponse,
    EndTxnRequest, EndTxnResponse, InitProducerIdRequest, InitProducerIdResponse, TxnOffsetCommitRequest,
    TxnOffsetCommitResponse,
};
use serde_json::{Map, Value, json};

/// Without a transactional id the producer is idempotent only.
pub(super) fn starting(request: &InitProducerIdRequest) -> Map<String, Value> {
    object(json!({
        "transactional_id": request.transactional_id.as_ref().map(|id| id.as_str()),
        "timeout_ms": request.transaction_timeout_ms,
        "producer_id": request.producer_id.0,
        "epoch": request.producer_epoch,
    }))
}

pub(super) fn started(answer: &InitProducerIdResponse) -> Told {
    let fields = json!({ "producer_id": answer.producer_id.0, "epoch": answer.producer_epoch });
    Told::new([answer.error_code], fields)
}

/// From this version on a request holds several transactions; only brokers send those, to each other.
const BATCHED: i16 = 4;

pub(super) fn adding(request: &AddPartitionsToTxnRequest, version: i16) -> Map<String, Value> {
    let partitions = |topics: &[AddPartitionsToTxnTopic]| -> Vec<Value> {
        let each = topics.iter().flat_map(|topic| topic.partitions.iter().map(move |p| (topic, p)));
        each.map(|(topic, p)| json!({ "topic": topic.name.as_str(), "partition": p })).collect()
    };
    if version < BATCHED {
        return object(json!({
            "transactional_id": request.v3_and_below_transactional_id.as_str(),
            "producer_id": request.v3_and_below_producer_id.0,
            "epoch": request.v3_and_below_producer_epoch,
            "partitions": partitions(&request.v3_and_below_topics),
        }));
    }
    let transactions: Vec<Value> = request
        .transactions
        .iter()
        .map(|transaction| {
            json!({
                "transactional_id": transaction.transactional_id.as_str(),
                "producer_id": transaction.producer_id.0,
                "epoch": transaction.producer_epoch,
                "partitions": partitions(&transaction.topics),
            })
        })
        .collect();
    object(json!({ "transactions": transactions }))
}

pub(super) fn added(answer: &AddPartitionsToTxnResponse, version: i16) -> Told {
    let mut codes = vec![answer.error_code];
    let mut partitions = Vec::new();
    let mut add = |topics: &[AddPartitionsToTxnTopicResult]| {
        for topic in topics {
            for partition in &topic.results_by_partition {
                codes.push(partition.partition_error_code);
                partitions.push(json!({
                    "topic": topic.name.as_str(),
                    "partition": partition.partition_index,
                    "error": errors::name(partition.partition_error_code),
                }));
            }
        }
    };
    if version < BATCHED {
        add(&answer.results_by_topic_v3_and_below);
    } else {
        answer.results_by_transaction.iter().for_each(|transaction| add(&transaction.topic_results));
    }
    Told::new(codes, json!({ "partitions": partitions }))
}

pub(super) fn adding_group(request: &AddOffsetsToTxnRequest) -> Map<String, Value> {
    object(json!({
        "transactional_id": request.transactional_id.as_str(),
        "producer_id": request.producer_id.0,
        "epoch": request.producer_epoch,
        "group": request.group_id.as_str(),
    }))
}

pub(super) fn added_group(answer: &AddOffsetsToTxnResponse) -> Told {
    Told::new([answer.error_code], json!({}))
}

pub(super) fn committing_offsets(request: &TxnOffsetCommitRequest) -> Map<String, Value> {
    let each = request.topics.iter().flat_map(|topic| topic.partitions.iter().map(move |p| (topic, p)));
    let partitions: Vec<Value> = each
        .map(|(topic, partition)| {
            json!({
                "topic": topic.name.as_str(),
                "partition": partition.partition_index,
                "offset": partition.committed_offset,
            })
        })
        .collect();
    object(json!({
        "transactional_id": request.transactional_id.as_str(),
        "group": request.group_id.as_str(),
        "producer_id": request.producer_id.0,
        "epoch": request.producer_epoch,
        "member": request.member_id.as_str(),
        "instance": text(request.group_instance_id.as_ref()),
        "generation": request.generation_id,
        "partitions": partitions,
    }))
}

pub(super) fn committed_offsets(answer: &TxnOffsetCommitResponse) -> Told {
    let found = || answer.topics.iter().flat_map(|topic| topic.partitions.iter().map(move |p| (topic, p)));
    let partitions: Vec<Value> = found()
        .map(|(topic, partition)| {
            json!({
                "topic": topic.name.as_str(),
                "partition": partition.partition_index,
                "error": errors::name(partition.error_code),
            })
        })
        .collect();
    Told::new(found().map(|(_, partition)| partition.error_code), json!({ "partitions": partitions }))
}

pub(super) fn ending(request: &EndTxnRequest) -> Map<String, Value> {
    object(json!({
        "transactional_id": request.transactional_id.as_str(),
        "producer_id": request.producer_id.0,
        "epoch": request.producer_epoch,
        "committed": request.committed,
    }))
}

/// From version 5 on the answer holds the id and epoch of the next transaction (KIP-890); before, they stay.
pub(super) fn ended(answer: &EndTxnResponse, version: i16) -> Told {
    let fields = if version < 5 {
        json!({})
    } else {
        json!({ "producer_id": answer.producer_id.0, "epoch": answer.producer_epoch })
    };
    Told::new([answer.error_code], fields)
}

#[cfg(test)]
mod tests {
    use crate::gateway::decode::corpus::shown;
    use insta::assert_snapshot;

    #[test]
    fn producer_ids() {
        assert_snapshot!(shown("init-producer-id-v4"), @r#"
        whole {"transactional_id":null,"timeout_ms":-1,"producer_id":-1,"epoch":-1}
        whole {"producer_id":0,"epoch":0}
        "#);
        assert_snapshot!(shown("init-producer-id-v4-loading"), @r#"
        whole {"transactional_id":null,"timeout_ms":-1,"producer_id":-1,"epoch":-1}
        whole COORDINATOR_LOAD_IN_PROGRESS {"producer_id":-1,"epoch":-1}
        "#);
        assert_snapshot!(shown("init-producer-id-v4-transaction"), @r#"
        whole {"transactional_id":"mailer-1","timeout_ms":60000,"producer_id":-1,"epoch":-1}
        whole {"producer_id":1,"epoch":0}
        "#);
        assert_snapshot!(shown("init-producer-id-v5"), @r#"
        whole {"transactional_id":"perf","timeout_ms":60000,"producer_id":-1,"epoch":-1}
        whole {"producer_id":3,"epoch":0}
        "#);
    }

    #[test]
    fn partitions() {
        assert_snapshot!(shown("add-partitions-to-txn-v0"), @r#"
        whole {"transactional_id":"mailer-1","producer_id":1,"epoch":0,"partitions":[{"topic":"audit","partition":0}]}
        whole {"partitions":[{"topic":"audit","partition":0,"error":null}]}
        "#);
        assert_snapshot!(shown("add-partitions-to-txn-v0-fenced"), @r#"
        whole {"transactional_id":"mailer-1","producer_id":1,"epoch":0,"partitions":[{"topic":"audit","partition":0}]}
        whole INVALID_PRODUCER_EPOCH {"partitions":[{"topic":"audit","partition":0,"error":"INVALID_PRODUCER_EPOCH"}]}
        "#);
    }

    #[test]
    fn offsets() {
        assert_snapshot!(shown("add-offsets-to-txn-v0"), @r#"
        whole {"transactional_id":"mailer-1","producer_id":1,"epoch":0,"group":"eos"}
        whole {}
        "#);
        assert_snapshot!(shown("txn-offset-commit-v3"), @r#"
        whole {"transactional_id":"mailer-1","group":"eos","producer_id":1,"epoch":0,"member":"rdkafka-10b5b71c-4272-48a7-bbdc-6608b07f4bdb","instance":null,"generation":1,"partitions":[{"topic":"task-created","partition":1,"offset":2},{"topic":"task-created","partition":2,"offset":6}]}
        whole {"partitions":[{"topic":"task-created","partition":1,"error":null},{"topic":"task-created","partition":2,"error":null}]}
        "#);
    }

    #[test]
    fn ends() {
        assert_snapshot!(shown("end-txn-v1"), @r#"
        whole {"transactional_id":"mailer-1","producer_id":1,"epoch":0,"committed":true}
        whole {}
        "#);
        assert_snapshot!(shown("end-txn-v1-abort"), @r#"
        whole {"transactional_id":"mailer-1","producer_id":1,"epoch":0,"committed":false}
        whole {}
        "#);
        assert_snapshot!(shown("end-txn-v5"), @r#"
        whole {"transactional_id":"perf","producer_id":3,"epoch":0,"committed":true}
        whole {"producer_id":3,"epoch":1}
        "#);
    }
}
