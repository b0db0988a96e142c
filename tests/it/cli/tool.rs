//! `tool`: Kafka's own tools, on the cluster that a lesson or an attempt has open.

use std::fs::File;
use std::path::PathBuf;
use std::time::Duration;

use insta::assert_snapshot;
use kafka_workbench::attempt::Listener;
use kafka_workbench::engine::Report;
use kafka_workbench::engine::eventually::eventually_blocking;
use kafka_workbench::engine::tools;
use kafka_workbench::workbench::{Options, Workbench};
use rustix::process::Signal;
use tokio_util::sync::CancellationToken;

use crate::harness::{Home, repository, warm_cache};

#[test]
fn the_list_of_tools() {
    let said = Home::cold().run(["tool"]);
    assert_snapshot!(said, @"
    status 0
    --- out
    topics                     make, list, describe, alter and delete topics
    console-producer           write each line of standard input as a record
    console-consumer           print the records of a topic as they come
    console-share-consumer     the same as a member of a share group
    get-offsets                where partitions begin and end
    delete-records             delete the records of partitions up to an offset
    groups                     list groups of all kinds
    consumer-groups            members, offsets and lag of consumer groups; set their offsets
    share-groups               the same for share groups
    streams-groups             the same for groups of Kafka Streams
    transactions               list and describe transactions and producers; abort one that hangs
    configs                    settings of topics, brokers, clients, users and groups
    acls                       who may do what
    delegation-tokens          make, renew and end delegation tokens
    client-metrics             which metrics clients send to brokers
    broker-api-versions        which requests brokers know, in which versions
    cluster                    the cluster's id and its nodes; unregister a broker
    features                   feature levels, the metadata version among them
    metadata-quorum            the controllers and how far each has come
    leader-election            have partitions choose a leader
    reassign-partitions        move partitions from broker to broker
    log-dirs                   where partitions lie on the brokers' disks, and how large they are
    dump-log                   what is in the files of a partition; `log-dirs --describe` names their folder
    storage                    format a data directory, or say what is in one
    producer-perf-test         measure writing
    consumer-perf-test         measure reading
    share-consumer-perf-test   measure reading in a share group
    e2e-latency                measure the time from a write to its reading
    verifiable-producer        write numbers, and print what was acknowledged as JSON
    verifiable-consumer        read, and print what was received and committed as JSON
    verifiable-share-consumer  the same in a share group
    replica-verification       compare the replicas of partitions; takes --broker-list
    streams-application-reset  begin again with a Kafka Streams application
    jmx                        read metrics of a JVM that listens for JMX
    connect-plugin-path        look at folders of Connect plugins
    --- err

    `kafka-workbench tool NAME` without arguments tells how one is used.
    ");
    assert_eq!(Home::cold().run(["tool", "--list"]).to_string(), said.to_string());
}

#[test]
fn every_tool_is_in_the_jars() {
    let jars = warm_cache().join("jars");
    let mut classes = std::collections::BTreeSet::new();
    for jar in ["kafka-tools-4.3.1.jar", "kafka_2.13-4.3.1.jar"] {
        let jar = zip::ZipArchive::new(File::open(jars.join(jar)).unwrap()).unwrap();
        classes.extend(jar.file_names().map(|name| name.unwrap().into_owned()));
    }
    let missing: Vec<&str> = tools::all()
        .map(|tool| tool.main)
        .filter(|main| !classes.contains(&format!("{}.class", main.replace('.', "/"))))
        .collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn a_tool_that_is_not_there() {
    let home = Home::cold();
    assert_snapshot!(home.run(["tool", "kafka-topcis.sh", "--list"]).complaint(), @"
    status 2
    error: Kafka has no tool `kafka-topcis.sh`: did you mean `topics`?

    hint: `kafka-workbench tool` lists those that there are
    ");
    assert_snapshot!(home.run(["tool", "server-start"]).complaint(), @"
    status 2
    error: `server-start` cannot be run here: brokers are started by the workbench itself

    hint: `kafka-workbench tool` lists those that there are
    ");
    assert_snapshot!(home.run(["--json", "tool", "topcis"]).result(), @r#"
    status 2
    {"version":1,"error":"Kafka has no tool `topcis`: did you mean `topics`?","hint":"`kafka-workbench tool` lists those that there are","diagnostics":[]}
    "#);
}

#[test]
fn no_cluster_is_open() {
    let home = Home::new();
    assert_snapshot!(home.run(["tool", "topics", "--list"]).complaint(), @"
    status 2
    error: no cluster is open that `topics` could work on

    hint: run a block of a lesson, whose cluster then stays open, or name a cluster: `kafka-workbench tool topics --bootstrap-server HOST:PORT …`
    ");
    assert!(home.entries("runs").iter().all(|entry| entry == "gate.lock"), "nothing was started");
}

#[test]
fn help_needs_no_cluster_and_what_follows_the_name_is_the_tools_own() {
    let home = Home::new();
    let said = home.run(["tool", "console-consumer"]);
    assert_eq!((said.status.as_str(), said.err.is_empty()), ("1", false), "{said}");
    let help = home.run(["tool", "get-offsets", "--help"]);
    assert!(help.to_string().contains("--bootstrap-server"), "{help}");
    let version = home.run(["tool", "topics", "--version"]);
    assert_eq!((version.status.as_str(), version.err.as_str()), ("0", ""), "{version}");
    assert!(version.out.starts_with("4.3.1"), "{version}");
}

/// A lesson with a block that has run, as the page opens it.
async fn lesson(home: &Home) -> Workbench {
    let options = Options { home: Some(home.path()), course: repository(""), ..Options::default() };
    let workbench = Workbench::open(&options).unwrap();
    let (listener, report, stop) = (Listener::silent(), Report::silent(), CancellationToken::new());
    let run = workbench.run_block("05-first-producer", 1, &listener, &report, &stop);
    assert_eq!(run.await.unwrap().exit, Some(0));
    workbench
}

/// Standard output of a tool that is given `lines` on standard input.
fn told(home: &Home, args: &[&str], lines: &str) -> String {
    let file: PathBuf = home.write("stdin", lines);
    let output = home.command(args).stdin(File::open(file).unwrap()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn tools_work_on_what_a_lesson_has_open() {
    let home = Home::new();
    let workbench = lesson(&home).await;
    let said = home.run(["tool", "topics", "--list"]);
    assert_snapshot!(said, @"
    status 0
    --- out
    __consumer_offsets
    __transaction_state
    task-created
    --- err
    The cluster of lesson 05-first-producer, at 127.0.0.1:[PORT]
    ");

    told(&home, &["tool", "console-producer", "--topic", "task-created"], "one\ntwo\nthree\n");
    let read = home.run([
        "tool",
        "kafka-console-consumer.sh",
        "--topic",
        "task-created",
        "--from-beginning",
        "--max-messages",
        "3",
    ]);
    let mut lines: Vec<&str> = read.out.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, ["one", "three", "two"]);
    assert_eq!((read.status.as_str(), read.progress().lines().count()), ("0", 3), "{read}");

    let refused = home.run(["tool", "topics", "--describe", "--topic", "nobody"]);
    assert_eq!(refused.status, "1", "the tool's own status: {refused}");
    let cluster = home.run(["tool", "cluster", "cluster-id"]);
    assert!(cluster.out.starts_with("Cluster ID: "), "{cluster}");
    let quorum = home.run(["tool", "metadata-quorum", "describe", "--status"]);
    assert!(quorum.out.contains("LeaderId:"), "{quorum}");

    workbench.close_playground().await;
    assert_eq!(home.run(["tool", "topics", "--list"]).status, "2", "it went with the lesson's Kafka");
    workbench.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_ends_a_tool_and_leaves_nothing() {
    let home = Home::new();
    let workbench = lesson(&home).await;
    told(&home, &["tool", "console-producer", "--topic", "task-created"], "one\n");
    let before = home.processes().len();
    let reading = home.start(["tool", "console-consumer", "--topic", "task-created", "--from-beginning"]);
    let seen = eventually_blocking("the record", Duration::from_secs(60), || {
        let read = reading.said_so_far();
        if read.contains("one") { Ok(()) } else { Err(read) }
    });
    seen.unwrap();
    reading.signal(Signal::INT);
    let said = reading.end();
    assert_eq!((said.status.as_str(), said.out.as_str()), ("130", "one\n"), "{said}");
    assert!(said.err.contains("Processed a total of 1 messages"), "{said}");
    assert_eq!(home.processes().len(), before);
    workbench.close_playground().await;
    workbench.close().await;
}

#[test]
fn an_attempt_is_found_and_gone_after_its_verdict() {
    let home = Home::of_fixture();
    let attempt = home.start(["grade", "1", "--command", "sleep 100"]);
    attempt.until("Stage 1 of");
    let said = home.run(["tool", "topics", "--list"]);
    attempt.signal(Signal::INT);
    assert_eq!(attempt.end().status, "3");
    assert_snapshot!(said, @"
    status 0
    --- out
    __consumer_offsets
    __transaction_state
    letter-sent
    --- err
    The cluster of the attempt at lab 01-letters, at 127.0.0.1:[PORT]
    ");
    assert_eq!(home.run(["tool", "topics", "--list"]).status, "2");
}
