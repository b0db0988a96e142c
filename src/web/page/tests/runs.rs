//! A run as its stream and its own page tell it. The runs are played; real ones are in tests/.

use std::sync::Arc;

use axum::http::header;
use insta::assert_snapshot;
use tokio::sync::Notify;

use crate::web::jobs::{End, Job, Purpose};
use crate::web::testing::{Answer, Visitor};
use crate::web::view::Link;
use crate::web::view::job::{LineKind, OutputLine};

fn purpose() -> Purpose {
    Purpose { back: Link::new("Lab 5", "/labs/05-first-producer"), lab: Some("05-first-producer".to_owned()) }
}

fn play(job: &Job) {
    job.say("Running producer");
    for (kind, text) in [(LineKind::Out, "{\"id\": 1}\r"), (LineKind::Err, "<b>not bold")] {
        job.print(OutputLine { kind, text: text.to_owned() });
    }
}

/// The events of a stream: name and data, the times taken out.
fn events(answer: &Answer) -> String {
    assert_eq!(answer.headers[header::CONTENT_TYPE], "text/event-stream");
    let took = regex::Regex::new(r"\d+\.\d s").unwrap();
    took.replace_all(answer.body.trim_end(), "[TOOK]").into_owned()
}

#[tokio::test]
async fn a_run_tells_its_phases_its_output_and_its_end() {
    let visitor = Visitor::signed_in().await;
    let job = visitor.bench.jobs().start(purpose(), |job| async move {
        play(&job);
        End::Tried { death: None, log: None }
    });
    job.over().await;
    assert_snapshot!(events(&visitor.get("/jobs/1/events").await), @r#"
    event: phases
    data: <li>Running producer [TOOK]</li>

    event: output
    data: <div class="output__out">{&#34;id&#34;: 1}</div><div class="output__err">&#60;b&#62;not bold</div>
    id: 2

    event: verdict
    data: <section class="verdict" aria-label="Run">
    data:   <p class="row"><span class="tag">Run, without a verdict</span></p>
    data:   <div class="verdict__main stack">
    data:     
    data:     <h2 class="verdict__headline" data-announce>The program ended as expected</h2>
    data:     <p class="soft">Its output is in its tab. Nothing was judged: Check does that, with the stage's faults.</p>
    data:     
    data:   </div>
    data: </section>

    event: after
    data: <details class="took"><summary>Took [TOOK]</summary><ol class="phases"><li>Running producer [TOOK]</li></ol></details>

    event: over
    data: -
    "#);
}

#[tokio::test]
async fn who_comes_back_gets_what_is_new() {
    let visitor = Visitor::signed_in().await;
    let job = visitor.bench.jobs().start(purpose(), |job| async move {
        play(&job);
        End::Stopped
    });
    job.over().await;
    let by_address = visitor.get("/jobs/1/events?after=1").await.body;
    let request = visitor.request("GET", "/jobs/1/events").header("last-event-id", "1");
    let by_id = visitor.send(request.body(axum::body::Body::empty()).unwrap()).await.body;
    for body in [by_address, by_id] {
        assert!(!body.contains("&#34;id&#34;") && body.contains("not bold"), "{body}");
    }
}

#[tokio::test]
async fn a_run_is_followed_while_it_goes_on() {
    let visitor = Visitor::signed_in().await;
    let go = Arc::new(Notify::new());
    let wait = Arc::clone(&go);
    visitor.bench.jobs().start(purpose(), |job| async move {
        job.say("Waiting");
        wait.notified().await;
        play(&job);
        End::Stopped
    });
    let page = visitor.get("/jobs/1").await;
    assert!(page.body.contains("http-equiv=\"refresh\""));
    assert_snapshot!(page.main_text(), @"
    Course · Lab 5
    Running
    Stop
    Back
    ");
    // The lab's page shows the run that goes on, in any tab.
    assert!(visitor.get("/labs/05-first-producer").await.body.contains("/jobs/1/events?after=0"));
    let (stream, ()) = tokio::join!(visitor.get("/jobs/1/events"), async { go.notify_one() });
    assert!(stream.body.ends_with("event: over\ndata: -\n\n"));
    let page = visitor.get("/jobs/1").await;
    assert!(!page.body.contains("http-equiv=\"refresh\""));
}

#[tokio::test]
async fn a_run_that_breaks_is_over_and_blames_nobody() {
    let visitor = Visitor::signed_in().await;
    let job = visitor.bench.jobs().start(purpose(), |_| async { panic!("played") });
    job.over().await;
    assert_snapshot!(visitor.get("/jobs/1").await.main_text(), @"
    Course · Lab 5
    The run is over
    The run could not be carried out
    The run broke inside the workbench. Files and earlier attempts are as they were.
    The terminal in which the workbench runs shows the cause.
    Back
    ");
}

#[tokio::test]
async fn stop_reaches_the_run() {
    let visitor = Visitor::signed_in().await;
    let job = visitor.bench.jobs().start(purpose(), |job| async move {
        job.stopping().cancelled().await;
        End::Stopped
    });
    assert_snapshot!(visitor.post("/jobs/1/stop", "").await.summary(), @"303 See Other → /jobs/1");
    job.over().await;
    assert_snapshot!(visitor.post_htmx("/jobs/1/stop", "").await.summary(), @"204 No Content");
}
