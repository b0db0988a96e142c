//! Services that a step has made slow, broken or silent.

use super::super::book::Did;
use super::super::{Calls, Side};
use super::*;
use serde_json::json;

#[tokio::test]
async fn some_calls_fail_so_many_times() {
    let service = service();
    service.answer(
        "ill",
        vec![
            answer("{ when: body.id == 'b', status: 503, times: 2 }"),
            answer("{ when: n == 6 && path == '/send' && headers.host == 'email', status: 429 }"),
        ],
    );
    let mut statuses = Vec::new();
    for body in [r#"{"id":"a"}"#, r#"{"id":"b"}"#, "no JSON", r#"{"id":"b"}"#, r#"{"id":"b"}"#, "", "1"] {
        statuses.push(call(&service, body).await.unwrap());
    }
    assert_eq!(statuses, [200, 503, 200, 503, 200, 429, 200]);
    assert_eq!(service.book.did()["ill"], Did { answered: 3, refused: 0 });
    let effects = kept(service).await;
    let faults: Vec<i64> =
        effects.iter().filter(|e| e.fault.as_deref() == Some("ill")).map(|e| e.n).collect();
    assert_eq!(faults, [2, 4, 6]);
    assert_eq!(effects[1].status, Some(503));
}

#[tokio::test]
async fn what_it_answers_by_itself_is_no_fault() {
    let sold_out = answer("{ when: body.sku == 'sold-out', status: 409, body: { reserved: false } }");
    let service = answering(vec![sold_out]);
    let call = async |body: &str| next(&mut sent(&service, request(body)).await).await;
    let no = Some((409, r#"{"reserved":false}"#.to_owned()));
    assert_eq!(call(r#"{"sku":"sold-out"}"#).await, no);
    assert_eq!(call(r#"{"sku":"chair"}"#).await, Some((200, r#"{"ok":true}"#.to_owned())));
    // A step comes before it, and what the step does not speak of stays as it is.
    service.answer("ill", vec![answer("{ when: body.sku == 'chair', status: 503 }")]);
    assert_eq!(call(r#"{"sku":"chair"}"#).await, Some((503, r#"{"ok":false}"#.to_owned())));
    assert_eq!(call(r#"{"sku":"sold-out"}"#).await, no);
    let faults: Vec<bool> = kept(service).await.iter().map(|effect| effect.fault.is_some()).collect();
    assert_eq!(faults, [false, false, true, false]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn times_are_exact_among_many() {
    let service = service();
    service.answer("ill", vec![answer("{ status: 500, times: 7 }")]);
    let calls = futures::future::join_all((0..50).map(|_| call(&service, "1")));
    let failed = soon(calls).await.into_iter().filter(|status| *status == Some(500)).count();
    assert_eq!(failed, 7);
}

#[tokio::test]
async fn slow_for_those_whom_it_is_meant_for() {
    let service = service();
    service.answer(
        "slow",
        vec![answer("{ when: body == 1, after: 300ms }"), answer("{ when: body == 9, after: 2m }")],
    );
    let gone = sent(&service, request("9")).await;
    let (slow, quick) = tokio::join!(call(&service, "1"), call(&service, "2"));
    assert_eq!((slow, quick), (Some(200), Some(200)));
    drop(gone);
    let effects = kept(service).await;
    let took = |body: i64| {
        let effect = effects.iter().find(|e| e.body == json!(body)).unwrap();
        effect.answered_at.map(|at| at - effect.at)
    };
    assert!(took(1).unwrap() >= 300_000, "{:?}", took(1));
    assert!(took(2).unwrap() < 300_000, "{:?}", took(2));
    // It had gone before its answer was due.
    assert_eq!(took(9), None);
}

#[tokio::test]
async fn healed_it_answers_as_before() {
    let service = service();
    service.answer("ill", vec![answer("{ status: 500 }")]);
    assert_eq!(call(&service, "1").await, Some(500));
    service.answer("well", Vec::new());
    assert_eq!(call(&service, "2").await, Some(200));
    assert_eq!(kept(service).await[1].fault, None);
}

#[tokio::test]
async fn down_it_cuts_everybody_off_until_it_is_up() {
    let service = service();
    let held = service.hold(1, Side::Request, Calls::default());
    let mut waits = sent(&service, request("1")).await;
    let mut idle = sent(&service, "").await;
    soon(held.tripped()).await;
    service.shut("down");
    assert_eq!((next(&mut waits).await, next(&mut idle).await), (None, None));
    assert_eq!((call(&service, "2").await, call(&service, "3").await), (None, None));
    service.answer("up", Vec::new());
    assert_eq!(call(&service, "4").await, Some(200));
    assert_eq!(service.book.did()["down"], Did { answered: 0, refused: 2 });
    assert_eq!(bodies(&kept(service).await, true), [json!(4)]);
}

#[tokio::test]
async fn a_status_without_a_body_has_none() {
    let service = service();
    service.answer("quiet", vec![answer("{ status: 204 }")]);
    let mut stream = sent(&service, request("1")).await;
    assert_eq!(next(&mut stream).await, Some((204, String::new())));
    stream.write_all(request("2").as_bytes()).await.unwrap();
    assert_eq!(next(&mut stream).await, Some((204, String::new())));
}
