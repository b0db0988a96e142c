//! `show`: what the wire showed of a saved attempt, by the places that a verdict prints.
//!
//! The bundle is of two real attempts: a consumer that is killed between two exact moments, and a producer whose
//! first answer is lost.

use insta::assert_snapshot;

use crate::harness::{Home, repository};

fn bundle() -> String {
    repository("tests/fixtures/bundles/wire.json").display().to_string()
}

fn show(place: &str) -> String {
    Home::cold().run(["show", &bundle(), place]).result()
}

fn refused(place: &str) -> String {
    Home::cold().run(["show", &bundle(), place]).complaint()
}

#[test]
fn a_request_whose_answer_was_lost() {
    assert_snapshot!(show("lost-answer/request:4"), @"
    status 0
    request 4 in stage `lost-answer`
      by           producer, run-4
      at           0.607 s into the attempt
      asked        Produce acks=all (−1) · task-events-1: 11 records (no producer id)
      answered     task-events-1 from offset 0; the answer did not reach the program
      error        none
      fault        lost
      stored       task-events-1@0
      client       client id rdkafka, confluent-kafka-python 2.16.0-rdkafka-2.16.0, process 15795
      wire         version 10, connection 4, broker 1, read whole

      fields
        acks              -1
        timeout_ms        30000
        transactional_id  (none)
        partitions        task-events-1: records 11, bytes 7728, compression none, producer_id -1, epoch -1, sequence -1, transactional false

      answer
        partitions  task-events-1: error (none), offset 0

      around it
          0.529 s                         scenario         fault (step lost)
          0.529 s                         scenario         run (step run-4)
      >   0.607 s  lost-answer/request:4  producer, run-4  Produce acks=all (−1) · task-events-1: 11 records (no producer id)
          0.607 s  lost-answer/request:5  producer, run-4  Produce acks=all (−1) · task-events-2: 11 records (no producer id)
          0.607 s  lost-answer/request:6  producer, run-4  Produce acks=all (−1) · task-events-0: 11 records (no producer id)
    ");
}

#[test]
fn a_request_without_a_stage_is_shown_in_every_stage() {
    assert_snapshot!(show("request:16"), @"
    status 0
    request 16 in stage `crash`
      by           consumer, first-run
      at           3.075 s into the attempt
      asked        Metadata task-created
      answered     done (3.076 s)
      error        none
      fault        none touched it
      client       client id rdkafka, confluent-kafka-python 2.16.0-rdkafka-2.16.0, process 9692
      wire         version 13, connection 8, broker 1, read whole

      fields
        topics  task-created

      answer
        brokers  id 1, host 127.0.0.1, port 38901
        topics   topic task-created, error (none), partitions 3

      around it
          3.072 s  crash/request:14  consumer, first-run  JoinGroup task-notification-service, as a new member, session 45000 ms, range, roundrobin
          3.074 s  crash/request:15  consumer, first-run  JoinGroup task-notification-service, session 45000 ms, range, roundrobin
      >   3.075 s  crash/request:16  consumer, first-run  Metadata task-created
          3.076 s  crash/request:17  consumer, first-run  SyncGroup task-notification-service, generation 1
          3.078 s  crash/request:19  consumer, first-run  OffsetFetch task-notification-service: task-created 0, 1, 2

    request 16 in stage `lost-answer`
      by           producer, run-4
      at           0.714 s into the attempt
      asked        Produce acks=all (−1) · task-events-0: 11 records (no producer id)
      answered     task-events-0 from offset 11 (0.738 s)
      error        none
      fault        none touched it
      stored       task-events-0@11
      client       client id rdkafka, confluent-kafka-python 2.16.0-rdkafka-2.16.0, process 15795
      wire         version 10, connection 6, broker 1, read whole

      fields
        acks              -1
        timeout_ms        30000
        transactional_id  (none)
        partitions        task-events-0: records 11, bytes 7728, compression none, producer_id -1, epoch -1, sequence -1, transactional false

      answer
        partitions  task-events-0: error (none), offset 11

      around it
          0.708 s  lost-answer/request:14  producer, run-4  Produce acks=all (−1) · task-events-1: 11 records (no producer id)
          0.708 s  lost-answer/request:15  producer, run-4  Produce acks=all (−1) · task-events-1: 8 records (no producer id)
      >   0.714 s  lost-answer/request:16  producer, run-4  Produce acks=all (−1) · task-events-0: 11 records (no producer id)
          0.761 s                          producer, run-4  ended by itself: exit status 0
    ");
}

#[test]
fn a_commit_and_the_moment_of_it() {
    assert_snapshot!(show("commit:task-notification-service:10"), @r#"
    status 0
    task-notification-service, commit 10 in stage `crash`
      by           consumer, second-run
      at           10.445 s into the attempt
      group        task-notification-service
      says         task-created-1: everything before offset 4 is done
      done last    task-created-1@3
      goes on at   task-created-1@4
      member       rdkafka-d51756f9-e597-4e43-940c-687fe15dcd57
      transaction  none
      request      crash/request:75

      around it
         10.439 s  crash/request:74     consumer, second-run  OffsetCommit task-notification-service: task-created-1 to 3
         10.444 s  crash/call:email:10  consumer, second-run  POST / {"id":"task-015","subject":"New task: repair quiet order"} → 200
      >  10.445 s  crash/request:75     consumer, second-run  OffsetCommit task-notification-service: task-created-1 to 4
         10.450 s  crash/call:email:11  consumer, second-run  POST / {"id":"task-016","subject":"New task: hand archive north"} → 200
         10.450 s  crash/request:76     consumer, second-run  OffsetCommit task-notification-service: task-created-1 to 5
    "#);
}

#[test]
fn a_call_that_was_held_until_its_program_was_killed() {
    assert_snapshot!(show("call:email:12"), @r#"
    status 0
    email, call 12 in stage `crash`
      by           consumer, second-run
      at           10.455 s into the attempt
      asked        POST /
      answered     not answered
      fault        none touched it

      headers
        content-type  application/json
        user-agent    Python-urllib/3.11

      body
        id       task-019
        subject  New task: hand blue paint

      around it
         10.450 s  crash/call:email:11  consumer, second-run  POST / {"id":"task-016","subject":"New task: hand archive north"} → 200
         10.450 s  crash/request:76     consumer, second-run  OffsetCommit task-notification-service: task-created-1 to 5
      >  10.455 s  crash/call:email:12  consumer, second-run  POST / {"id":"task-019","subject":"New task: hand blue paint"} → not answered
         10.486 s                       consumer, second-run  ended by the scenario: signal 9
    "#);
}

#[test]
fn a_group_as_it_stood_at_the_end() {
    assert_snapshot!(show("crash/group:task-notification-service"), @"
    status 0
    group task-notification-service in stage `crash`
      state        Empty, no member
      protocol     classic
      divides by   nothing: no member
      partitions   task-created-0: committed none, end 7, lag none: nothing was committed
                   task-created-1: committed 5, end 7, lag 2: still to be done
                   task-created-2: committed 6, end 6, lag 0: all is done
      members      crash/member:task-notification-service:1
      commits      crash/commit:task-notification-service:1
                   crash/commit:task-notification-service:2
                   crash/commit:task-notification-service:3
                   crash/commit:task-notification-service:4
                   crash/commit:task-notification-service:5
                   crash/commit:task-notification-service:6
                   crash/commit:task-notification-service:7
                   crash/commit:task-notification-service:8
                   crash/commit:task-notification-service:9
                   crash/commit:task-notification-service:10
                   crash/commit:task-notification-service:11
    ");
}

#[test]
fn a_member_until_it_was_taken_out() {
    assert_snapshot!(show("member:task-notification-service:1"), @"
    status 0
    task-notification-service, membership 1 in stage `crash`
      by           consumer, first-run
      group        task-notification-service
      from         3.078 s into the attempt
      over         9.253 s into the attempt: taken out
      had          task-created-0
                   task-created-1
                   task-created-2
      member       rdkafka-9d81eeed-d4eb-47a2-84e9-b1e224f70ef5
      instance     none: not a static member
      protocol     classic, generation 1
    ");
}

#[test]
fn json_names_its_list_after_what_is_in_it() {
    let json = |place| Home::cold().run(["show", &bundle(), place, "--json"]).result();
    assert_snapshot!(json("lost-answer/request:4"), @r#"
    status 0
    {
      "version": 1,
      "requests": [
        {
          "stage": "lost-answer",
          "request": {
            "n": 4,
            "api": "Produce",
            "version": 10,
            "connection": 4,
            "broker": 1,
            "client_id": "rdkafka",
            "software": "confluent-kafka-python 2.16.0-rdkafka-2.16.0",
            "program": "producer",
            "run": "run-4",
            "pid": 15795,
            "at": 607078,
            "answered_at": null,
            "error": null,
            "fault": "lost",
            "read": "whole",
            "fields": {
              "acks": -1,
              "timeout_ms": 30000,
              "transactional_id": null,
              "partitions": [
                {
                  "topic": "task-events",
                  "partition": 1,
                  "records": 11,
                  "bytes": 7728,
                  "compression": "none",
                  "producer_id": -1,
                  "epoch": -1,
                  "sequence": -1,
                  "transactional": false
                }
              ]
            },
            "answer": {
              "partitions": [
                {
                  "topic": "task-events",
                  "partition": 1,
                  "error": null,
                  "offset": 0
                }
              ]
            }
          }
        }
      ]
    }
    "#);
    assert_snapshot!(json("commit:task-notification-service:10"), @r#"
    status 0
    {
      "version": 1,
      "commits": [
        {
          "stage": "crash",
          "commit": {
            "group": "task-notification-service",
            "n": 10,
            "topic": "task-created",
            "partition": 1,
            "offset": 4,
            "at": 10444980,
            "member": "rdkafka-d51756f9-e597-4e43-940c-687fe15dcd57",
            "transactional": false,
            "request": 75,
            "program": "consumer",
            "run": "second-run"
          }
        }
      ]
    }
    "#);
    assert_snapshot!(json("call:email:12"), @r#"
    status 0
    {
      "version": 1,
      "calls": [
        {
          "stage": "crash",
          "call": {
            "service": "email",
            "n": 12,
            "at": 10455282,
            "answered_at": null,
            "method": "POST",
            "path": "/",
            "query": {},
            "headers": {
              "content-type": "application/json",
              "user-agent": "Python-urllib/3.11"
            },
            "body": {
              "id": "task-019",
              "subject": "New task: hand blue paint"
            },
            "status": null,
            "program": "consumer",
            "run": "second-run",
            "pid": 9764,
            "fault": null
          }
        }
      ]
    }
    "#);
}

#[test]
fn a_place_that_there_is_not_is_answered_with_those_that_there_are() {
    assert_snapshot!(refused("request:99"), @"
    status 2
    error: there is no request `request:99`

    hint: there are: crash/request:1 to 76, lost-answer/request:1 to 16
    ");
    assert_snapshot!(refused("lost-answer/request:99"), @"
    status 2
    error: there is no request `lost-answer/request:99`

    hint: there are: lost-answer/request:1 to 16
    ");
    assert_snapshot!(refused("commit:task-notification-service:99"), @"
    status 2
    error: there is no commit `commit:task-notification-service:99`

    hint: there are: crash/commit:task-notification-service:1 to 11
    ");
    assert_snapshot!(refused("commit:nobody:1"), @"
    status 2
    error: there is no commit `commit:nobody:1`

    hint: there are: crash/commit:task-notification-service:1 to 11
    ");
    assert_snapshot!(refused("group:nobody"), @"
    status 2
    error: there is no group `group:nobody`

    hint: there are: crash/group:task-notification-service
    ");
    assert_snapshot!(refused("call:sms:1"), @"
    status 2
    error: there is no call `call:sms:1`

    hint: there are: crash/call:email:1 to 12
    ");
    assert_snapshot!(refused("nowhere/request:1"), @"
    status 2
    error: there is no stage that ran `nowhere`

    hint: there are: crash, lost-answer
    ");
    assert_snapshot!(refused("request:first"), @"
    status 2
    error: `request:first` names nothing that can be shown: write TOPIC-PARTITION@OFFSET, such as task-created-2@9, request:NUMBER, commit:GROUP:NUMBER, group:GROUP, member:GROUP:NUMBER, partition:TOPIC-PARTITION or call:SERVICE:NUMBER, after STAGE/ where one stage is meant
    ");
    assert_snapshot!(refused("request"), @"
    status 2
    error: `request` names nothing that can be shown: write TOPIC-PARTITION@OFFSET, such as task-created-2@9, request:NUMBER, commit:GROUP:NUMBER, group:GROUP, member:GROUP:NUMBER, partition:TOPIC-PARTITION or call:SERVICE:NUMBER, after STAGE/ where one stage is meant
    ");
}

#[test]
fn a_verdict_prints_places_as_they_are_typed() {
    let said = Home::cold().run(["replay", &bundle()]);
    assert_snapshot!(said.result(), @r#"
    status 1
    failed: 0 of 1 checks held

    An answer is lost
      ✗ 10 of 10 requests without a producer id
        expected  Every batch for task-events carries a producer id and a sequence number
        got       request 4: fields.partitions is [{"bytes":7728,"compression":"none","epoch":-1,"partition":1,"producer_id":-1,"records":11,"sequence":-1,"topic":"task-events","transactional":false}]
        see       lost-answer/request:4 · lost-answer/request:5 · lost-answer/request:6 · lost-answer/request:7 · lost-answer/request:8
                  kafka-workbench show [REPOSITORY]/tests/fixtures/bundles/wire.json lost-answer/request:4
        next      The answer to a stored batch was lost, and the batch comes again. By what can the broker tell?

    A crash, and a lost answer, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [REPOSITORY]/tests/fixtures/bundles/wire.json
    "#);
}
