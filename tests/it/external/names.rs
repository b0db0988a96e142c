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
    assert_snapshot!(said.complaint(), @"");
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
    assert_snapshot!(said.complaint(), @"");
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
