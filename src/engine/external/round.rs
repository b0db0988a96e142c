//! The canary's round in the protocol itself: a record in a transaction, read back, its offset committed.

use std::time::Duration;

use kafka_protocol::messages::add_partitions_to_txn_request::AddPartitionsToTxnTopic;
use kafka_protocol::messages::fetch_request::{FetchPartition, FetchTopic};
use kafka_protocol::messages::offset_commit_request::{
    OffsetCommitRequestPartition, OffsetCommitRequestTopic,
};
use kafka_protocol::messages::{
    AddPartitionsToTxnRequest, BrokerId, EndTxnRequest, FetchRequest, FindCoordinatorRequest, GroupId,
    InitProducerIdRequest, OffsetCommitRequest, ProducerId, TopicName, TransactionalId,
};

use super::claim::metadata;
use super::groups::text;
use super::writer::{Message, Producer, append};
use crate::engine::cluster::topics::{ask, name, refusal};
use crate::engine::eventually::eventually;
use crate::engine::wire::Address;

/// For each step: on a cluster that nobody used yet, internal topics are made meanwhile.
const STEP: Duration = Duration::from_secs(15);

const FIND_COORDINATOR: i16 = 4;
const INIT_PRODUCER_ID: i16 = 4;
const ADD_PARTITIONS_TO_TXN: i16 = 3;
const END_TXN: i16 = 3;
const FETCH: i16 = 11;
const OFFSET_COMMIT: i16 = 8;
/// Key types of FindCoordinator.
const OF_GROUPS: i8 = 0;
const OF_TRANSACTIONS: i8 = 1;
/// What goes by itself: a coordinator that loads, moves or is made, and a transaction that is just ending.
const FOR_A_MOMENT: [i16; 4] = [14, 15, 16, 51];

/// A step that did not work, as a verb phrase, and why.
pub(super) type Missed = (&'static str, String);

/// Plays the round on the topic `id`, which is new and empty, as the group and transactional id of that name.
pub(super) async fn play(broker: &Address, id: &str) -> Result<(), Missed> {
    let at = |step| move |why| (step, why);
    let there = metadata(broker, &[id.to_owned()]).await.map_err(at("ask for metadata"))?;
    let leader = there.topics.first().and_then(|topic| topic.partitions.first()).map(|it| it.leader_id);
    let leader = there.brokers.iter().find(|it| Some(it.node_id) == leader);
    let leader = leader.ok_or(("ask for metadata", "the topic has no leader".to_owned()))?;
    let leader = broker.sibling(leader.host.as_str(), leader.port);

    let transactions = coordinator(broker, OF_TRANSACTIONS, id).await.map_err(at("find a coordinator"))?;
    let producer = begin(&transactions, id).await.map_err(at("get a transactional producer its id"))?;
    join(&transactions, id, &producer).await.map_err(at("begin a transaction"))?;
    let message = Message { key: Some("canary"), value: id };
    append(&leader, id, 0, &producer, &[message]).await.map_err(at("write a record"))?;
    end(&transactions, id, &producer).await.map_err(at("commit a transaction"))?;
    read(&leader, id).await.map_err(at("read a record back"))?;

    let groups = coordinator(broker, OF_GROUPS, id).await.map_err(at("find a coordinator"))?;
    commit(&groups, id).await.map_err(at("commit an offset"))
}

/// Asks until the answer is neither an error nor one that goes by itself.
async fn until_done<Look: Future<Output = Result<i16, String>>>(
    what: &str,
    look: impl Fn() -> Look,
) -> Result<(), String> {
    let done = eventually(what, STEP, || async {
        match look().await {
            Ok(code) if FOR_A_MOMENT.contains(&code) => Err(refusal(code).unwrap_or_default()),
            Ok(code) => Ok(refusal(code).map_or(Ok(()), Err)),
            Err(why) => Ok(Err(why)),
        }
    });
    done.await.map_err(text)?
}

async fn coordinator(broker: &Address, kind: i8, key: &str) -> Result<Address, String> {
    let request =
        FindCoordinatorRequest::default().with_key_type(kind).with_coordinator_keys(vec![name(key)]);
    let found = eventually("a coordinator", STEP, || async {
        let answer = ask(broker, &request, FIND_COORDINATOR).await.map_err(text)?;
        let found = answer.coordinators.into_iter().next().ok_or("an answer that names none")?;
        match found.error_code {
            0 => Ok(Ok(broker.sibling(found.host.as_str(), found.port))),
            code if FOR_A_MOMENT.contains(&code) => Err(refusal(code).unwrap_or_default()),
            code => Ok(Err(refusal(code).unwrap_or_default())),
        }
    });
    found.await.map_err(text)?
}

async fn begin(broker: &Address, id: &str) -> Result<Producer, String> {
    let transaction = TransactionalId(name(id));
    let request = InitProducerIdRequest::default()
        .with_transactional_id(Some(transaction.clone()))
        .with_transaction_timeout_ms(10_000)
        .with_producer_id(ProducerId(-1))
        .with_producer_epoch(-1);
    let given = eventually("a producer's id", STEP, || async {
        let answer = ask(broker, &request, INIT_PRODUCER_ID).await.map_err(text)?;
        match answer.error_code {
            0 => Ok(Ok((answer.producer_id.0, answer.producer_epoch))),
            code if FOR_A_MOMENT.contains(&code) => Err(refusal(code).unwrap_or_default()),
            code => Ok(Err(refusal(code).unwrap_or_default())),
        }
    });
    let (id, epoch) = given.await.map_err(text)??;
    Ok(Producer { id, epoch, transaction: Some(transaction) })
}

async fn join(broker: &Address, id: &str, producer: &Producer) -> Result<(), String> {
    let topic = AddPartitionsToTxnTopic::default().with_name(TopicName(name(id))).with_partitions(vec![0]);
    let request = AddPartitionsToTxnRequest::default()
        .with_v3_and_below_transactional_id(TransactionalId(name(id)))
        .with_v3_and_below_producer_id(ProducerId(producer.id))
        .with_v3_and_below_producer_epoch(producer.epoch)
        .with_v3_and_below_topics(vec![topic]);
    until_done("a transaction to begin", || async {
        let answer = ask(broker, &request, ADD_PARTITIONS_TO_TXN).await.map_err(text)?;
        let topics = answer.results_by_topic_v3_and_below.iter();
        let code =
            topics.flat_map(|topic| &topic.results_by_partition).map(|it| it.partition_error_code).next();
        code.ok_or_else(|| "an answer that tells nothing".to_owned())
    })
    .await
}

async fn end(broker: &Address, id: &str, producer: &Producer) -> Result<(), String> {
    let request = EndTxnRequest::default()
        .with_transactional_id(TransactionalId(name(id)))
        .with_producer_id(ProducerId(producer.id))
        .with_producer_epoch(producer.epoch)
        .with_committed(true);
    until_done("a transaction to end", || async {
        Ok(ask(broker, &request, END_TXN).await.map_err(text)?.error_code)
    })
    .await
}

/// The record is there for readers of what is committed once the transaction's end is written, too.
async fn read(leader: &Address, topic: &str) -> Result<(), String> {
    let partition = FetchPartition::default()
        .with_current_leader_epoch(-1)
        .with_log_start_offset(-1)
        .with_partition_max_bytes(1 << 20);
    let asked = FetchTopic::default().with_topic(TopicName(name(topic))).with_partitions(vec![partition]);
    let request = FetchRequest::default()
        .with_replica_id(BrokerId(-1))
        .with_max_wait_ms(100)
        .with_min_bytes(1)
        .with_max_bytes(1 << 20)
        .with_isolation_level(1)
        .with_session_epoch(-1)
        .with_topics(vec![asked]);
    let read = eventually("the record", STEP, || async {
        let answer = ask(leader, &request, FETCH).await.map_err(text)?;
        let found = answer.responses.into_iter().flat_map(|topic| topic.partitions).next();
        let found = found.ok_or("an answer that tells nothing")?;
        if let Some(refusal) = refusal(found.error_code) {
            return Ok(Err(refusal));
        }
        let bytes = found.records.unwrap_or_default();
        let there = bytes.windows(topic.len()).any(|part| part == topic.as_bytes());
        if there { Ok(Ok(())) } else { Err("no record came".to_owned()) }
    });
    read.await.map_err(text)?
}

/// As a consumer without a membership does.
async fn commit(broker: &Address, id: &str) -> Result<(), String> {
    let partition = OffsetCommitRequestPartition::default().with_partition_index(0).with_committed_offset(1);
    let topic =
        OffsetCommitRequestTopic::default().with_name(TopicName(name(id))).with_partitions(vec![partition]);
    let request = OffsetCommitRequest::default()
        .with_group_id(GroupId(name(id)))
        .with_generation_id_or_member_epoch(-1)
        .with_topics(vec![topic]);
    until_done("an offset to be committed", || async {
        let answer = ask(broker, &request, OFFSET_COMMIT).await.map_err(text)?;
        let codes = answer.topics.iter().flat_map(|topic| &topic.partitions).map(|it| it.error_code);
        codes.max().ok_or_else(|| "an answer that tells nothing".to_owned())
    })
    .await
}
