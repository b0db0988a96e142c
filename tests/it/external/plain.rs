//! Lab 5 on a cluster that lets everybody in.

use insta::assert_snapshot;

use kafka_workbench::engine::Shape;

use super::somebody::Somebody;
use super::{grade, home, of_lab_5};

#[tokio::test(flavor = "multi_thread")]
async fn what_needs_no_gateway_is_judged() {
    let somebody = Somebody::new().await;
    let before = somebody.everything().await;
    let home = home();
    let said = home.run(grade(&somebody.servers(), "5", &of_lab_5("solution")));
    assert_snapshot!(said, @"
    status 0
    --- out
    passed: 8 of 8 checks held, 2 not judged here

    Held: Three tasks arrive
      ✓ Every task is in the log, once
      ✓ Every value is a JSON object with id, title and created_at, all text, and nothing else
      ✓ Every record's key is its task's id
      ✓ created_at is the task's own moment, written in UTC (`Z` or `+00:00`)
      ✓ Every record is reported once, with the partition and offset that it has in the log

    Held: Updates follow, and one record is refused
      ✓ Every record is reported once, with the partition and offset that it has in the log
      ✓ All records of one task are in one partition
      ✓ A record that the broker refuses is reported by id with its error, and the program exits non-zero

    Not judged here: it needs the gateway between programs and Kafka, which an existing cluster does not have
      – The network is slow

    Publish every task, and know that it arrived, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-5].json
    --- err
    Asking the cluster at 127.0.0.1:[PORT]
    Looking for Python
    Checking the Python environment
    Seeing that the cluster works
    [TIME] On this engine 8 of 10 checks are judged. Not judged here, since it needs the gateway between programs and Kafka, which an existing cluster does not have: “The network is slow”
    [TIME] Stage 1 of 3: Three tasks arrive
    [TIME] Running producer
    [TIME] Reading the log
    [TIME] Stage 3 of 3: Updates follow, and one record is refused
    [TIME] Running producer
    [TIME] Running producer
    [TIME] Reading the log
    [TIME] Making sure that Kafka still works
    [TIME] Verdict
    ");
    assert_eq!(somebody.everything().await, before, "everything of theirs is as it was");
    assert!(!home.path().join("cache/jars").exists(), "nothing of Kafka was fetched");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_fails_as_it_does_elsewhere_and_leaves_the_names_free() {
    let somebody = Somebody::new().await;
    let before = somebody.everything().await;
    let (home, servers) = (home(), somebody.servers());
    let starter = home.run(grade(&servers, "5", &of_lab_5("starter")));
    assert_snapshot!(starter.result(), @"
    status 1
    failed: 0 of 8 checks held, 2 not judged here

    Three tasks arrive
      ✗ 3 of 3 tasks missing from task-created: task-001, task-002, task-003
        expected  3 lines of tasks, each once among the records in task-created
        got       3 missing (task-001, task-002, task-003)
        see       tasks, line 1 · tasks, line 2 · tasks, line 3
        next      Which of them were handed to `produce`, and which were still in the producer's queue when the program ended?
      – Every value is a JSON object with id, title and created_at, all text, and nothing else (not reached: there are no records in task-created)
      – Every record's key is its task's id (not reached: there are no records in task-created)
      – created_at is the task's own moment, written in UTC (`Z` or `+00:00`) (not reached: there are no records in task-created)
      – Every record is reported once, with the partition and offset that it has in the log (not reached: there are neither records in task-created nor JSON lines of producer)

    Not judged here: it needs the gateway between programs and Kafka, which an existing cluster does not have
      – The network is slow

    Not reached: Updates follow, and one record is refused

    Publish every task, and know that it arrived, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-5].json
    ");
    let mistake = home.run(["--engine", &servers, "grade", "5", "--mistake", "extra-field"]);
    assert_snapshot!(mistake.result(), @r#"
    status 1
    failed: 4 of 8 checks held, 2 not judged here

    Three tasks arrive
      ✗ 3 of 3 values not in the shape of a task
        expected  Every value is a JSON object with id, title and created_at, all text, and nothing else
        got       task-created-0@0: Additional properties are not allowed ('notify_template' was unexpected) (the value is {"id":"task-001","title":"Buy groceries","created_at":"2026-03-02T08:30:00+00:00","notify_template":"task-created-mail"})
        see       task-created-0@0 · task-created-2@0 · task-created-2@1
                  kafka-workbench show [DIR]/home/attempts/[ATTEMPT-5].json task-created-0@0
        next      What does the program make of a task on its way to bytes?

    Held: Three tasks arrive
      ✓ Every task is in the log, once
      ✓ Every record's key is its task's id
      ✓ created_at is the task's own moment, written in UTC (`Z` or `+00:00`)
      ✓ Every record is reported once, with the partition and offset that it has in the log

    Not judged here: it needs the gateway between programs and Kafka, which an existing cluster does not have
      – The network is slow

    Not reached: Updates follow, and one record is refused

    Publish every task, and know that it arrived, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-5].json
    "#);
    assert_eq!(somebody.everything().await, before);
    let solution = home.run(grade(&servers, "5", &of_lab_5("solution")));
    assert_eq!(solution.status, "0", "{solution}");
}

/// Every program that the lab ships comes to what it should, as far as it is judged there.
#[tokio::test(flavor = "multi_thread")]
async fn the_lab_proves_itself_there_too() {
    let somebody = Somebody::new().await;
    let before = somebody.everything().await;
    let said = home().run(["--engine", &somebody.servers(), "verify", "5"]);
    assert_eq!(said.status, "0", "{said}");
    assert!(
        said.out.contains("05-first-producer: its blocks run on clusters of the workbench's own"),
        "{said}"
    );
    assert_eq!(somebody.everything().await, before);
}

/// Leaders and coordinators are anywhere there.
#[tokio::test(flavor = "multi_thread")]
async fn several_brokers_are_one_cluster() {
    let somebody = Somebody::of(&Shape::of(3)).await;
    let before = somebody.everything().await;
    let (home, servers) = (home(), somebody.servers());
    let last = servers.rsplit(',').next().unwrap();
    let said = home.run(grade(last, "5", &of_lab_5("solution")));
    assert_eq!(said.status, "0", "{said}");
    assert_eq!(somebody.everything().await, before);
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
    // Nothing else of the cluster was looked at: there are `orders` and `billing`, too.
    let kept: serde_json::Value = serde_json::from_slice(&std::fs::read(bundle).unwrap()).unwrap();
    let evidence = &kept["stages"][0]["evidence"];
    let topics: Vec<&String> = evidence["topics"].as_object().unwrap().keys().collect();
    assert_eq!((topics, &evidence["groups"]), (vec![&"task-created".to_owned()], &serde_json::json!([])));
    let stage = &graded["verdict"]["stages"][1];
    assert_eq!((&stage["reached"], &stage["id"]), (&false.into(), &"slow-network".into()));
    assert_snapshot!(stage["not_judged"].as_str().unwrap(), @"it needs the gateway between programs and Kafka, which an existing cluster does not have");
    let versions = graded["versions"].to_string().replace(&servers, "[SERVERS]");
    assert_snapshot!(versions, @r#"{"workbench":"0.1.0","kafka":"4.3","engine":"existing cluster at [SERVERS]"}"#);
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
    assert_snapshot!(proved.join(" "), @"L05.2 L05.3 L05.4 L05.5 L05.7 L05.9");
    let headline: String = database.query_row("SELECT headline FROM attempt", [], |row| row.get(0)).unwrap();
    assert_snapshot!(headline, @"8 of 10 checks held, 2 not judged on that engine");
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
async fn doctor_tries_the_cluster_and_says_what_labs_find_there() {
    let somebody = Somebody::new().await;
    let before = somebody.everything().await;
    let said = home().run(["--engine", &somebody.servers(), "--json", "doctor"]);
    let said: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let all = |list: &str| said[list].as_array().cloned().unwrap_or_default();
    let engine = all("found").into_iter().find(|it| it["what"] == "Existing cluster").unwrap();
    assert_eq!(engine["health"], "good", "{engine}");
    let lab = all("labs").into_iter().find(|it| it["number"] == "5").unwrap();
    assert_snapshot!(lab["engines"], @r#"{"Existing cluster":{"can":true,"missing":"8 of 10 checks are judged there"}}"#);
    assert_eq!(somebody.everything().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lab_of_which_nothing_can_be_shown_is_refused() {
    let home = home().with_course(crate::harness::repository("tests/fixtures/wire"));
    // It is refused before anybody is asked: nothing listens there.
    let said = home.run(["--engine", "127.0.0.1:1", "grade", "1"]);
    assert_snapshot!(said.complaint(), @"
    status 2
    error: lab 1 cannot run here: it needs the gateway between programs and Kafka, which an existing cluster does not have

    hint: a cluster of the workbench's own has it: start with `--engine local`
    ");
}
