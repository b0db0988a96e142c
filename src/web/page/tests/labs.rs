//! A lab's page: files, hints, starting over.

use std::fs;

use axum::http::StatusCode;
use insta::assert_snapshot;

use crate::web::page::files::digest;
use crate::web::testing::Visitor;

const LAB: &str = "/labs/05-first-producer";

#[tokio::test]
async fn a_lab_names_every_check_before_it_is_run() {
    let page = Visitor::signed_in().await.get(LAB).await;
    assert_snapshot!(page.main_text(), @r#"
    Course · Lesson 5: A first producer · Lab
    Publish every task
    Instructions
    Files and output
    Stage 1 of 2: Three tasks arrive
    Publish each task to task-created.
    What is checked
    ·Every task is in task-created, oncethree-records
    ·Every key is its task's idkey-is-id
    Hint 1 of 4: where to look
    Stage 2 of 2: The network is slow
    The same, while answers come 300 ms late.
    What is checked
    ·Every task is in task-created, oncethree-records
    Hint 1 of 4: where to look
    producer.py
    README.md (given)
    Output
    Kafka
    producer.py
    """Publishes each task to the topic task-created."""
    import json
    README.md, given
    # Given
    What the program prints appears here during Run and Check.
    The records that the program leaves in Kafka, and what it asked of Kafka, stand here after Run and Check.
    Files: [HOME]/labs/05-first-producer
    Check Ctrl+Enter
    Run Ctrl+Shift+Enter
    Save Ctrl+S
    Check: every stage with its faults, and a verdict. Run: stage 1 without its faults, and no verdict. Limit 40 s a stage.
    Attempts
    Each Check leaves its verdict here, with the records that it rests on.
    Start over with the given files
    "#);
}

#[tokio::test]
async fn a_save_says_what_the_disk_holds_now() {
    let visitor = Visitor::signed_in().await;
    let base = visitor.get(LAB).await.attribute("name=\"base:producer.py\"", "value");
    let form = format!("base:producer.py={base}&file:producer.py=print(1)%0D%0A");
    let saved = visitor.post_htmx(&format!("{LAB}/save"), &form).await;
    assert_eq!(saved.body, "Saved");
    let trigger = saved.headers["hx-trigger"].to_str().unwrap();
    assert_eq!(trigger, format!("{{\"saved\":{{\"producer.py\":\"{}\"}}}}", digest("print(1)\n")));
    let file = visitor.workbench.home().lab("05-first-producer").join("producer.py");
    assert_eq!(fs::read_to_string(&file).unwrap(), "print(1)\n");

    // The same form again: the page's text is what the disk holds, whatever it was typed over.
    assert_eq!(visitor.post_htmx(&format!("{LAB}/save"), &form).await.body, "Nothing to save");
    let stale = format!("base:producer.py={base}&file:producer.py=other");
    let stale = visitor.post_htmx(&format!("{LAB}/save"), &stale).await;
    assert_snapshot!(stale.summary(), @"
    409 Conflict
    The file changed meanwhile
    producer.py has changed on disk since this page was opened, in another tab or another editor. Nothing was overwritten, and the text in this page is still here.
    Copy what was typed, reload the page to see producer.py as it is now, and put the two together.
    All lessons and labs The skill
    ");
    assert_eq!(fs::read_to_string(&file).unwrap(), "print(1)\n");
}

#[tokio::test]
async fn only_the_learners_own_files_are_written() {
    let visitor = Visitor::signed_in().await;
    for path in ["README.md", "../../progress.sqlite", "/etc/hosts", "new.py"] {
        let form = format!("base:{path}=00&file:{path}=mine");
        let answer = visitor.post_htmx(&format!("{LAB}/save"), &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
    }
}

#[tokio::test]
async fn hints_come_one_at_a_time_and_stay() {
    let visitor = Visitor::signed_in().await;
    assert_snapshot!(visitor.post_htmx(&format!("{LAB}/hints/arrive/2"), "").await.summary(), @"
    200 OK
    Hints
    The end of the program.
    Print len(producer).
    Hint 3 of 4: the name of what is missing
    ");
    assert!(visitor.get(LAB).await.body.contains("Print <code>len(producer)</code>."));
    let last = visitor.post_htmx(&format!("{LAB}/hints/arrive/9"), "").await;
    assert!(!last.body.contains("hx-post"), "nothing is left to ask for: {}", last.body);
    assert_eq!(visitor.post(&format!("{LAB}/hints/nope/1"), "").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn without_script_a_hint_keeps_what_was_typed() {
    let visitor = Visitor::signed_in().await;
    let base = visitor.get(LAB).await.attribute("name=\"base:producer.py\"", "value");
    let form = format!("base:producer.py={base}&file:producer.py=typed");
    let answer = visitor.post(&format!("{LAB}/hints/arrive/1"), &form).await;
    assert_snapshot!(answer.summary(), @"303 See Other → /labs/05-first-producer#hints-arrive");
    assert!(visitor.get(LAB).await.body.contains("\ntyped</textarea>"));
}

#[tokio::test]
async fn starting_over_asks_first_and_says_where_the_files_went() {
    let visitor = Visitor::signed_in().await;
    assert_snapshot!(visitor.get(&format!("{LAB}/reset")).await.main_text(), @"
    Course · Publish every task
    Start Publish every task over?
    These files go to a trash folder, and the given ones take their place. Attempts and verdicts stay.
    producer.py
    Move the files and start over
    Back to the lab
    ");
    let file = visitor.workbench.home().lab("05-first-producer").join("producer.py");
    fs::write(&file, "mine").unwrap();
    let done = visitor.post(&format!("{LAB}/reset"), "").await.main_text();
    let trash = done.split("files are in ").nth(1).unwrap().split(". ").next().unwrap();
    assert_snapshot!(done.replace(trash, "[TRASH]"), @"
    Course · Publish every task
    The lab has its given files again
    The earlier files are in [TRASH]. Attempts and verdicts are still there.
    Back to the lab
    ");
    let trash = trash.replace("[HOME]", &visitor.workbench.home().root().display().to_string());
    assert_eq!(fs::read_to_string(std::path::Path::new(&trash).join("producer.py")).unwrap(), "mine");
    assert!(visitor.get(LAB).await.body.contains("Publishes each task"));
}

#[tokio::test]
async fn on_somebodys_cluster_a_lab_says_what_is_not_judged() {
    let page = Visitor::signed_in_as_a_guest().await.get(LAB).await;
    let text = page.main_text();
    let told: Vec<&str> =
        text.lines().skip_while(|line| !line.starts_with("On this engine")).take(4).collect();
    assert_snapshot!(told.join("\n"), @"
    On this engine 8 of 10 checks are judged.
    Not judged here. It needs the gateway between programs and Kafka, which an existing cluster does not have.
    ?The network is slow
    Stage 1 of 3: Three tasks arrive
    ");
    let whole = Visitor::signed_in_as_a_guest().await.get("/labs/00-build-your-skill").await;
    assert!(!whole.main_text().contains("On this engine"));
}
