//! Lab 5 on a cluster that lets everybody in.

use insta::assert_snapshot;

use super::somebody::Somebody;
use super::{grade, home, of_lab_5};

#[tokio::test(flavor = "multi_thread")]
async fn what_needs_no_gateway_is_judged() {
    let somebody = Somebody::new().await;
    let before = somebody.everything().await;
    let home = home();
    let said = home.run(grade(&somebody.servers(), "5", &of_lab_5("solution")));
    assert_snapshot!(said, @"");
    assert_eq!(somebody.everything().await, before, "everything of theirs is as it was");
    assert!(!home.path().join("cache/jars").exists(), "nothing of Kafka was fetched");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_fails_as_it_does_elsewhere_and_leaves_the_names_free() {
    let somebody = Somebody::new().await;
    let before = somebody.everything().await;
    let (home, servers) = (home(), somebody.servers());
    let starter = home.run(grade(&servers, "5", &of_lab_5("starter")));
    assert_snapshot!(starter.result(), @"");
    let mistake = home.run(["--engine", &servers, "grade", "5", "--mistake", "no-key"]);
    assert_snapshot!(mistake.result(), @"");
    assert_eq!(somebody.everything().await, before);
    let solution = home.run(grade(&servers, "5", &of_lab_5("solution")));
    assert_eq!(solution.status, "0", "{solution}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_says_again_what_was_not_judged() {
    let somebody = Somebody::new().await;
    let (home, servers) = (home(), somebody.servers());
    let said = home.run(["--engine", &servers, "--json", "grade", "5", "--dir", &of_lab_5("solution")]);
    let graded: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let bundle = graded["bundle"].as_str().unwrap();
    let replayed: serde_json::Value =
        serde_json::from_str(&home.run(["--json", "replay", bundle]).out).unwrap();
    assert_eq!(replayed["verdict"], graded["verdict"]);
    let stage = &graded["verdict"]["stages"][1];
    assert_eq!((&stage["reached"], &stage["id"]), (&false.into(), &"slow-network".into()));
    assert_snapshot!(stage["not_judged"].as_str().unwrap(), @"");
    let versions = graded["versions"].to_string().replace(&servers, "[SERVERS]");
    assert_snapshot!(versions, @"");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pass_in_part_proves_only_what_was_put_to_the_test() {
    let somebody = Somebody::new().await;
    let (home, servers) = (home(), somebody.servers());
    let mine = home.path().join("labs/05-first-producer");
    std::fs::create_dir_all(&mine).unwrap();
    let solution = std::path::Path::new(&of_lab_5("solution")).join("producer.py");
    std::fs::copy(solution, mine.join("producer.py")).unwrap();
    let said = home.run(["--engine", &servers, "grade", "5"]);
    assert_eq!(said.status, "0", "{said}");
    let database = rusqlite::Connection::open(home.path().join("progress.sqlite")).unwrap();
    let mut proofs = database.prepare("SELECT rule FROM proof ORDER BY rule").unwrap();
    let proved: Vec<String> = proofs.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_snapshot!(proved.join(" "), @"");
    let headline: String = database.query_row("SELECT headline FROM attempt", [], |row| row.get(0)).unwrap();
    assert_snapshot!(headline, @"");
}

#[tokio::test(flavor = "multi_thread")]
async fn topics_that_a_program_made_besides_are_left_and_named() {
    let somebody = Somebody::new().await;
    let home = home();
    let dir = home.program(
        "producer.py",
        "import os\nfrom confluent_kafka.admin import AdminClient, NewTopic\n\
         admin = AdminClient({'bootstrap.servers': os.environ['KAFKA_BOOTSTRAP_SERVERS']})\n\
         for made in admin.create_topics([NewTopic('scratch', 1)]).values(): made.result()\n",
    );
    let said = home.run(grade(&somebody.servers(), "5", &dir));
    assert_eq!(said.status, "1", "{said}");
    let told = said.progress();
    assert!(
        told.contains("Left on the cluster, as they are none of the lab's: the topics scratch"),
        "{told}"
    );
    assert!(somebody.everything().await.contains("scratch"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lab_of_which_nothing_can_be_shown_is_refused() {
    let home = home().with_course(crate::harness::repository("tests/fixtures/wire"));
    // It is refused before anybody is asked: nothing listens there.
    let said = home.run(["--engine", "127.0.0.1:1", "grade", "1"]);
    assert_snapshot!(said.complaint(), @"");
}
