//! Every call counts once, whoever else calls.

use super::*;
use serde_json::json;
use std::collections::BTreeSet;

#[tokio::test]
async fn a_call_is_answered_and_kept() {
    let who: WhoCalls = Arc::new(|peer, _| Some(("worker".into(), format!("run-{}", peer.ip()), 7)));
    let service = Service::open("email", Vec::new(), Clock::start(), &who).unwrap();
    let (status, body) = next(&mut sent(&service, request(r#"{"id": "a"}"#)).await).await.unwrap();
    assert_eq!((status, body.as_str()), (200, r#"{"ok":true}"#));
    let [effect] = &kept(service).await[..] else { panic!("one call") };
    assert!(effect.at <= effect.answered_at.unwrap());
    assert_eq!((effect.service.as_str(), effect.n, effect.status), ("email", 1, Some(200)));
    assert_eq!((effect.method.as_str(), effect.path.as_str()), ("POST", "/send"));
    assert_eq!(effect.body, json!({"id": "a"}));
    assert_eq!(
        (effect.program.as_deref(), effect.run.as_deref(), effect.pid),
        (Some("worker"), Some("run-127.0.0.1"), Some(7))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_calls_at_once_count_once_each() {
    let service = service();
    let calls = (0..50).map(|n| {
        let service = &service;
        async move { call(service, &n.to_string()).await }
    });
    let statuses = soon(futures::future::join_all(calls)).await;
    assert_eq!(statuses, [Some(200); 50]);
    let effects = kept(service).await;
    assert_eq!(effects.iter().map(|e| e.n).collect::<Vec<_>>(), (1..=50).collect::<Vec<_>>());
    assert!(effects.windows(2).all(|pair| pair[0].at <= pair[1].at));
    let bodies: BTreeSet<i64> = effects.iter().map(|e| e.body.as_i64().unwrap()).collect();
    assert_eq!(bodies, (0..50).collect());
}

#[tokio::test]
async fn calls_follow_each_other_on_one_connection() {
    let service = service();
    let mut stream = sent(&service, request("1")).await;
    assert_eq!(next(&mut stream).await.unwrap().0, 200);
    // Two at once: the second waits for the first.
    stream.write_all(format!("{}{}", request("2"), request("3")).as_bytes()).await.unwrap();
    assert_eq!(next(&mut stream).await.unwrap().0, 200);
    assert_eq!(next(&mut stream).await.unwrap().0, 200);
    drop(stream);
    assert_eq!(bodies(&kept(service).await, true), [json!(1), json!(2), json!(3)]);
}

/// A program that sends and ends at once has sent: what it leaves in the socket is read before the stage is over.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_sent_whole_counts_without_anybody_who_waits() {
    for _ in 0..20 {
        let service = service();
        let mut streams = Vec::new();
        for n in 0..20 {
            streams.push(sent(&service, request(&n.to_string())).await);
        }
        drop(streams);
        assert_eq!(kept(service).await.len(), 20);
    }
}

#[tokio::test]
async fn a_flood_is_refused_where_there_is_no_room() {
    let service = service();
    let mut stream = TcpStream::connect(service.address).await.unwrap();
    let body = "x".repeat(1 << 20);
    let mut statuses = Vec::new();
    for _ in 0..18 {
        stream.write_all(request(&body).as_bytes()).await.unwrap();
        statuses.push(next(&mut stream).await.unwrap().0);
    }
    drop(stream);
    // With their heads, fifteen of a megabyte go into sixteen.
    assert_eq!((&statuses[..15], &statuses[15..]), (&[200; 15][..], &[429; 3][..]));
    let effects = kept(service).await;
    assert_eq!(effects.len(), 16);
    assert_eq!((effects[15].status, &effects[15].body), (Some(429), &json!(null)));
}
