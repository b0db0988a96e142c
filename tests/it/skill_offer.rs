//! A passed lab offers its fragment; what the learner wrote stands.

use insta::assert_snapshot;
use kafka_workbench::skill::offer::{OfferedPiece, PieceState};
use kafka_workbench::skill::scaffold::Language;
use kafka_workbench::skill::{
    Answers, Choice, Decision, Known, Offer, SkillFiles, accept, check, diff, offer,
};

use crate::skill::{content, finished_lesson_0, listed, producers, proofs_of, scaffolded};

pub(crate) fn offered(skill: &SkillFiles) -> Offer {
    offer(skill, &producers(), &proofs_of(&producers()))
}

pub(crate) fn piece<'a>(offer: &'a Offer, name: &str) -> &'a OfferedPiece {
    offer.pieces.iter().find(|offered| offered.piece.id.ends_with(name)).unwrap()
}

pub(crate) fn one(offer: &Offer, name: &str, decision: Decision) -> Choice {
    Choice::from([(piece(offer, name).piece.id.clone(), decision)])
}

fn states(offer: &Offer) -> String {
    let line = |offered: &OfferedPiece| {
        let mark = if offered.preselected { "x" } else { " " };
        let state = format!("{:?}", offered.state);
        let state = state.split([' ', '{']).next().unwrap_or_default().to_owned();
        let note = offered.note.as_deref().unwrap_or_default();
        format!("[{mark}] {:<6} {} {note}", state, offered.piece.id).trim_end().to_owned()
    };
    offer.pieces.iter().map(line).collect::<Vec<_>>().join("\n")
}

pub(crate) fn text_of(diffs: &[kafka_workbench::skill::FileDiff]) -> String {
    diffs.iter().map(|file| file.unified.as_str()).collect()
}

#[test]
fn a_pass_offers_the_whole_fragment() {
    let offer = offered(&finished_lesson_0());
    assert_snapshot!(states(&offer), @"
    [x] New    05-first-producer/rule/flush-before-exit
    [x] Tag    05-first-producer/rule/key-is-entity-id the words are there; [L05.2] takes the place of [S1]
    [x] New    05-first-producer/rule/failure-is-loud
    [x] New    05-first-producer/rule/key-is-derived
    [x] New    05-first-producer/rule/key-picks-partition
    [x] New    05-first-producer/rule/report-after-delivery
    [x] New    05-first-producer/rule/utc-times
    [x] New    05-first-producer/rule/produce-once
    [x] New    05-first-producer/rule/json-bytes
    [x] New    05-first-producer/decision/how-is-a-record-sent
    [x] New    05-first-producer/gotcha/producer-conf-contacts-no-broker
    [x] New    05-first-producer/gotcha/on-delivery-runs-only-inside-poll-and-flush
    [x] New    05-first-producer/gotcha/partitioner-differs-between-clients
    [x] New    05-first-producer/error/the-program-exits-0-and-the-topic-is-empty
    [x] New    05-first-producer/error/msg-size-too-large-in-the-delivery-report
    [x] New    05-first-producer/error/unknown-topic-or-part-in-the-delivery-report-after-30-s
    [x] New    05-first-producer/error/buffererror-local-queue-full
    [x] New    05-first-producer/check/every-produce-has-a-key-a-value-in-bytes-and-a-delivery-callback
    [x] New    05-first-producer/check/the-callback-looks-at-err-first
    [x] New    05-first-producer/check/poll-0-runs-in-the-loop-flush-at-the-end-and-its-result-is-looked-at
    [x] New    05-first-producer/check/the-exit-status-is-non-zero-when-one-record-failed
    [x] New    05-first-producer/pattern/assets-producer-py
    [x] New    05-first-producer/reference/assets-producer-py
    [x] New    05-first-producer/reference/references-producers-md
    [x] New    05-first-producer/source/s05-1
    [ ] New    05-first-producer/source/s05-2
    [x] New    05-first-producer/source/s05-3
    [ ] New    05-first-producer/source/s05-4
    ");
    assert_snapshot!(text_of(&offer.diff), @r#"
    --- a/SKILL.md
    +++ b/SKILL.md
    @@ -10,15 +10,18 @@
     
     ## Critical rules
     
    -- **Key every record with its entity id.** Records of one key share a partition, and Kafka keeps order inside a partition only. Without a key, updates of one entity can be read out of order. [S1]
    +- **Key every record with its entity id.** Records of one key share a partition, and Kafka keeps order inside a partition only. Without a key, updates of one entity can be read out of order. [L05.2]
     - **Expect order inside a partition only.** Across partitions there is none. [S2]
     - **Say how long records stay.** The default is seven days. [S3]
    +- **Flush before the program ends (librdkafka clients).** `produce()` only queues; call `flush()` and treat a result above 0 as a failure. A program that ends with records queued loses them and still exits 0. [L05.1]
    +- **Read the error in every delivery report.** Collect it, name the record, and end non-zero. A record that the broker refuses is reported there and nowhere else. [L05.3]
     
     ## Decisions
     
     | Question | Choice | Why |
     | --- | --- | --- |
     | How long are records kept? | set `retention.ms` for each topic | unset, it is 7 days, whatever the domain asks for [S3] |
    +| How is a record sent? | asynchronously, with a delivery callback and one `flush()` at the end | waiting for each record costs a round trip each; not waiting at all hides failures |
     
     ## Working order
     
    @@ -34,3 +37,5 @@
     | references/project.md | naming a topic, choosing a key or a client |
     | references/sources.md | a fact needs its page and version |
     | references/proofs.md | somebody asks where a rule comes from |
    +| assets/producer.py | starting a producer in Python |
    +| references/producers.md | writing or reviewing code that produces records |
    --- /dev/null
    +++ b/assets/producer.py
    @@ -0,0 +1,41 @@
    +"""Send events, each with its key, and fail unless every one of them is in the log."""
    +
    +import json
    +import os
    +import sys
    +
    +from confluent_kafka import Producer
    +
    +
    +def send(topic, events, key):
    +    """Send `events` (dicts), keyed by their field `key`; the failures, as (key, error)."""
    +    failed = []
    +
    +    def on_delivery(err, msg):
    +        if err is not None:
    +            failed.append((msg.key().decode(), str(err)))
    +        else:
    +            print(json.dumps({"key": msg.key().decode(), "partition": msg.partition(), "offset": msg.offset()}))
    +
    +    producer = Producer({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"]})
    +    for event in events:
    +        record = {"key": event[key].encode(), "value": json.dumps(event).encode()}
    +        while True:
    +            try:
    +                producer.produce(topic, **record, on_delivery=on_delivery)
    +                break
    +            except BufferError:  # the queue is full: let deliveries make room
    +                producer.poll(1)
    +        producer.poll(0)
    +
    +    left = producer.flush(60)
    +    if left:
    +        failed.append(("", f"{left} records were not delivered within 60 s"))
    +    return failed
    +
    +
    +if __name__ == "__main__":
    +    failures = send(sys.argv[1], (json.loads(line) for line in sys.stdin), key="id")
    +    for record, error in failures:
    +        print(f"{record}: {error}", file=sys.stderr)
    +    sys.exit(1 if failures else 0)
    --- /dev/null
    +++ b/references/producers.md
    @@ -0,0 +1,32 @@
    +# Producers
    +
    +## Rules
    +
    +- **Derive the key from the entity, never generate it.** Use the same id for every event of an entity, updates included. A random key puts the updates of one entity into any partition. [L05.4]
    +- **Leave the partition to the key.** Give no partition, or compute it from the key alone. A partition that is given wins over the key, and the order of one entity's events is lost. [L05.5]
    +- **Say that a record is sent once its delivery report says so.** Take partition and offset from the report. When `produce()` returns, the record is in the client's queue and has neither. [L05.6]
    +- **Write times in UTC, as RFC 3339 with `Z` or `+00:00`.** Convert before serialising. A local time without an offset means another moment on each machine that reads it. [L05.7]
    +- **Call `produce()` once a record.** Leave retries to the client, which has its own until `delivery.timeout.ms`. A second call is a second record with an offset of its own, and every reader handles both. [L05.8]
    +- **Serialise each value on purpose, to JSON in UTF-8.** Use `json.dumps(event).encode()` or its like, with the agreed fields and no others. Kafka stores any bytes; the text of a Python dict is found out by the first reader in another language. [L05.9]
    +
    +## Gotchas
    +
    +- **`Producer(conf)` contacts no broker.** A wrong address or a missing topic shows later; an unknown topic is reported after 30 s (`topic.metadata.propagation.max.ms`). [S05.3]
    +- **`on_delivery` runs only inside `poll()` and `flush()`.** Call `poll(0)` in the loop that produces, or reports wait and the queue fills up (`BufferError`). [S05.1]
    +- **`partitioner` differs between clients.** librdkafka hashes the key by CRC32 (`consistent_random`), the Java client by murmur2. Set `murmur2_random` where both write to one topic. [S05.3]
    +
    +## Errors
    +
    +| Error | Cause | Fix |
    +| --- | --- | --- |
    +| The program exits 0 and the topic is empty | records were still queued at exit | `flush()` before the end; fail when it returns more than 0 |
    +| `MSG_SIZE_TOO_LARGE` in the delivery report | the record is larger than the topic's `max.message.bytes` | name the record and end non-zero; split it, or raise the limit on topic and client |
    +| `UNKNOWN_TOPIC_OR_PART` in the delivery report, after 30 s | the topic does not exist, or its name is misspelt | create the topic first; do not rely on automatic creation |
    +| `BufferError: Local: Queue full` | records are produced faster than they are delivered, or `poll()` is never called | call `poll()` with a timeout, then produce the same record again |
    +
    +## Checklist
    +
    +- [ ] Every `produce()` has a key, a value in bytes and a delivery callback.
    +- [ ] The callback looks at `err` first.
    +- [ ] `poll(0)` runs in the loop, `flush()` at the end, and its result is looked at.
    +- [ ] The exit status is non-zero when one record failed.
    --- a/references/proofs.md
    +++ b/references/proofs.md
    @@ -3,4 +3,14 @@
     Written from the records of runs against a real cluster; edits here are replaced. Each row: the check
     that held, and the mistake that makes it fail. Read it only to answer where a rule comes from.
     
    -No rule is proved yet.
    +| Tag | Rule | Lab | Check | Broken by | Client | Versions | Covers |
    +| --- | --- | --- | --- | --- | --- | --- | --- |
    +| L05.1 | Flush before the program ends (librdkafka clients) | 05-first-producer | three-records | no-flush | confluent-kafka 2.16.1 | Apache Kafka 4.3.1, librdkafka 2.16.0 | this wording |
    +| L05.2 | Key every record with its entity id | 05-first-producer | key-is-id | no-key | confluent-kafka 2.16.1 | Apache Kafka 4.3.1, librdkafka 2.16.0 | this wording |
    +| L05.3 | Read the error in every delivery report | 05-first-producer | failure-is-loud | ignores-callback-error | confluent-kafka 2.16.1 | Apache Kafka 4.3.1, librdkafka 2.16.0 | this wording |
    +| L05.4 | Derive the key from the entity, never generate it | 05-first-producer | key-is-id | random-key | confluent-kafka 2.16.1 | Apache Kafka 4.3.1, librdkafka 2.16.0 | this wording |
    +| L05.5 | Leave the partition to the key | 05-first-producer | one-key-one-partition | spreads-by-hand | confluent-kafka 2.16.1 | Apache Kafka 4.3.1, librdkafka 2.16.0 | this wording |
    +| L05.6 | Say that a record is sent once its delivery report says so | 05-first-producer | reports-match-log | reports-before-delivery | confluent-kafka 2.16.1 | Apache Kafka 4.3.1, librdkafka 2.16.0 | this wording |
    +| L05.7 | Write times in UTC, as RFC 3339 with `Z` or `+00:00` | 05-first-producer | utc-times | local-time | confluent-kafka 2.16.1 | Apache Kafka 4.3.1, librdkafka 2.16.0 | this wording |
    +| L05.8 | Call `produce()` once a record | 05-first-producer | three-records | sends-twice | confluent-kafka 2.16.1 | Apache Kafka 4.3.1, librdkafka 2.16.0 | this wording |
    +| L05.9 | Serialise each value on purpose, to JSON in UTF-8 | 05-first-producer | value-shape | python-text | confluent-kafka 2.16.1 | Apache Kafka 4.3.1, librdkafka 2.16.0 | this wording |
    --- a/references/sources.md
    +++ b/references/sources.md
    @@ -9,3 +9,5 @@
     | S3 | [Kafka documentation: Topic configs](https://kafka.apache.org/43/configuration/topic-configs/) | Apache Kafka 4.3 | `retention.ms` is 604800000 (7 days) and `cleanup.policy` is `delete` unless the topic or the broker sets another value. |
     | S4 | [confluent-kafka-python: Producer](https://docs.confluent.io/platform/current/clients/confluent-kafka-python/html/index.html) | confluent-kafka 2.16 | `produce()` is asynchronous; the `on_delivery(err, msg)` callback is called from `poll()` or `flush()`, on success and on failure. |
     | S5 | [librdkafka: CONFIGURATION.md](https://github.com/confluentinc/librdkafka/blob/v2.16.0/CONFIGURATION.md) | librdkafka 2.16.0 | Defaults of a producer: `acks` -1 (all), `enable.idempotence` false, `linger.ms` 5, `partitioner` consistent_random (CRC32 of the key). |
    +| S05.1 | [confluent-kafka-python: Producer](https://docs.confluent.io/platform/current/clients/confluent-kafka-python/html/index.html) | confluent-kafka 2.16 | `produce()` takes key and value as text or bytes, is asynchronous and raises `BufferError` on a full queue; callbacks are called from `poll()` and `flush()`; `flush()` returns the number of records still queued. |
    +| S05.3 | [librdkafka: CONFIGURATION.md](https://github.com/confluentinc/librdkafka/blob/v2.16.0/CONFIGURATION.md) | librdkafka 2.16.0 | `delivery.timeout.ms` is 300000 and limits delivery with its retries; `topic.metadata.propagation.max.ms` is 30000; `partitioner` is consistent_random. |
    "#);
}

#[test]
fn everything_accepted_leaves_nothing_to_find_or_to_offer() {
    let skill = finished_lesson_0();
    let offer = offered(&skill);
    let after = accept(&skill, &offer, &offer.everything()).unwrap();
    let proofs = proofs_of(&producers());
    assert_eq!(listed(&check(&after, &Known::Records(&proofs))), "");
    assert_eq!(listed(&check(&after, &Known::Nothing)), "");
    assert!(offered(&after).is_empty(), "{}", states(&offered(&after)));
    assert_eq!(after, accept(&after, &offered(&after), &offered(&after).everything()).unwrap());
    let text = after.text("SKILL.md").unwrap();
    assert!(text.lines().count() <= 200 && text.len() <= 8_000, "{} bytes", text.len());
    assert_snapshot!(after.text("references/producers.md").unwrap(), @"
    # Producers

    ## Rules

    - **Derive the key from the entity, never generate it.** Use the same id for every event of an entity, updates included. A random key puts the updates of one entity into any partition. [L05.4]
    - **Leave the partition to the key.** Give no partition, or compute it from the key alone. A partition that is given wins over the key, and the order of one entity's events is lost. [L05.5]
    - **Say that a record is sent once its delivery report says so.** Take partition and offset from the report. When `produce()` returns, the record is in the client's queue and has neither. [L05.6]
    - **Write times in UTC, as RFC 3339 with `Z` or `+00:00`.** Convert before serialising. A local time without an offset means another moment on each machine that reads it. [L05.7]
    - **Call `produce()` once a record.** Leave retries to the client, which has its own until `delivery.timeout.ms`. A second call is a second record with an offset of its own, and every reader handles both. [L05.8]
    - **Serialise each value on purpose, to JSON in UTF-8.** Use `json.dumps(event).encode()` or its like, with the agreed fields and no others. Kafka stores any bytes; the text of a Python dict is found out by the first reader in another language. [L05.9]

    ## Gotchas

    - **`Producer(conf)` contacts no broker.** A wrong address or a missing topic shows later; an unknown topic is reported after 30 s (`topic.metadata.propagation.max.ms`). [S05.3]
    - **`on_delivery` runs only inside `poll()` and `flush()`.** Call `poll(0)` in the loop that produces, or reports wait and the queue fills up (`BufferError`). [S05.1]
    - **`partitioner` differs between clients.** librdkafka hashes the key by CRC32 (`consistent_random`), the Java client by murmur2. Set `murmur2_random` where both write to one topic. [S05.3]

    ## Errors

    | Error | Cause | Fix |
    | --- | --- | --- |
    | The program exits 0 and the topic is empty | records were still queued at exit | `flush()` before the end; fail when it returns more than 0 |
    | `MSG_SIZE_TOO_LARGE` in the delivery report | the record is larger than the topic's `max.message.bytes` | name the record and end non-zero; split it, or raise the limit on topic and client |
    | `UNKNOWN_TOPIC_OR_PART` in the delivery report, after 30 s | the topic does not exist, or its name is misspelt | create the topic first; do not rely on automatic creation |
    | `BufferError: Local: Queue full` | records are produced faster than they are delivered, or `poll()` is never called | call `poll()` with a timeout, then produce the same record again |

    ## Checklist

    - [ ] Every `produce()` has a key, a value in bytes and a delivery callback.
    - [ ] The callback looks at `err` first.
    - [ ] `poll(0)` runs in the loop, `flush()` at the end, and its result is looked at.
    - [ ] The exit status is non-zero when one record failed.
    ");
}

#[test]
fn a_proof_takes_the_place_of_a_source() {
    let skill = finished_lesson_0();
    let offer = offered(&skill);
    assert_snapshot!(text_of(&piece(&offer, "rule/key-is-entity-id").diff), @"
    --- a/SKILL.md
    +++ b/SKILL.md
    @@ -10,7 +10,7 @@
     
     ## Critical rules
     
    -- **Key every record with its entity id.** Records of one key share a partition, and Kafka keeps order inside a partition only. Without a key, updates of one entity can be read out of order. [S1]
    +- **Key every record with its entity id.** Records of one key share a partition, and Kafka keeps order inside a partition only. Without a key, updates of one entity can be read out of order. [L05.2]
     - **Expect order inside a partition only.** Across partitions there is none. [S2]
     - **Say how long records stay.** The default is seven days. [S3]
     
    --- a/references/proofs.md
    +++ b/references/proofs.md
    @@ -3,4 +3,6 @@
     Written from the records of runs against a real cluster; edits here are replaced. Each row: the check
     that held, and the mistake that makes it fail. Read it only to answer where a rule comes from.
     
    -No rule is proved yet.
    +| Tag | Rule | Lab | Check | Broken by | Client | Versions | Covers |
    +| --- | --- | --- | --- | --- | --- | --- | --- |
    +| L05.2 | Key every record with its entity id | 05-first-producer | key-is-id | no-key | confluent-kafka 2.16.1 | Apache Kafka 4.3.1, librdkafka 2.16.0 | this wording |
    ");
    // Before the lab is passed nothing is marked: the same words are there already.
    let unproved = kafka_workbench::skill::offer(&skill, &producers(), &[]);
    assert!(matches!(piece(&unproved, "rule/key-is-entity-id").state, PieceState::Same { .. }));
    let advice = accept(&skill, &unproved, &unproved.everything()).unwrap();
    assert_eq!(listed(&check(&advice, &Known::Records(&[]))), "");
    // A later proof is offered as a change of tags.
    let later = offered(&advice);
    let kinds: Vec<bool> = later
        .pieces
        .iter()
        .filter(|o| o.piece.proof_tag.is_some())
        .map(|o| matches!(o.state, PieceState::Tag { .. }))
        .collect();
    assert_eq!(kinds, [true; 9]);
    let proved = accept(&advice, &later, &later.preselected()).unwrap();
    assert_eq!(listed(&check(&proved, &Known::Records(&proofs_of(&producers())))), "");
}

#[test]
pub(crate) fn one_piece_brings_what_it_needs_and_no_more() {
    let skill = finished_lesson_0();
    let offer = offered(&skill);
    let after = accept(
        &skill,
        &offer,
        &one(&offer, "gotcha/on-delivery-runs-only-inside-poll-and-flush", Decision::Accept),
    )
    .unwrap();
    assert_snapshot!(text_of(&diff(&skill, &after)), @"
    --- a/SKILL.md
    +++ b/SKILL.md
    @@ -34,3 +34,4 @@
     | references/project.md | naming a topic, choosing a key or a client |
     | references/sources.md | a fact needs its page and version |
     | references/proofs.md | somebody asks where a rule comes from |
    +| references/producers.md | writing or reviewing code that produces records |
    --- /dev/null
    +++ b/references/producers.md
    @@ -0,0 +1,5 @@
    +# Producers
    +
    +## Gotchas
    +
    +- **`on_delivery` runs only inside `poll()` and `flush()`.** Call `poll(0)` in the loop that produces, or reports wait and the queue fills up (`BufferError`). [S05.1]
    --- a/references/sources.md
    +++ b/references/sources.md
    @@ -9,3 +9,4 @@
     | S3 | [Kafka documentation: Topic configs](https://kafka.apache.org/43/configuration/topic-configs/) | Apache Kafka 4.3 | `retention.ms` is 604800000 (7 days) and `cleanup.policy` is `delete` unless the topic or the broker sets another value. |
     | S4 | [confluent-kafka-python: Producer](https://docs.confluent.io/platform/current/clients/confluent-kafka-python/html/index.html) | confluent-kafka 2.16 | `produce()` is asynchronous; the `on_delivery(err, msg)` callback is called from `poll()` or `flush()`, on success and on failure. |
     | S5 | [librdkafka: CONFIGURATION.md](https://github.com/confluentinc/librdkafka/blob/v2.16.0/CONFIGURATION.md) | librdkafka 2.16.0 | Defaults of a producer: `acks` -1 (all), `enable.idempotence` false, `linger.ms` 5, `partitioner` consistent_random (CRC32 of the key). |
    +| S05.1 | [confluent-kafka-python: Producer](https://docs.confluent.io/platform/current/clients/confluent-kafka-python/html/index.html) | confluent-kafka 2.16 | `produce()` takes key and value as text or bytes, is asynchronous and raises `BufferError` on a full queue; callbacks are called from `poll()` and `flush()`; `flush()` returns the number of records still queued. |
    ");
}

#[test]
fn declined_stays_out_and_undo_is_the_earlier_value() {
    let skill = finished_lesson_0();
    let offer = offered(&skill);
    let mut choice = offer.everything();
    choice.insert(piece(&offer, "pattern/assets-producer-py").piece.id.clone(), Decision::Decline);
    choice.insert(piece(&offer, "reference/assets-producer-py").piece.id.clone(), Decision::Decline);
    let after = accept(&skill, &offer, &choice).unwrap();
    assert!(!after.files.contains_key("assets/producer.py"));
    assert_eq!(skill, finished_lesson_0());
    let error = accept(&skill, &offer, &Choice::from([("05/none".into(), Decision::Accept)])).unwrap_err();
    assert_snapshot!(error, @"nothing was changed: the offer has no piece 05/none");
}

#[test]
fn a_pass_earns_proofs_for_the_checks_that_held() {
    let held = |check: &str| (check == "key-is-id").then(|| "digest".to_owned());
    let rules = |lab: &str| -> Vec<String> {
        producers().earned(lab, "kcat", "", held).into_iter().map(|proof| proof.rule).collect()
    };
    assert_eq!(rules("05-first-producer"), ["L05.2", "L05.4"]);
    assert_eq!(rules("06-reliable-producer"), [""; 0]);
}

#[test]
fn rules_for_another_client_are_not_preselected() {
    let java = scaffolded(&Answers { language: Language::Java, ..Answers::default() });
    let offer = offered(&java);
    let flush = piece(&offer, "rule/flush-before-exit");
    assert!(!flush.preselected);
    assert_snapshot!(flush.note.as_deref().unwrap_or_default(), @"it speaks of another client than references/project.md names");
    assert!(piece(&offer, "rule/failure-is-loud").preselected);
}

#[test]
fn the_learners_program_can_be_the_pattern() {
    let fragment = producers().with_pattern("print('mine')\n");
    let skill = finished_lesson_0();
    let offer = kafka_workbench::skill::offer(&skill, &fragment, &[]);
    let after = accept(&skill, &offer, &offer.everything()).unwrap();
    assert_eq!(after.text("assets/producer.py"), Some("print('mine')\n"));
}

#[test]
fn lesson_0_has_questions_and_no_pieces() {
    let fragment = kafka_workbench::skill::Fragment::read(&content("fragments/00-build-your-skill")).unwrap();
    assert_eq!(fragment.gaps.len(), 3);
    assert!(kafka_workbench::skill::offer(&finished_lesson_0(), &fragment, &[]).is_empty());
}
