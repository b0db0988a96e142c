//! A cluster made clean after a program that was killed in the middle of everything.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::cluster::{topics, write};
use super::{Bench, shared_runtime};

/// Joins a group of each kind, one as a static member, and leaves a transaction open.
const PROGRAM: &str = r#"
import sys
from confluent_kafka import Consumer, Producer

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
producer = Producer(at | {"transactional.id": "payments"})
producer.init_transactions()
producer.begin_transaction()
producer.produce("orders", b"never committed")
producer.flush()
print("ready", flush=True)
sys.stdin.read()
"#;

/// State of the groups and transactions, as Kafka's own client sees them.
const LISTING: &str = r#"
import sys
from confluent_kafka.admin import AdminClient

admin = AdminClient({"bootstrap.servers": sys.argv[1]})
print(sorted(group.group_id for group in admin.list_consumer_groups().result().valid))
"#;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_killed_program_is_left() {
    let bench = Bench::new().await;
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
    let listing = || {
        let listing = Command::new(&python).args(["-c", LISTING, &cluster.bootstrap()]).output().unwrap();
        String::from_utf8(listing.stdout).unwrap()
    };
    assert_eq!(listing(), "['next', 'plain', 'static']\n");
    program.kill().unwrap();
    program.wait().unwrap();

    let begun = Instant::now();
    cluster.clean().await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(5), "it took {:?}", begun.elapsed());
    assert_eq!((listing().as_str(), topics(&cluster)), ("[]\n", vec![]));
    cluster.canary().await.unwrap();

    // The next stage's program has the same names.
    write(&cluster.bootstrap(), "orders").await;
}
