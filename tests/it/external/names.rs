//! Names that are somebody's already.

use insta::assert_snapshot;

use super::somebody::Somebody;
use super::{grade, home, of_lab_5};

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_that_is_there_is_not_touched() {
    let somebody = Somebody::new().await;
    somebody.topic("task-created", 1).await;
    let before = somebody.everything().await;
    let home = home();
    let said = home.run(grade(&somebody.servers(), "5", &of_lab_5("solution")));
    assert_snapshot!(said.complaint(), @"
    status 3
    Asking the cluster at 127.0.0.1:[PORT]
    Looking for Python
    Checking the Python environment
    Seeing that the cluster works
    [TIME] On this engine 8 of 10 checks are judged. Not judged here, since it needs the gateway between programs and Kafka, which an existing cluster does not have: “The network is slow”
    error: the lab was not started: the cluster at 127.0.0.1:[PORT] already has the topic task-created, and the lab needs these names for its own

    hint: take another cluster, or `--engine local`. Where nobody needs them any more: `kafka-topics.sh --bootstrap-server 127.0.0.1:[PORT] --delete --topic task-created`
    ");
    assert_eq!(somebody.everything().await, before);
    assert_eq!(home.entries("attempts"), [""; 0], "nothing was graded");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_is_there_is_not_touched() {
    let somebody = Somebody::new().await;
    somebody.commit("task-notification-service", "orders", 1);
    let before = somebody.everything().await;
    let solution = crate::harness::repository("labs/07-first-consumer/solution").display().to_string();
    let said = home().run(grade(&somebody.servers(), "7", &solution));
    assert_snapshot!(said.complaint(), @"
    status 3
    Asking the cluster at 127.0.0.1:[PORT]
    Looking for Python
    Checking the Python environment
    Seeing that the cluster works
    [TIME] On this engine 7 of 13 checks are judged. Not judged here, since it needs the gateway between programs and Kafka, which an existing cluster does not have: “No commit passes a task whose email had not been taken by then”; “Two crashes”; “No commit passes a task whose email the service had refused, and not yet taken”
    error: the lab was not started: the cluster at 127.0.0.1:[PORT] already has the group task-notification-service, and the lab needs these names for its own

    hint: take another cluster, or `--engine local`. Where nobody needs them any more: `kafka-consumer-groups.sh --bootstrap-server 127.0.0.1:[PORT] --delete --group task-notification-service`
    ");
    assert_eq!(somebody.everything().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_attempts_of_a_home_take_turns() {
    let somebody = Somebody::new().await;
    let (home, servers) = (home(), somebody.servers());
    let slow = home.program("producer.py", "import time\nprint('waits', flush=True)\ntime.sleep(15)\n");
    let first = home.start(grade(&servers, "5", &slow));
    first.until("Stage 1 of 3");
    let second = home.start(grade(&servers, "5", "program"));
    second.until("Waiting for another attempt on this cluster to end");
    first.signal(rustix::process::Signal::INT);
    let (first, second) = (first.end(), second);
    assert_eq!(first.status, "3", "{first}");
    second.until("Stage 1 of 3");
    // While the topic is made, as a rule.
    second.signal(rustix::process::Signal::INT);
    assert_eq!(second.end().status, "3");
    assert!(!somebody.everything().await.contains("task-created"));
}
