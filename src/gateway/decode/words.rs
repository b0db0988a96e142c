//! What a person reads of each exchange of the corpus: the words are written for fields as they are decoded.

use super::corpus::{exchanges, topics};
use super::{answer, name, request};
use crate::evidence::{Request, words};
use insta::assert_snapshot;
use serde_json::{Value, json};

/// An exchange as evidence has it.
fn seen(of: &str) -> Request {
    let exchange = exchanges().into_iter().find(|exchange| exchange.name == of).unwrap();
    let topics = topics();
    let asked = request(&exchange.request, &topics).unwrap();
    let answered = exchange.answer.map(|frame| answer(asked.api, asked.version, &frame, &topics));
    Request {
        n: 1,
        api: name(asked.api),
        version: asked.version.into(),
        connection: 1,
        broker: 1,
        client_id: asked.client_id,
        software: asked.software,
        program: Some("p".into()),
        run: Some("run-1".into()),
        pid: Some(7),
        at: 1_000,
        answered_at: answered.as_ref().map(|_| 2_000),
        error: answered.as_ref().and_then(|answered| answered.error.clone()),
        fault: None,
        read: asked.read.as_str().into(),
        fields: json!(asked.fields),
        answer: answered.map_or(Value::Null, |answered| json!(answered.fields)),
    }
}

#[test]
fn every_exchange_is_told_in_a_line() {
    let lines: Vec<String> = exchanges()
        .iter()
        .map(|exchange| {
            let request = seen(&exchange.name);
            let told = words::told(&request);
            let mark = if words::telling(&request) { "*" } else { " " };
            format!("{mark} {}: {} → {}", exchange.name, told.asked, told.answered)
        })
        .collect();
    assert_snapshot!(lines.join("\n"), @"
    * add-offsets-to-txn-v0: mailer-1: offsets of eos → done
    * add-partitions-to-txn-v0: mailer-1: audit 0 → done
    * add-partitions-to-txn-v0-fenced: mailer-1: audit 0 → audit-0: INVALID_PRODUCER_EPOCH
      api-versions-v3: confluent-kafka-python 2.16.0-rdkafka-2.16.0 → done
      api-versions-v4: apache-kafka-java 4.3.1 → done
    * consumer-group-heartbeat-v1: tasks848, joins → gets task-created 0, 1, 2
      consumer-group-heartbeat-v1-assigned: tasks848, epoch 2, has task-created 0, 1, 2 → done
    * create-topics-v4: task-created, audit → done
    * create-topics-v4-exists: audit → audit: TOPIC_ALREADY_EXISTS
    * create-topics-v7: made-by-java → done
      describe-groups-v6:  → done
    * end-txn-v1: commits the transaction of mailer-1 → done
    * end-txn-v1-abort: aborts the transaction of mailer-1 → done
    * end-txn-v5: commits the transaction of perf → done
      fetch-v11: read_committed · task-created-2 from 6, task-created-1 from 0, task-created-0 from 0 → 6 records of task-created-1 from 0, 6 records of task-created-0 from 0
      fetch-v16: read_committed · task-created-2 from 6, task-created-1 from 0, task-created-0 from 0 → 6 records of task-created-1 from 0, 6 records of task-created-0 from 0
      fetch-v16-nothing-new: read_committed · task-created-2 from 6 → nothing new in task-created 2
      fetch-v16-transactions: read_committed · audit-0 from 0 → 10 records of audit-0 from 0
      fetch-v18: read_uncommitted · task-created-0 from 0, task-created-1 from 0, task-created-2 from 0 → 7 records of task-created-0 from 0, 7 records of task-created-1 from 0, 9 records of task-created-2 from 0
      find-coordinator-v2: of the group tasks → broker 1
    * find-coordinator-v2-transaction: of the transaction mailer-1 → COORDINATOR_NOT_AVAILABLE
      find-coordinator-v6: of the group java → broker 1
      heartbeat-v3: tasks, as worker-1, generation 1 → done
    * init-producer-id-v4: for an idempotent producer → producer 0, epoch 0
    * init-producer-id-v4-loading: for an idempotent producer → COORDINATOR_LOAD_IN_PROGRESS: refused
    * init-producer-id-v4-transaction: for transactions of mailer-1; ends what it left open → producer 1, epoch 0
    * init-producer-id-v5: for transactions of perf; ends what it left open → producer 3, epoch 0
    * join-group-v5: tasks, as worker-1, session 3000 ms, range, roundrobin → generation 1, as leader, range
    * join-group-v5-id-required: tasks2, as a new member, session 3000 ms, cooperative-sticky → MEMBER_ID_REQUIRED: here is an id, ask again with it
    * join-group-v9: java, session 45000 ms, range, cooperative-sticky → generation 1, as leader, range
    * leave-group-v1: tasks2 → done
    * leave-group-v5: java → done
      list-offsets-v11: task-created 0, 1, 2 → done
      list-offsets-v2: task-created 2 → done
      list-offsets-v7: task-created 2 → done
      metadata-v13: task-created → done
      metadata-v13-audit: audit → done
      metadata-v4: task-created → done
    * offset-commit-v10: java848: task-created-1 to 7, task-created-0 to 3, task-created-2 to 0 → done
    * offset-commit-v7: kc: task-created-2 to 3 → done
    * offset-commit-v9: tasks: task-created-0 to 6, task-created-1 to 6, task-created-2 to 6 → done
    * offset-commit-v9-refused: tasks: nope-0 to 1, task-created-0 to 1, not as a member → nope-0: UNKNOWN_TOPIC_OR_PARTITION
    * offset-fetch-v10: java848: task-created 0, 1, 2 → task-created-1: nothing committed, task-created-0: nothing committed, task-created-2: nothing committed
    * offset-fetch-v9: tasks: audit 0, task-created 0, 1, 2 → audit-0: nothing committed, task-created-0 at 6, task-created-1 at 6 and 1 more
    * offset-fetch-v9-all-new: tasks: task-created 0, 1, 2 → task-created-0: nothing committed, task-created-1: nothing committed, task-created-2: nothing committed
    * produce-v10: acks=all (−1) · task-created-1: 2 records (no producer id) → task-created-1 from offset 0
    * produce-v10-acks-0: acks=0 · task-created-1: 2 records (no producer id) → no answer: acks=0 asks for none
    * produce-v10-idempotent: acks=all (−1) · task-created-2: 2 records (producer 0, epoch 0, sequence 0) → task-created-2 from offset 2
    * produce-v10-transaction: acks=all (−1) · in the transaction of mailer-1 · audit-0: 4 records (producer 1, epoch 0, sequence 0) → audit-0 from offset 6
    * produce-v10-zstd: acks=all (−1) · audit-0: 6 records (no producer id) → audit-0 from offset 0
    * produce-v13: acks=all (−1) · task-created-2: 3 records (producer 2, epoch 0, sequence 0), task-created-1: 1 record (producer 2, epoch 0, sequence 0), task-created-0: 1 record (producer 2, epoch 0, sequence 0) → task-created-0 from offset 6, task-created-1 from offset 6, task-created-2 from offset 6
    * produce-v13-transaction: acks=all (−1) · in the transaction of perf · audit-0: 2 records (producer 3, epoch 0, sequence 0) → audit-0 from offset 12
    * produce-v7: acks=all (−1) · audit-0: 1 record (no producer id) → audit-0 from offset 11
    * sync-group-v3: tasks, as worker-1, generation 1 → gets task-created 0, 1, 2
    * sync-group-v5: java, generation 1 → gets task-created 0, 1, 2
    * txn-offset-commit-v3: eos: task-created-1 to 2, task-created-2 to 6, in the transaction of mailer-1 → done
    ");
}
