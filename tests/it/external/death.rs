//! Runs that are killed: what they made is known to the next, and nothing else is taken for it.

use insta::assert_snapshot;
use kafka_workbench::engine::eventually::eventually;
use rustix::process::Signal;

use super::somebody::Somebody;
use super::{grade, home, of_lab_5};
use crate::harness::Home;

const SLOW: &str = "import time\nprint('waits', flush=True)\ntime.sleep(60)\n";

/// Kills a workbench while a program runs; the topic of the lab stays behind.
async fn kill_one(home: &Home, somebody: &Somebody) {
    let dir = home.program("producer.py", SLOW);
    let servers = somebody.servers();
    let running = home.start(grade(&servers, "5", &dir));
    running.until("Stage 1 of 3");
    let there = eventually("the lab's topic", std::time::Duration::from_secs(30), || async {
        let all = somebody.everything().await;
        if all.contains("task-created") { Ok(()) } else { Err(all) }
    });
    there.await.unwrap();
    // The program and its note of the topic come after the topic.
    let noted = eventually("a note of the topic's id", std::time::Duration::from_secs(10), || {
        let notes = home.entries("clusters").into_iter().filter(|name| name.ends_with(".json"));
        let noted = notes
            .map(|name| std::fs::read_to_string(home.path().join("clusters").join(name)).unwrap_or_default())
            .any(|text| text.contains("task-created") && !text.contains("null"));
        std::future::ready(if noted { Ok(()) } else { Err("none yet") })
    });
    noted.await.unwrap();
    running.signal(Signal::KILL);
    running.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_run_left_is_removed_by_the_next() {
    let somebody = Somebody::new().await;
    let before = somebody.everything().await;
    let home = home();
    kill_one(&home, &somebody).await;
    assert_ne!(somebody.everything().await, before);
    let said = home.run(grade(&somebody.servers(), "5", &of_lab_5("solution")));
    assert_eq!(said.status, "0", "{said}");
    assert!(said.progress().contains("Removing what an attempt left that was killed"), "{said}");
    assert_eq!(somebody.everything().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_that_somebody_made_since_is_theirs() {
    let somebody = Somebody::new().await;
    let home = home();
    kill_one(&home, &somebody).await;
    somebody.delete("task-created").await;
    let gone = eventually("the topic to be gone", std::time::Duration::from_secs(10), || async {
        let all = somebody.everything().await;
        if all.contains("task-created") { Err(all) } else { Ok(()) }
    });
    gone.await.unwrap();
    somebody.topic("task-created", 1).await;
    let before = somebody.everything().await;
    let said = home.run(grade(&somebody.servers(), "5", &of_lab_5("solution")));
    assert_snapshot!(said.complaint(), @"
    status 3
    Asking the cluster at 127.0.0.1:[PORT]
    Looking for Python
    Checking the Python environment
    Removing what an attempt left that was killed
    Seeing that the cluster works
    [TIME] On this engine 8 of 10 checks are judged. Not judged here, since it needs the gateway between programs and Kafka, which an existing cluster does not have: “The network is slow”
    error: the lab was not started: the cluster at 127.0.0.1:[PORT] already has the topic task-created, and the lab needs these names for its own

    hint: take another cluster, or `--engine local`. Where nobody needs them any more: `kafka-topics.sh --bootstrap-server 127.0.0.1:[PORT] --delete --topic task-created`
    ");
    assert_eq!(somebody.everything().await, before);
}
