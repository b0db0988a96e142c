//! What the wire showed: on the page of an attempt, and on the page of a request.

use insta::assert_snapshot;

use crate::evidence::Evidence;
use crate::grade::Bundle;
use crate::web::testing::Visitor;

fn bundle() -> Bundle {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/bundles/wire.json");
    let mut bundle: Bundle = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    bundle.attempt = "a1".to_owned();
    bundle.lab = "05-first-producer".to_owned();
    bundle
}

async fn visitor(bundle: &Bundle) -> Visitor {
    let visitor = Visitor::signed_in().await;
    visitor.record(bundle, "failed", "x");
    visitor
}

/// The evidence of the stage that ran last.
fn last(bundle: &mut Bundle) -> &mut Evidence {
    bundle.stages.last_mut().unwrap().evidence.as_mut().unwrap()
}

#[tokio::test]
async fn a_cited_request_leads_to_its_page() {
    let visitor = visitor(&bundle()).await;
    let attempt = visitor.get("/attempts/a1").await;
    let href = "/attempts/a1/show/lost-answer/request:4";
    assert!(attempt.body.contains(&format!("<li><a href=\"{href}\">request 4</a></li>")), "{}", attempt.body);
    assert_snapshot!(visitor.get(href).await.main_text(), @"");
}

#[tokio::test]
async fn the_kafka_panel_lists_the_requests_that_tell_something() {
    let visitor = visitor(&bundle()).await;
    let text = visitor.get("/attempts/a1").await.main_text();
    let panel = &text[text.find("Requests what programs asked").unwrap()..];
    assert_snapshot!(panel, @"");
}

#[tokio::test]
async fn groups_and_calls_stand_below_the_topics() {
    let mut bundle = bundle();
    bundle.stages.truncate(1);
    let visitor = visitor(&bundle).await;
    let text = visitor.get("/attempts/a1").await.main_text();
    let from = |start: &str| &text[text.find(start).unwrap()..];
    assert_snapshot!(from("Groups").split("Requests what").next().unwrap(), @"");
    assert_snapshot!(from("Calls to email").lines().take(16).collect::<Vec<_>>().join("\n"), @"");
}

#[tokio::test]
async fn a_commit_a_call_and_a_group_have_pages() {
    let visitor = visitor(&bundle()).await;
    let page = async |place: &str| visitor.get(&format!("/attempts/a1/show/{place}")).await.main_text();
    assert_snapshot!(page("crash/commit:task-notification-service:10").await, @"");
    assert_snapshot!(page("crash/call:email:12").await, @"");
    assert_snapshot!(page("crash/group:task-notification-service").await, @"");
}

#[tokio::test]
async fn an_address_that_names_nothing_says_what_there_is() {
    let visitor = visitor(&bundle()).await;
    assert_snapshot!(visitor.get("/attempts/a1/show/lost-answer/request:99").await.summary(), @"");
    assert_snapshot!(visitor.get("/attempts/a1/show/nonsense").await.summary(), @"");
}

#[tokio::test]
async fn many_requests_make_no_long_page() {
    let mut bundle = bundle();
    let evidence = last(&mut bundle);
    let (first, quiet) = (evidence.requests[3].clone(), evidence.requests[0].clone());
    evidence.requests = (1..=50_000)
        .map(|n| crate::evidence::Request { n, ..if n % 2 == 0 { first.clone() } else { quiet.clone() } })
        .collect();
    evidence.unseen.requests = 12;
    let visitor = visitor(&bundle).await;
    let page = visitor.get("/attempts/a1").await;
    assert_eq!(page.body.matches("/show/lost-answer/request:").count(), 200 + 100 + 5, "rows and cites");
    assert!(page.body.len() < 400_000, "{} bytes", page.body.len());
    let text = page.main_text();
    assert!(text.contains("24800 more of these are not shown; the attempt's file has them."), "{text}");
    assert!(text.contains("25000 others, as any client makes them: 25000 ApiVersions"), "{text}");
    assert!(text.contains("Not among them: 12 requests more than are kept."), "{text}");
}
