//! A cluster made clean after a program that was killed in the middle of everything.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use kafka_protocol::messages::{ListGroupsRequest, ListTransactionsRequest};
use kafka_workbench::engine::Cluster;
use kafka_workbench::engine::cluster::OWN;
use kafka_workbench::engine::wire::Wire;

use super::cluster::{topics, write};
use super::every::on_every_engine;
use super::{Bench, shared_runtime};

/// Joins a group of each kind, one as a static member, and leaves a transaction open.
const PROGRAM: &str = r#"
import sys
from confluent_kafka import Consumer, Producer, ShareConsumer

at = {"bootstrap.servers": sys.argv[1]}
members = [
    Consumer(at | {"group.id": "plain", "auto.offset.reset": "earliest"}),
    Consumer(at | {"group.id": "static", "group.instance.id": "one", "auto.offset.reset": "earliest"}),
    Consumer(at | {"group.id": "next", "group.protocol": "consumer", "auto.offset.reset": "earliest"}),
]
for member in members:
    member.subscribe(["orders"])
    while member.poll(0.1) is None:
        pass
    member.commit(asynchronous=False)
sharer = ShareConsumer(at | {"group.id": "shared"})
sharer.subscribe(["orders"])
sharer.poll(2)
producer = Producer(at | {"transactional.id": "payments"})
producer.init_transactions()
producer.begin_transaction()
producer.produce("orders", b"never committed")
producer.flush()
print("ready", flush=True)
sys.stdin.read()
"#;

/// The groups of all kinds, and the transactional ids of programs with their states.
async fn listing(cluster: &Cluster) -> (Vec<String>, Vec<String>) {
    let mut wire = Wire::open(&cluster.direct()).await.unwrap();
    let groups = wire.ask(&ListGroupsRequest::default(), 5).await.unwrap().groups;
    let mut groups: Vec<_> =
        groups.iter().map(|group| format!("{} ({})", group.group_id.as_str(), group.group_type)).collect();
    groups.sort();
    let open = wire.ask(&ListTransactionsRequest::default(), 1).await.unwrap().transaction_states;
    let open = open.iter().filter(|it| !it.transactional_id.starts_with(OWN));
    let open = open.map(|it| format!("{} is {}", it.transactional_id.as_str(), it.transaction_state));
    (groups, open.collect())
}

async fn nothing_of_a_killed_program_is_left(bench: Bench) {
    let cluster = bench.cluster().await;
    let python = shared_runtime().await.python;
    write(&cluster.bootstrap(), "orders").await;
    let mut program = Command::new(&python)
        .args(["-c", PROGRAM, &cluster.bootstrap()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    BufReader::new(program.stdout.take().unwrap()).read_line(&mut said).unwrap();
    assert_eq!(said, "ready\n");
    let (groups, transactions) = listing(&cluster).await;
    assert_eq!(groups, ["next (consumer)", "plain (classic)", "shared (share)", "static (classic)"]);
    assert_eq!(transactions, ["payments is Ongoing"]);
    program.kill().unwrap();
    program.wait().unwrap();

    let begun = Instant::now();
    cluster.clean().await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(5), "it took {:?}", begun.elapsed());
    let (groups, transactions) = listing(&cluster).await;
    assert_eq!((groups, topics(&cluster)), (vec![], vec![]));
    let at_rest = ["payments is CompleteAbort", "payments is Empty"];
    assert!(transactions.iter().all(|it| at_rest.contains(&it.as_str())), "{transactions:?}");
    cluster.canary().await.unwrap();

    // The next stage's program has the same names.
    write(&cluster.bootstrap(), "orders").await;
}

on_every_engine!(nothing_of_a_killed_program_is_left,);
