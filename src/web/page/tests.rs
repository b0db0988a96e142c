//! The pages as a browser without script reads and uses them, and the fragments that htmx takes.

use axum::http::{StatusCode, header};
use insta::assert_snapshot;

use super::files::digest;
use crate::web::testing::Visitor;

const LAB: &str = "/labs/05-first-producer";

#[tokio::test]
async fn the_map_leads_to_what_is_there_and_names_the_rest() {
    let page = Visitor::signed_in().await.get("/").await;
    assert_eq!(page.body.matches("href=\"/lessons/").count(), 3, "two lessons and the welcome");
    assert_snapshot!(page.main_text().lines().take(24).collect::<Vec<_>>().join("\n"), @"
    Learn Kafka by running your own programs against a real one
    Each lesson ends in a lab: a program of yours runs against Apache Kafka on this machine, under faults, and the log itself shows what held and what did not.
    Fetched once, in the background, while lesson 0 is read: Kafka 4.3.1, 55.4 MB · Java 25, 35.0 MB · Python packages, 12.1 MB. The header shows how far it is.
    Open lesson 0
    0 Start
    0
    Build your Kafka skill, done
    Make the skill that the whole course fills with rules that were proved.
    read 20, lab 30, reflect 10 min
    Lab, done
    A Foundations of events
    1
    From request-response to events
    Tell the three couplings apart, and take the ones out that hurt.
    not there yet
    2
    Event-driven concepts
    Design events as facts that any reader can use.
    not there yet
    3
    How Kafka works
    Predict where a record goes and who reads it.
    not there yet
    B Kafka core
    ");
}

#[tokio::test]
async fn what_is_not_there_has_a_page_with_a_way_out() {
    let visitor = Visitor::signed_in().await;
    for (path, sentence) in [
        ("/nope", "There is no page at this address."),
        ("/lessons/99-x", "There is no lesson called “99-x”."),
        ("/labs/<b>", "There is no lab called “&lt;b&gt;”."),
        ("/attempts/zz", "There is no attempt “zz”."),
        ("/attempts/a3/records/x-0@1", "no record x-0@1"),
        ("/jobs/7", "There is no run “7”"),
    ] {
        let page = visitor.get(&path.replace('<', "%3C").replace('>', "%3E")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        let words = page.body.replace("&#60;", "&lt;").replace("&#62;", "&gt;");
        assert!(words.contains(sentence), "{path}: {words}");
        assert!(page.body.contains("href=\"/\""), "{path}");
    }
    assert_snapshot!(visitor.get("/labs/nope").await.summary(), @"
    404 Not Found
    Not found
    There is no lab called “nope”.
    All lessons and labs The skill
    ");
}

#[tokio::test]
async fn htmx_gets_an_error_as_a_fragment() {
    let answer = Visitor::signed_in().await.post_htmx("/labs/nope/check", "").await;
    assert_snapshot!(answer.summary(), @"
    404 Not Found
    Not found
    There is no lab called “nope”.
    All lessons and labs The skill
    ");
    assert!(!answer.body.contains("<html"));
}

#[tokio::test]
async fn without_script_check_leads_to_a_page_that_waits() {
    let visitor = Visitor::signed_in().await;
    assert_snapshot!(visitor.post(&format!("{LAB}/check"), "").await.summary(), @"303 See Other → /jobs/1");
    let waiting = visitor.get("/jobs/1").await;
    assert!(waiting.body.contains("http-equiv=\"refresh\""));
    assert_snapshot!(waiting.main_text(), @"
    Course · Your first producer
    Running
    starting 0.1 srunning the program
    Stop
    Back
    ");
}

#[tokio::test]
async fn a_run_streams_phases_output_and_the_verdict() {
    let visitor = Visitor::signed_in().await;
    let started = visitor.post_htmx(&format!("{LAB}/check"), "").await;
    assert!(started.body.contains("sse-connect=\"/jobs/1/events\""));
    let stream = visitor.get("/jobs/1/events").await;
    assert_eq!(stream.headers[header::CONTENT_TYPE], "text/event-stream");
    let names: Vec<&str> = stream.body.lines().filter_map(|line| line.strip_prefix("event: ")).collect();
    assert_eq!(
        names,
        [
            "phases", "phases", "output", "phases", "verdict", "stages", "attempts", "progress", "after",
            "over"
        ]
    );
    // What a program prints is text, whatever it looks like.
    assert!(stream.body.contains("&#60;b&#62;not bold") && !stream.body.contains("<b>not bold"));
}

#[tokio::test]
async fn a_save_says_what_the_disk_holds_now() {
    let visitor = Visitor::signed_in().await;
    let page = visitor.get(LAB).await;
    let base = page
        .body
        .split("name=\"base:producer.py\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let saved = visitor
        .post_htmx(
            &format!("{LAB}/save"),
            &format!("base:producer.py={base}&file:producer.py=print(1)%0D%0A"),
        )
        .await;
    assert_eq!(saved.body, "Saved");
    let trigger = saved.headers["hx-trigger"].to_str().unwrap();
    assert_eq!(trigger, format!("{{\"saved\":{{\"producer.py\":\"{}\"}}}}", digest("print(1)\n")));

    let stale = visitor.post_htmx(&format!("{LAB}/save"), "base:producer.py=00&file:producer.py=mine").await;
    assert_snapshot!(stale.summary(), @"
    409 Conflict
    The file changed meanwhile
    producer.py has changed on disk since this page was opened, in another tab or another editor. Nothing was overwritten, and the text in this page is still here.
    Copy what was typed, reload the page to see producer.py as it is now, and put the two together.
    All lessons and labs The skill
    ");
    let given = visitor.post_htmx(&format!("{LAB}/save"), "base:README.md=00&file:README.md=mine").await;
    assert_eq!(given.status, StatusCode::UNPROCESSABLE_ENTITY);
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
    let missing = visitor.post("/lessons/05-first-producer/run/first-record", "other=1").await;
    assert_snapshot!(missing.summary(), @"
    422 Unprocessable Entity
    This cannot be taken
    A field is missing or cannot be read. Nothing was written, and nothing was started.
    All lessons and labs The skill
    ");
    assert_snapshot!(visitor.post(&format!("{LAB}/hints/slow/many"), "").await.status.as_str(), @"400");
    assert_snapshot!(visitor.post("/", "").await.summary(), @"
    405 Method Not Allowed
    Not found
    This address takes no such request.
    All lessons and labs The skill
    ");
}

#[tokio::test]
async fn hints_come_one_at_a_time() {
    let visitor = Visitor::signed_in().await;
    assert_snapshot!(visitor.post_htmx(&format!("{LAB}/hints/slow/2"), "").await.summary(), @"
    200 OK
    Hints
    Look at the end of the program: what is still in the queue when it ends?
    Print len(producer) in the last line.
    Hint 3 of 4: the name of what is missing
    ");
    let last = visitor.post_htmx(&format!("{LAB}/hints/slow/4"), "").await;
    assert!(!last.body.contains("hx-post"), "nothing is left to ask for: {}", last.body);
}

#[tokio::test]
async fn a_verdict_reads_in_the_order_of_its_weight() {
    let visitor = Visitor::signed_in().await;
    assert_snapshot!(visitor.get("/attempts/a3").await.main_text(), @"
    Course · Your first producer · Attempt
    Attempt of 21 November 2026, 14:03
    Failed: 5 of 7 checks held this attempt
    task-002 and task-003 are not in the log
    Must holdEvery task of the file is in task-created, once three-records
    Expected3 tasks in task-created: task-001, task-002, task-003
    Got1: task-001. The program ended with exit status 0, 12 ms after its last produce()
    Seen intask-created-1@0producer line 1
    Next: Where are the records between produce() and the log, and who waits for them?
    What this looks like
    Ends without flushproduce() puts a record in a queue. The program ended while two were still in it, and a program that ends takes its queue along.
    1 more check did not hold
    task-created-1@0 has no key
    Must holdThe key of each record is the task's id key-is-id
    Expectedkey task-001
    Gotno key
    Seen intask-created-1@0
    Next: What decides which partition a record goes to?
    Held
    ✓created_at is RFC 3339 in UTC
    ✓Each delivery that was printed is in the log at that partition and offset
    Not reached
    –A record that is refused ends the program with a status other than 0Stage 3 runs when stage 2 holds.
    The same in a terminal, without Kafka: kafka-workbench replay ~/.local/share/kafka-workbench/attempts/a3.json
    Back to the lab
    ");
    assert_snapshot!(visitor.get("/attempts/a2").await.main_text(), @"
    Course · Your first producer · Attempt
    Attempt of 21 November 2026, 14:03
    Not graded: broker fault this attempt
    The broker stopped answering while the program ran. Files are as they were; Check again starts a new one.
    This says nothing about the program, and the attempt does not count.
    The same in a terminal, without Kafka: kafka-workbench replay ~/.local/share/kafka-workbench/attempts/a2.json
    Back to the lab
    ");
    let dead = visitor.get("/attempts/a1").await.main_text();
    assert!(dead.find("Traceback").unwrap() < dead.find("Must hold").unwrap());
}

#[tokio::test]
async fn starting_over_asks_first() {
    let visitor = Visitor::signed_in().await;
    assert_snapshot!(visitor.get(&format!("{LAB}/reset")).await.main_text(), @"
    Course · Your first producer
    Start Your first producer over?
    These files go to a trash folder, and the given ones take their place. Attempts and verdicts stay.
    producer.py
    Move the files and start over
    Back to the lab
    ");
    assert_snapshot!(visitor.post(&format!("{LAB}/reset"), "").await.main_text(), @"
    Course · Your first producer
    The lab has its given files again
    The earlier files are in ~/.local/share/kafka-workbench/trash/05-first-producer. Attempts and verdicts are still there.
    Back to the lab
    ");
}

#[tokio::test]
async fn an_offer_is_taken_piece_by_piece() {
    let visitor = Visitor::signed_in().await;
    assert_snapshot!(visitor.post("/skill/offers/05/accept", "").await.summary(), @"
    422 Unprocessable Entity
    This cannot be taken
    No piece of the offer was ticked. The skill is as it was.
    All lessons and labs The skill
    ");
    assert_snapshot!(visitor.post("/skill/offers/05/accept", "piece=flush").await.summary(), @"303 See Other → /skill");
    assert_snapshot!(visitor.post("/skill/offers/05/decline", "").await.summary(), @"303 See Other → /skill");
}

#[tokio::test]
async fn the_download_is_a_zip_by_name_and_type() {
    let zip = Visitor::signed_in().await.get("/skill/download").await;
    assert_eq!(zip.headers[header::CONTENT_TYPE], "application/zip");
    assert_snapshot!(zip.headers[header::CONTENT_DISPOSITION].to_str().unwrap(), @r#"attachment; filename="kafka-events.zip""#);
}

#[tokio::test]
async fn a_prediction_is_answered_with_what_decided() {
    let answer = Visitor::signed_in()
        .await
        .post_htmx("/lessons/05-first-producer/predict/no-flush", "choice=three")
        .await;
    assert_snapshot!(answer.summary(), @"
    200 OK
    Prediction
    A program queues three records and ends without flush(). How many are in the log?
    Something else happened. The end offsets of hello are 0, 0 and 0; the program's exit status is 0.
    ·
    Three: produce() had sent them chosenThe call returned before anything was on the wire.
    ✓
    None: they were in the queue happenedThe program ended before its thread had a connection.
    ·
    One: the first goes at onceNo record is special: all wait for the connection.
    ");
}
