//! Holds land on the exact call, and what they hold is dropped with its caller.

use super::super::{Calls, Side};
use super::*;
use crate::engine::eventually::eventually;
use crate::evidence::cel::Condition;
use serde_json::json;

/// A program that makes its calls one after the other, until one is not answered.
async fn worker(service: &Service, calls: i64) -> i64 {
    let mut stream = TcpStream::connect(service.address).await.unwrap();
    for n in 1..=calls {
        stream.write_all(request(&n.to_string()).as_bytes()).await.unwrap();
        if next(&mut stream).await.is_none() {
            return n - 1;
        }
    }
    calls
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_the_answer_the_call_counts_and_its_caller_never_knows() {
    for _ in 0..20 {
        let service = service();
        let held = service.hold(12, Side::Answer, Calls::default());
        let known = tokio::select! {
            biased;
            known = worker(&service, 20) => panic!("{known} calls were answered"),
            () = soon(held.tripped()) => service.book.effects(),
        };
        // The worker is gone by now: it was dropped with its connection, as in a kill.
        held.release();
        let effects = kept(service).await;
        assert_eq!((known.len(), effects.len()), (12, 12));
        assert_eq!(bodies(&effects, false), [json!(12)]);
        assert_eq!(effects[11].status, None);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_the_request_the_call_does_not_count() {
    for _ in 0..20 {
        let service = service();
        let held = service.hold(12, Side::Request, Calls::default());
        tokio::select! {
            biased;
            known = worker(&service, 20) => panic!("{known} calls were answered"),
            () = soon(held.tripped()) => assert_eq!(service.book.effects().len(), 11),
        }
        held.release();
        let effects = kept(service).await;
        assert_eq!((effects.len(), bodies(&effects, false).len()), (11, 0));
    }
}

/// A real process, killed while it is held, and released at once: what the system knows of its end must do.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_is_killed_while_it_is_held() {
    const PROGRAM: &str = r#"
        for n in 1 2 3 4 5; do
            exec 3<>"/dev/tcp/127.0.0.1/$0"
            printf 'POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\n%s' "$n" >&3
            read -r _ <&3
            exec 3>&-
        done"#;
    for (side, count) in [(Side::Request, 2), (Side::Answer, 3)] {
        for _ in 0..20 {
            let service = service();
            let held = service.hold(3, side, Calls::default());
            let port = service.address.port().to_string();
            let mut bash = tokio::process::Command::new("bash").args(["-c", PROGRAM, &port]).spawn().unwrap();
            soon(held.tripped()).await;
            bash.kill().await.unwrap();
            held.release();
            let effects = kept(service).await;
            assert_eq!((effects.len(), bodies(&effects, true)), (count, vec![json!(1), json!(2)]));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn released_the_call_goes_on() {
    for (side, before) in [(Side::Request, 2), (Side::Answer, 3)] {
        let service = service();
        let held = service.hold(3, side, Calls::default());
        let (done, ()) = soon(async {
            tokio::join!(worker(&service, 5), async {
                held.tripped().await;
                assert_eq!(service.book.effects().len(), before);
                held.release();
            })
        })
        .await;
        assert_eq!(done, 5);
        assert_eq!(bodies(&kept(service).await, true), [1, 2, 3, 4, 5].map(Value::from));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn among_many_callers_one_is_held() {
    for side in [Side::Request, Side::Answer] {
        let service = service();
        let held = service.hold(12, side, Calls::default());
        let mut calls = Box::pin(futures::future::join_all((0..50).map(|n| {
            let service = &service;
            async move { call(service, &n.to_string()).await }
        })));
        tokio::select! {
            biased;
            _ = &mut calls => panic!("nobody was held"),
            () = soon(held.tripped()) => {}
        }
        held.discard();
        let statuses = soon(&mut calls).await;
        drop(calls);
        assert_eq!(statuses.iter().filter(|status| status.is_none()).count(), 1);
        let effects = kept(service).await;
        assert_eq!(bodies(&effects, true).len(), 49);
        match side {
            Side::Request => assert_eq!(effects.len(), 49),
            Side::Answer => assert_eq!(effects[11].answered_at, None),
        }
    }
}

/// Whoever goes while it is held is forgotten at once, not only when somebody lets it go on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caller_that_goes_is_not_counted_by_another_hold() {
    for keep_alive in [false, true] {
        let service = service();
        let first = service.hold(if keep_alive { 2 } else { 1 }, Side::Request, Calls::default());
        let second = service.hold(if keep_alive { 3 } else { 2 }, Side::Answer, Calls::default());
        let mut stream = TcpStream::connect(service.address).await.unwrap();
        if keep_alive {
            stream.write_all(request("0").as_bytes()).await.unwrap();
            assert_eq!(next(&mut stream).await.unwrap().0, 200);
        }
        stream.write_all(request("1").as_bytes()).await.unwrap();
        soon(first.tripped()).await;
        drop(stream);
        assert_eq!(call(&service, "2").await, Some(200));
        let last = sent(&service, request("3")).await;
        soon(second.tripped()).await;
        // Its answer is held while it is there.
        assert_eq!(service.book.effects().last().unwrap().body, json!(3));
        drop(last);
        drop(second);
        first.release();
        let effects = kept(service).await;
        assert!(effects.iter().all(|effect| effect.body != json!(1)));
        assert_eq!(bodies(&effects, false), [json!(3)]);
    }
}

/// The hold stays, and the connection does not stay with it.
#[tokio::test]
async fn a_caller_that_goes_leaves_nothing_behind() {
    for side in [Side::Request, Side::Answer] {
        let service = service();
        let held = service.hold(1, side, Calls::default());
        let stream = sent(&service, request("1")).await;
        soon(held.tripped()).await;
        drop(stream);
        let ended = eventually("the end of the connection", PATIENCE, || {
            // The service has the book, those who accept have it, and each connection.
            let others = Arc::strong_count(&service.book) - 2;
            std::future::ready(if others == 0 { Ok(()) } else { Err(others) })
        });
        assert_eq!(ended.await, Ok(()));
        drop(held);
    }
}

#[tokio::test]
async fn calls_that_it_is_not_about_are_not_counted() {
    for (side, kept_calls) in [(Side::Request, 3), (Side::Answer, 4)] {
        let service = service();
        let only = Some(Condition::compile("body in [2, 4, 5]").unwrap());
        let held = service.hold(2, side, Calls { only, ..Calls::default() });
        tokio::select! {
            biased;
            known = worker(&service, 5) => panic!("{known} calls were answered"),
            () = soon(held.tripped()) => {}
        }
        held.discard();
        let effects = kept(service).await;
        assert_eq!(
            (effects.len(), bodies(&effects, true)),
            (kept_calls, [1, 2, 3].map(Value::from).to_vec())
        );
    }
}

#[tokio::test]
async fn a_hold_that_is_dropped_holds_nobody() {
    let service = service();
    drop(service.hold(1, Side::Request, Calls::default()));
    service.hold(1, Side::Answer, Calls::default()).discard();
    assert_eq!(call(&service, "1").await, Some(200));
}

#[tokio::test]
async fn a_stage_ends_with_a_call_held() {
    let service = service();
    let held = service.hold(1, Side::Answer, Calls::default());
    let stream = sent(&service, request("1")).await;
    soon(held.tripped()).await;
    // The caller is still there, and nobody releases the hold.
    assert_eq!(bodies(&kept(service).await, false), [json!(1)]);
    drop((stream, held));
}
