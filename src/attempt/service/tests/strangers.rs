//! Callers that speak no HTTP, not all of it, or too much.

use super::*;
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use serde_json::json;

#[tokio::test]
async fn garbage_harms_nobody() {
    let service = service();
    let mut random = SmallRng::seed_from_u64(7);
    let mut garbage: Vec<Vec<u8>> =
        (0..200).map(|_| (0..random.random_range(1..300)).map(|_| random.random()).collect()).collect();
    garbage.push(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec());
    garbage.push(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec());
    garbage.push(b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n".to_vec());
    garbage
        .push(b"POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n".to_vec());
    garbage.push([b"GET / HTTP/1.1\r\nX: ", "x".repeat(1 << 20).as_bytes(), b"\r\n\r\n"].concat());
    for bytes in garbage {
        let mut stream = TcpStream::connect(service.address).await.unwrap();
        // It may have hung up in the middle.
        let _ = stream.write_all(&bytes).await;
        drop(stream);
    }
    assert_eq!(call(&service, "1").await, Some(200));
    assert_eq!(bodies(&kept(service).await, true), [json!(1)]);
}

#[tokio::test]
async fn half_a_request_is_no_call_and_holds_up_nothing() {
    let service = service();
    let whole = request("12345");
    let mut open = Vec::new();
    for length in [0, 1, 30, whole.len() - 1] {
        open.push(sent(&service, &whole[..length]).await);
        drop(sent(&service, &whole[..length]).await);
    }
    open.push(sent(&service, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n123").await);
    assert_eq!(call(&service, "1").await, Some(200));
    let began = std::time::Instant::now();
    assert_eq!(bodies(&kept(service).await, true), [json!(1)]);
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    // Those that were still there are turned out.
    for mut stream in open {
        assert_eq!(next(&mut stream).await, None);
    }
}

#[tokio::test]
async fn a_body_that_is_too_long_is_refused_and_noted() {
    let service = service();
    let mut stream = sent(&service, request(&"x".repeat(3 << 20))).await;
    assert_eq!(next(&mut stream).await.unwrap().0, 413);
    // The connection goes on.
    stream.write_all(request(&"x".repeat(1 << 20)).as_bytes()).await.unwrap();
    assert_eq!(next(&mut stream).await.unwrap().0, 200);
    drop(stream);
    let effects = kept(service).await;
    assert_eq!(
        effects.iter().map(|e| (e.n, e.status, e.body.is_null())).collect::<Vec<_>>(),
        [(1, Some(413), true), (2, Some(200), false)]
    );
}

/// More connections than are taken at a time: the rest wait, and are served as others end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_hundred_silent_callers() {
    let service = service();
    let mut open = Vec::new();
    for _ in 0..300 {
        open.push(sent(&service, "POST /").await);
    }
    let waiting = call(&service, "1");
    drop(open);
    assert_eq!(soon(waiting).await, Some(200));
    assert_eq!(kept(service).await.len(), 1);
}

/// Answers pile up where nobody reads them; then the connection waits, and no other.
#[tokio::test]
async fn a_caller_that_never_reads() {
    let service = service();
    let stream = TcpStream::connect(service.address).await.unwrap();
    let requests = request("1").repeat(1_000);
    let mut sent = 0;
    while let Ok(written) = stream.try_write(&requests.as_bytes()[sent % requests.len()..]) {
        sent += written;
        if sent > 4 << 20 {
            break;
        }
    }
    assert_eq!(call(&service, "2").await, Some(200));
    drop(stream);
    assert!(bodies(&kept(service).await, true).contains(&json!(2)));
}

#[tokio::test]
async fn a_service_that_is_dropped_is_gone() {
    let service = service();
    let address = service.address;
    let mut stream = sent(&service, "POST /").await;
    drop(service);
    assert_eq!(next(&mut stream).await, None);
    let refused = crate::engine::eventually::eventually("the end of the service", PATIENCE, || async move {
        match TcpStream::connect(address).await {
            Ok(_) => Err("it takes connections"),
            Err(_) => Ok(()),
        }
    });
    assert_eq!(refused.await, Ok(()));
}
