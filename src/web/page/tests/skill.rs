//! The skill's pages, over the real scaffold and fragments.

use axum::http::{StatusCode, header};
use insta::assert_snapshot;

use crate::store::AttemptRow;
use crate::web::testing::Visitor;

const ANSWERS: &str = "domain=an+online+shop&project=&language=python&runs_on=laptop";

async fn with_skill() -> Visitor {
    let visitor = Visitor::signed_in_to_the_course().await;
    assert_eq!(visitor.post("/skill/interview", ANSWERS).await.summary(), "303 See Other → /skill");
    visitor
}

/// As if lab 5 had been passed.
fn pass(visitor: &Visitor) {
    let row = AttemptRow {
        id: "a1".to_owned(),
        lab: "05-first-producer".to_owned(),
        began: "2026-11-21T13:03:11Z".to_owned(),
        outcome: "passed".to_owned(),
        held: 10,
        total: 10,
        headline: "All 10 checks held".to_owned(),
        digest: "d".to_owned(),
    };
    visitor.workbench.store().add_attempt(&row).unwrap();
}

#[tokio::test]
async fn before_there_is_a_skill_the_page_asks() {
    let visitor = Visitor::signed_in_to_the_course().await;
    assert_snapshot!(visitor.get("/skill").await.main_text(), @"
    Skill kafka-events
    What was proved in the labs, written down for coding agents. It is yours: nothing here is overwritten.
    Start the skill
    The answers make a first kafka-events from documentation: each fact in it names its page. Every file can be changed afterwards.
    What are your events about?
    As it follows “for”: a library's loans, an online shop.
    What is the project called?
    May stay empty.
    Which client does it use?
    Defaults and settings differ between clients.
    Python: confluent-kafka
    Java: kafka-clients
    JavaScript: confluent-kafka-javascript
    Go: confluent-kafka-go
    .NET: Confluent.Kafka
    Rust: rdkafka
    Where does its Kafka run?
    It decides which settings are yours to choose.
    on a developer's machine
    in containers
    on Kubernetes with Strimzi
    as a managed service
    on servers of our own
    Make the skill
    ");
    assert_snapshot!(visitor.post("/skill/interview", "domain=+&language=python&runs_on=laptop").await.summary(), @"
    422 Unprocessable Entity
    This cannot be taken
    The first question has no answer. What are your events about?
    All lessons and labs The skill
    ");
    let unknown = "domain=x&language=cobol&runs_on=laptop";
    assert_snapshot!(visitor.post("/skill/interview", unknown).await.summary(), @"
    422 Unprocessable Entity
    This cannot be taken
    The form names a client that the interview does not know.
    All lessons and labs The skill
    ");
    assert!(!visitor.workbench.home().skill().exists());
}

#[tokio::test]
async fn the_interview_makes_the_skill_once() {
    let visitor = with_skill().await;
    let page = visitor.get("/skill").await;
    assert!(page.main_text().contains("name: kafka-events"));
    assert!(page.body.contains("an online shop"));
    assert!(page.body.contains("href=\"/skill/files/references/sources.md\""));
    let again = visitor.post("/skill/interview", ANSWERS).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.main_text().contains("it stays as it is"), "{}", again.main_text());
}

#[tokio::test]
async fn a_file_is_saved_and_its_findings_are_renewed_in_place() {
    let visitor = with_skill().await;
    let page = visitor.get("/skill").await;
    assert!(page.body.contains("href=\"/skill/download\""));
    let base = page.attribute("name=\"base:SKILL.md\"", "value");
    let form = format!("base:SKILL.md={base}&file:SKILL.md=---%0Aname:+other%0A---%0A");
    let saved = visitor.post_htmx("/skill/save", &form).await;
    assert!(saved.body.starts_with("Saved<div id=\"skill-side\""), "{}", saved.body);
    assert!(saved.main_text().contains("the export. Each says what to write instead."));
    let refused = visitor.get("/skill/download").await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.main_text().contains("SKILL.md"), "{}", refused.main_text());
}

#[tokio::test]
async fn only_files_of_the_skill_are_read_and_written() {
    let visitor = with_skill().await;
    assert_eq!(visitor.get("/skill/files/nope.md").await.status, StatusCode::NOT_FOUND);
    assert_eq!(visitor.get("/skill/files/..%2F..%2Fprogress.sqlite").await.status, StatusCode::NOT_FOUND);
    let answer = visitor.post_htmx("/skill/save", "base:../x.md=00&file:../x.md=mine").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(!visitor.workbench.home().root().join("skill/x.md").exists());
}

#[tokio::test]
async fn a_passed_lab_offers_and_what_is_taken_is_there() {
    let visitor = with_skill().await;
    assert!(!visitor.get("/skill").await.body.contains("class=\"offer\""));
    pass(&visitor);
    let page = visitor.get("/skill").await;
    assert!(page.body.contains("action=\"/skill/offers/05-first-producer/accept\""));
    let nothing = visitor.post("/skill/offers/05-first-producer/accept", "").await;
    assert_snapshot!(nothing.summary(), @"
    422 Unprocessable Entity
    This cannot be taken
    No piece of the offer was ticked. The skill is as it was.
    All lessons and labs The skill
    ");
    let mut ids = page.body.split("name=\"piece\" value=\"").map(|rest| rest.split('"').next().unwrap());
    let rule = ids.find(|id| id.contains("/rule/")).unwrap();
    let form = format!("piece={rule}&text:{rule}=-+**Reworded+here.**+It+is+ours.");
    let taken = visitor.post("/skill/offers/05-first-producer/accept", &form).await;
    assert_eq!(taken.summary(), "303 See Other → /skill");
    let page = visitor.get("/skill").await;
    assert!(page.body.contains("**Reworded here.** It is ours."), "{}", page.main_text());
    assert!(!page.body.contains("class=\"offer\""));
}

#[tokio::test]
async fn an_offer_that_is_left_does_not_come_again() {
    let visitor = with_skill().await;
    pass(&visitor);
    let before = visitor.get("/skill").await.attribute("name=\"base:SKILL.md\"", "value");
    assert_eq!(
        visitor.post("/skill/offers/05-first-producer/decline", "").await.status,
        StatusCode::SEE_OTHER
    );
    let page = visitor.get("/skill").await;
    assert!(!page.body.contains("class=\"offer\""));
    assert_eq!(page.attribute("name=\"base:SKILL.md\"", "value"), before);
}

#[tokio::test]
async fn the_download_is_a_zip_by_name_and_type() {
    let zip = with_skill().await.get("/skill/download").await;
    assert_eq!(zip.headers[header::CONTENT_TYPE], "application/zip");
    assert_snapshot!(zip.headers[header::CONTENT_DISPOSITION].to_str().unwrap(), @r#"attachment; filename="kafka-events.zip""#);
    assert!(zip.body.starts_with("PK"));
}
