//! What the wire showed: on the page of an attempt, and on the page of a request.

use insta::assert_snapshot;

use crate::evidence::BrokerState::{Killed, Running};
use crate::evidence::{BrokerSeen, Evidence, PartitionSeen};
use crate::grade::Bundle;
use crate::web::testing::Visitor;

fn bundle() -> Bundle {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/bundles/wire.json");
    let mut bundle: Bundle = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    bundle.attempt = "a1".to_owned();
    bundle.lab = "05-first-producer".to_owned();
    bundle
}

async fn visitor(bundle: &Bundle) -> Visitor {
    let visitor = Visitor::signed_in().await;
    visitor.record(bundle, "failed", "x");
    visitor
}

/// The evidence of the stage that ran last.
fn last(bundle: &mut Bundle) -> &mut Evidence {
    bundle.stages.last_mut().unwrap().evidence.as_mut().unwrap()
}

#[tokio::test]
async fn a_cited_request_leads_to_its_page() {
    let visitor = visitor(&bundle()).await;
    let attempt = visitor.get("/attempts/a1").await;
    let href = "/attempts/a1/show/lost-answer/request:4";
    assert!(attempt.body.contains(&format!("<li><a href=\"{href}\">request 4</a></li>")), "{}", attempt.body);
    assert_snapshot!(visitor.get(href).await.main_text(), @"
    Course · Attempt · Request
    request 4
    Stage: An answer is lost
    Byproducer, run-4
    At0.607 s into the attempt
    AskedProduce acks=all (−1) · task-events-1: 11 records (no producer id)
    Answeredtask-events-1 from offset 0; the answer did not reach the program
    Errornone
    Faultlost
    Storedtask-events-1@0
    Clientclient id rdkafka, confluent-kafka-python 2.16.0-rdkafka-2.16.0, process 15795
    Wireversion 10, connection 4, broker 1, read whole
    Around it
    TimeEventWhoWhat
    0.529 sscenariofault (step lost)
    0.529 sscenariorun (step run-4)
    0.607 srequest 4producer, run-4Produce acks=all (−1) · task-events-1: 11 records (no producer id)
    0.607 srequest 5producer, run-4Produce acks=all (−1) · task-events-2: 11 records (no producer id)
    0.607 srequest 6producer, run-4Produce acks=all (−1) · task-events-0: 11 records (no producer id)
    Asked, field by field
    acks-1
    timeout_ms30000
    transactional_id(none)
    partitionstask-events-1: records 11, bytes 7728, compression none, producer_id -1, epoch -1, sequence -1, transactional false
    Answered, field by field
    partitionstask-events-1: error (none), offset 0
    The same in a terminal, without Kafka: kafka-workbench show [HOME]/attempts/a1.json lost-answer/request:4
    ");
}

#[tokio::test]
async fn the_kafka_panel_lists_the_requests_that_tell_something() {
    let visitor = visitor(&bundle()).await;
    let text = visitor.get("/attempts/a1").await.main_text();
    let panel = &text[text.find("Requests\nWhat programs asked").unwrap()..];
    assert_snapshot!(panel, @"
    Requests
    What programs asked of Kafka, and what came of it. Time counts from the beginning of the attempt.
    No.TimeWhoRequestAskedAnswered
    40.607 sproducer, run-4Produceacks=all (−1) · task-events-1: 11 records (no producer id)task-events-1 from offset 0; the answer did not reach the program fault lost
    50.607 sproducer, run-4Produceacks=all (−1) · task-events-2: 11 records (no producer id)no answer came; the broker may have done it all the same
    60.607 sproducer, run-4Produceacks=all (−1) · task-events-0: 11 records (no producer id)no answer came; the broker may have done it all the same
    70.607 sproducer, run-4Produceacks=all (−1) · task-events-1: 8 records (no producer id)no answer came; the broker may have done it all the same
    80.607 sproducer, run-4Produceacks=all (−1) · task-events-2: 9 records (no producer id)no answer came; the broker may have done it all the same
    120.706 sproducer, run-4Produceacks=all (−1) · task-events-2: 11 records (no producer id)task-events-2 from offset 11
    130.706 sproducer, run-4Produceacks=all (−1) · task-events-2: 9 records (no producer id)task-events-2 from offset 22
    140.708 sproducer, run-4Produceacks=all (−1) · task-events-1: 11 records (no producer id)task-events-1 from offset 11
    150.708 sproducer, run-4Produceacks=all (−1) · task-events-1: 8 records (no producer id)task-events-1 from offset 22
    160.714 sproducer, run-4Produceacks=all (−1) · task-events-0: 11 records (no producer id)task-events-0 from offset 11
    6 others, as any client makes them: 4 ApiVersions, 2 Metadata
    No.TimeWhoRequestAskedAnswered
    10.599 sproducer, run-4ApiVersionsconfluent-kafka-python 2.16.0-rdkafka-2.16.0done
    20.601 sproducer, run-4Metadatatask-eventsdone
    30.606 sproducer, run-4ApiVersionsconfluent-kafka-python 2.16.0-rdkafka-2.16.0done
    90.648 sproducer, run-4ApiVersionsconfluent-kafka-python 2.16.0-rdkafka-2.16.0done
    100.698 sproducer, run-4Metadatatask-eventsdone
    110.703 sproducer, run-4ApiVersionsconfluent-kafka-python 2.16.0-rdkafka-2.16.0done
    The same in a terminal, without Kafka: kafka-workbench replay [HOME]/attempts/a1.json
    Back to the lab
    ");
}

#[tokio::test]
async fn groups_and_calls_stand_below_the_topics() {
    let mut bundle = bundle();
    bundle.stages.truncate(1);
    let visitor = visitor(&bundle).await;
    let text = visitor.get("/attempts/a1").await.main_text();
    let from = |start: &str| &text[text.find(start).unwrap()..];
    assert_snapshot!(from("Groups").split("Requests\nWhat").next().unwrap(), @"
    Groups
    task-notification-service Empty, no member, classic protocol
    PartitionCommittedEndLag
    task-created-0none7none: nothing was committed
    task-created-1572: still to be done
    task-created-2660: all is done
    ");
    assert_snapshot!(from("Calls to email").lines().take(16).collect::<Vec<_>>().join("\n"), @r#"
    Calls to email
    CallTimeWhoAskedBodyAnswered
    13.189 sconsumer, first-runPOST /{"id":"task-002","subject":"New task: train blue carry"}200
    23.196 sconsumer, first-runPOST /{"id":"task-003","subject":"New task: north sort letter"}200
    33.202 sconsumer, first-runPOST /{"id":"task-005","subject":"New task: north repair train"}200
    43.207 sconsumer, first-runPOST /{"id":"task-008","subject":"New task: north carry unpack"}200
    53.213 sconsumer, first-runPOST /{"id":"task-012","subject":"New task: fetch join hand"}200
    63.219 sconsumer, first-runPOST /{"id":"task-017","subject":"New task: deliver deliver repair"}200
    710.426 sconsumer, second-runPOST /{"id":"task-006","subject":"New task: paint repair hand"}200
    810.433 sconsumer, second-runPOST /{"id":"task-011","subject":"New task: repair join letter"}200
    910.439 sconsumer, second-runPOST /{"id":"task-013","subject":"New task: sort order unpack"}200
    1010.444 sconsumer, second-runPOST /{"id":"task-015","subject":"New task: repair quiet order"}200
    1110.450 sconsumer, second-runPOST /{"id":"task-016","subject":"New task: hand archive north"}200
    1210.455 sconsumer, second-runPOST /{"id":"task-019","subject":"New task: hand blue paint"}not answered
    The same in a terminal, without Kafka: kafka-workbench replay [HOME]/attempts/a1.json
    Back to the lab
    "#);
}

#[tokio::test]
async fn a_commit_a_call_and_a_group_have_pages() {
    let visitor = visitor(&bundle()).await;
    let page = async |place: &str| visitor.get(&format!("/attempts/a1/show/{place}")).await.main_text();
    assert_snapshot!(page("crash/commit:task-notification-service:10").await, @r#"
    Course · Attempt · Commit
    task-notification-service, commit 10
    Stage: Two crashes
    Byconsumer, second-run
    At10.445 s into the attempt
    Grouptask-notification-service
    Saystask-created-1: everything before offset 4 is done
    Done lasttask-created-1@3
    Goes on attask-created-1@4
    Memberrdkafka-d51756f9-e597-4e43-940c-687fe15dcd57
    Transactionnone
    Requestrequest 75
    Around it
    TimeEventWhoWhat
    10.439 srequest 74consumer, second-runOffsetCommit task-notification-service: task-created-1 to 3
    10.444 semail, call 10consumer, second-runPOST / {"id":"task-015","subject":"New task: repair quiet order"} → 200
    10.445 srequest 75consumer, second-runOffsetCommit task-notification-service: task-created-1 to 4
    10.450 semail, call 11consumer, second-runPOST / {"id":"task-016","subject":"New task: hand archive north"} → 200
    10.450 srequest 76consumer, second-runOffsetCommit task-notification-service: task-created-1 to 5
    The same in a terminal, without Kafka: kafka-workbench show [HOME]/attempts/a1.json crash/commit:task-notification-service:10
    "#);
    assert_snapshot!(page("crash/call:email:12").await, @r#"
    Course · Attempt · Call
    email, call 12
    Stage: Two crashes
    Byconsumer, second-run
    At10.455 s into the attempt
    AskedPOST /
    Answerednot answered
    Faultnone touched it
    Around it
    TimeEventWhoWhat
    10.450 semail, call 11consumer, second-runPOST / {"id":"task-016","subject":"New task: hand archive north"} → 200
    10.450 srequest 76consumer, second-runOffsetCommit task-notification-service: task-created-1 to 5
    10.455 semail, call 12consumer, second-runPOST / {"id":"task-019","subject":"New task: hand blue paint"} → not answered
    10.486 sconsumer, second-runended by the scenario: signal 9
    Headers
    content-typeapplication/json
    user-agentPython-urllib/3.11
    Body
    idtask-019
    subjectNew task: hand blue paint
    The same in a terminal, without Kafka: kafka-workbench show [HOME]/attempts/a1.json crash/call:email:12
    "#);
    assert_snapshot!(page("crash/group:task-notification-service").await, @"
    Course · Attempt · Group
    group task-notification-service
    Stage: Two crashes
    StateEmpty, no member
    Protocolclassic
    Divides bynothing: no member
    Partitionstask-created-0: committed none, end 7, lag none: nothing was committedtask-created-1: committed 5, end 7, lag 2: still to be donetask-created-2: committed 6, end 6, lag 0: all is done
    Memberstask-notification-service, membership 1
    Commitstask-notification-service, commit 1task-notification-service, commit 2task-notification-service, commit 3task-notification-service, commit 4task-notification-service, commit 5task-notification-service, commit 6task-notification-service, commit 7task-notification-service, commit 8task-notification-service, commit 9task-notification-service, commit 10task-notification-service, commit 11
    The same in a terminal, without Kafka: kafka-workbench show [HOME]/attempts/a1.json crash/group:task-notification-service
    ");
}

#[tokio::test]
async fn an_address_that_names_nothing_says_what_there_is() {
    let visitor = visitor(&bundle()).await;
    assert_snapshot!(visitor.get("/attempts/a1/show/lost-answer/request:99").await.summary(), @"
    404 Not Found
    Not found
    There is no request lost-answer/request:99.
    There are: lost-answer/request:1 to 16.
    All lessons and labs The skill
    ");
    assert_snapshot!(visitor.get("/attempts/a1/show/nonsense").await.summary(), @"
    404 Not Found
    Not found
    There is no page at this address.
    All lessons and labs The skill
    ");
}

#[tokio::test]
async fn many_requests_make_no_long_page() {
    let mut bundle = bundle();
    let evidence = last(&mut bundle);
    let (first, quiet) = (evidence.requests[3].clone(), evidence.requests[0].clone());
    evidence.requests = (1..=50_000)
        .map(|n| crate::evidence::Request { n, ..if n % 2 == 0 { first.clone() } else { quiet.clone() } })
        .collect();
    evidence.unseen.requests = 12;
    let visitor = visitor(&bundle).await;
    let page = visitor.get("/attempts/a1").await;
    assert_eq!(page.body.matches("/show/lost-answer/request:").count(), 200 + 100 + 5, "rows and cites");
    assert!(page.body.len() < 400_000, "{} bytes", page.body.len());
    let text = page.main_text();
    assert!(text.contains("24800 more of these are not shown; the attempt's file has them."), "{text}");
    assert!(text.contains("25000 others, as any client makes them: 25000 ApiVersions"), "{text}");
    assert!(text.contains("Not among them: 12 requests more than are kept."), "{text}");
}

#[tokio::test]
async fn brokers_and_partitions_are_shown_where_there_are_several() {
    let mut bundle = bundle();
    let evidence = last(&mut bundle);
    for (at, step, states) in [(1_000, "topic-1", [Running, Running]), (2_000, "crash", [Running, Killed])] {
        for (broker, state) in (1..).zip(states) {
            evidence.brokers.push(BrokerSeen { at, step: Some(step.into()), broker, state });
        }
    }
    for (at, step, isr) in
        [(1_000, Some("topic-1"), vec![1, 2]), (2_000, Some("crash"), vec![1, 2]), (3_000, None, vec![1])]
    {
        evidence.partitions.entry("task-events".into()).or_default().push(PartitionSeen {
            at,
            step: step.map(str::to_owned),
            topic: "task-events".into(),
            partition: 0,
            leader: Some(1),
            isr,
            replicas: vec![2, 1],
            offline: vec![],
            eligible: vec![],
        });
    }
    let visitor = visitor(&bundle).await;
    let page = visitor.get("/attempts/a1").await;
    assert!(page.body.contains("/attempts/a1/show/lost-answer/partition:task-events-0"), "{}", page.body);
    let text = page.main_text();
    let panel = &text[text.find("Brokers\nHow brokers").unwrap()..];
    assert_snapshot!(panel.split("Requests\nWhat").next().unwrap(), @"
    Brokers
    How brokers and partitions were after each step that changed something. Time counts from the beginning of the attempt.
    AfterTimeBrokers
    step topic-10.001 s1 running, 2 running
    step crash0.002 s1 running, 2 killed
    AfterTimePartitionLeaderIn syncReplicas
    step topic-10.001 stask-events-011, 22, 1
    the end0.003 stask-events-0112, 1
    ");
    let partition = visitor.get("/attempts/a1/show/lost-answer/partition:task-events-0").await.main_text();
    assert!(
        partition
            .contains("after step crash, 0.002 s: leader 1; in sync 1, 2; replicas 2, 1 (broker 2 killed)"),
        "{partition}"
    );
}
