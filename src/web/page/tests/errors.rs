//! What cannot be had, and the way out of it.

use axum::http::StatusCode;
use insta::assert_snapshot;

use crate::web::testing::Visitor;

const LAB: &str = "/labs/05-first-producer";

#[tokio::test]
async fn what_is_not_there_has_a_page_with_a_way_out() {
    let visitor = Visitor::signed_in().await;
    for (path, sentence) in [
        ("/nope", "There is no page at this address."),
        ("/lessons/01-later", "There is no lesson called “01-later”."),
        ("/labs/%3Cb%3E", "There is no lab <b>."),
        ("/attempts/zz", "There is no attempt “zz”."),
        ("/attempts/..%2F..%2Fprogress", "There is no attempt “../../progress”."),
        ("/attempts/zz/show/x-0@1", "There is no attempt “zz”."),
        ("/jobs/7", "There is no run “7”"),
        ("/jobs/7/events", "There is no run “7”"),
        ("/lessons/05-first-producer/files/lesson.md", "There is no page at this address."),
        ("/lessons/05-first-producer/files/..%2F..%2Foutline.svg", "There is no page at this address."),
        ("/lessons/..%2F/files/outline.svg", "There is no lesson called “../”."),
        ("/assets/app.js", "There is no page at this address."),
    ] {
        let page = visitor.get(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(page.main_text().contains(sentence), "{path}: {}", page.main_text());
        assert!(page.body.contains("href=\"/\""), "{path}");
    }
    assert_snapshot!(visitor.get("/labs/nope").await.summary(), @"
    404 Not Found
    Not found
    There is no lab nope.
    The labs: 05-first-producer.
    All lessons and labs The skill
    ");
}

#[tokio::test]
async fn htmx_gets_an_error_as_a_fragment() {
    let answer = Visitor::signed_in().await.post_htmx("/labs/nope/check", "").await;
    assert_snapshot!(answer.summary(), @"
    404 Not Found
    Not found
    There is no lab nope.
    The labs: 05-first-producer.
    All lessons and labs The skill
    ");
    assert!(!answer.body.contains("<html"));
}

#[tokio::test]
async fn a_form_that_is_too_large_is_refused_with_a_page() {
    let form = format!("file:producer.py={}", "x".repeat(3 * 1024 * 1024));
    let answer = Visitor::signed_in().await.post(&format!("{LAB}/save"), &form).await;
    assert_snapshot!(answer.summary(), @"
    413 Payload Too Large
    Too large
    What was sent is larger than 2 MB. Nothing was written, and nothing was started.
    All lessons and labs The skill
    ");
}

#[tokio::test]
async fn what_axum_cannot_read_has_a_page_too() {
    let visitor = Visitor::signed_in().await;
    let missing = visitor.post("/lessons/05-first-producer/predict/no-flush", "other=1").await;
    assert_snapshot!(missing.summary(), @"
    422 Unprocessable Entity
    This cannot be taken
    A field is missing or cannot be read. Nothing was written, and nothing was started.
    All lessons and labs The skill
    ");
    assert_eq!(visitor.post(&format!("{LAB}/hints/slow/many"), "").await.status, StatusCode::BAD_REQUEST);
    assert_snapshot!(visitor.post("/", "").await.summary(), @"
    405 Method Not Allowed
    Not found
    This address takes no such request.
    All lessons and labs The skill
    ");
}
