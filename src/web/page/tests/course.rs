//! Map and lessons.

use insta::assert_snapshot;

use crate::web::testing::Visitor;

#[tokio::test]
async fn the_map_leads_to_what_is_there_and_names_the_rest() {
    let visitor = Visitor::signed_in().await;
    let page = visitor.get("/").await;
    assert_eq!(page.body.matches("href=\"/lessons/").count(), 3, "two lessons and the welcome");
    assert_snapshot!(page.main_text(), @"
    Learn Kafka by running your own programs against a real one
    Each lesson ends in a lab: a program of yours runs against Apache Kafka on this machine, under faults, and the log itself shows what held and what did not.
    Kafka, Java and the Python packages of the labs, about 170 MB, are fetched once, in the background. The top of every page shows how far that is; lessons can be read meanwhile.
    Open lesson 0
    Start
    0
    A first record, not begun
    See a record in the log.
    read 5, lab 0, reflect 1 min
    A Foundations
    1
    Something for later
    Wait for it.
    not there yet
    5
    A first producer, not begun
    Send records that arrive.
    read 20, lab 30, reflect 10 min
    Lab, not begun
    ");
}

#[tokio::test]
async fn what_was_opened_is_where_one_goes_on() {
    let visitor = Visitor::signed_in().await;
    visitor.get("/lessons/05-first-producer").await;
    let page = visitor.get("/").await;
    assert!(page.body.contains("Continue: lesson 5"));
    assert!(!page.body.contains("Open lesson 0"));
    assert!(page.body.contains("A first producer</a><span class=\"unseen\">, begun"));
}

#[tokio::test]
async fn a_lesson_has_its_text_its_blocks_and_its_neighbours() {
    let visitor = Visitor::signed_in().await;
    let page = visitor.get("/lessons/05-first-producer").await;
    let home = visitor.workbench.home().root().display().to_string();
    assert_snapshot!(page.main_text().replace(&home, "[HOME]"), @r#"
    In this lesson
    The queue
    What to remember
    Lab: Publish every task
    Course · Lesson 5
    A first producer
    Send records that arrive.
    read 20, lab 30, reflect 10 min
    In this lesson
    The queue
    What to remember
    Lab: Publish every task
    The queue
    produce() puts a record into a queue.
    python
    Copy
    Run
    print("queued")
    What it printed when the lesson was checked
    queued
    PredictionA program ends without flush(). How many records are in the log?
    Three
    None: they were queued
    Let Kafka answer
    What to remember
    WayKnows
    callbacksevery record
    In a terminal
    Once a block has run, its Kafka stays open until another lesson's runs. Kafka's own tools find it there; kafka-workbench tool lists them.
    shCopy
    kafka-workbench --home [HOME] tool topics --describe
    Lab: Publish every task
    A program of yours runs against Kafka, and the log decides.
    Open the lab
    ← A first record
    "#);
    assert_eq!(page.attribute("<form class=\"code\"", "action"), "/lessons/05-first-producer/run/1");
}
