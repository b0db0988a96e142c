//! Asks a program that listens on this machine, one request a connection.

use super::clock::Clock;
use super::message::{headers, value};
use axum::body::{Body, Bytes};
use axum::http::Request;
use futures::StreamExt;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, TcpListener};
use std::time::Duration;
use tokio::net::TcpStream;

/// Bytes of an answer's body that are taken.
const LONGEST: usize = 1 << 20;

/// What is asked.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) method: &'static str,
    pub(super) path: String,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: Vec<u8>,
}

/// What came.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) status: u16,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: Value,
}

/// A request, when it was sent, and what came of it when.
#[derive(Debug)]
pub(super) struct Exchange {
    pub(super) sent_at: i64,
    pub(super) over_at: i64,
    /// The answer, or why none came, in a sentence.
    pub(super) came: Result<Answered, String>,
}

/// A port at which nobody listens. It is free again before a program takes it, so that another may come first; on
/// loopback, where the system hands ports out in turn, that does not happen within a lab.
pub(super) fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// Sends a request to the program at `port`, and waits `within` for its answer.
pub(super) async fn ask(port: u16, asked: &Asked, within: Duration, clock: Clock) -> Exchange {
    let sent_at = clock.now();
    let came = match tokio::time::timeout(within, exchange(port, asked)).await {
        Ok(came) => came,
        Err(_) => Err(format!("no answer within {} s", within.as_secs_f64())),
    };
    Exchange { sent_at, over_at: clock.now(), came }
}

async fn exchange(port: u16, asked: &Asked) -> Result<Answered, String> {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))
        .await
        .map_err(|error| format!("nobody listens at the port that it was given: {error}"))?;
    let broken = |error: hyper::Error| format!("the connection ended before an answer: {error}");
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(broken)?;
    let mut request = Request::builder()
        .method(asked.method)
        .uri(&asked.path)
        .header("host", format!("127.0.0.1:{port}"))
        .header("connection", "close");
    for (name, value) in &asked.headers {
        request = request.header(name, value);
    }
    let request = request.body(Body::from(asked.body.clone())).map_err(|error| error.to_string())?;
    let answer = async {
        let (head, body) = sender.send_request(request).await.map_err(broken)?.into_parts();
        let body = whole(Body::new(body)).await?;
        Ok(Answered { status: head.status.as_u16(), headers: headers(&head.headers), body: value(&body) })
    };
    // The connection moves bytes only while it is polled; it ends with the answer.
    let mut answer = std::pin::pin!(answer);
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        biased;
        answer = &mut answer => answer,
        ended = &mut connection => {
            let late = answer.await;
            match (late, ended) {
                (Err(_), Err(error)) => Err(broken(error)),
                (late, _) => late,
            }
        }
    }
}

async fn whole(body: Body) -> Result<Vec<u8>, String> {
    let mut pieces = body.into_data_stream();
    let mut kept = Vec::new();
    while let Some(piece) = pieces.next().await {
        let piece: Bytes =
            piece.map_err(|error| format!("the connection ended within the answer: {error}"))?;
        let room = LONGEST.saturating_sub(kept.len());
        kept.extend_from_slice(&piece[..piece.len().min(room)]);
        if room <= piece.len() {
            break;
        }
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    /// Answers one connection with `said`, and gives what was asked.
    async fn program(said: &'static [u8]) -> (u16, tokio::task::JoinHandle<String>) {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let served = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut heard = vec![0; 4096];
            let length = stream.read(&mut heard).await.unwrap();
            stream.write_all(said).await.unwrap();
            String::from_utf8_lossy(&heard[..length]).into_owned()
        });
        (port, served)
    }

    fn post() -> Asked {
        let headers = [("content-type".to_owned(), "application/json".to_owned())].into();
        Asked { method: "POST", path: "/tasks?x=1".to_owned(), headers, body: b"{}".to_vec() }
    }

    async fn came(port: u16) -> Result<(u16, Value), String> {
        let exchange = ask(port, &post(), Duration::from_secs(5), Clock::start()).await;
        assert!(exchange.sent_at <= exchange.over_at);
        exchange.came.map(|answered| (answered.status, answered.body))
    }

    #[tokio::test]
    async fn an_answer_is_read_whole() {
        let (port, served) = program(b"HTTP/1.1 202 Accepted\r\nX-A: 1\r\nX-A: 2\r\n\r\n{\"id\": 7}").await;
        assert_eq!(came(port).await, Ok((202, json!({ "id": 7 }))));
        let heard = served.await.unwrap();
        assert!(heard.starts_with("POST /tasks?x=1 HTTP/1.1\r\n"), "{heard}");
        assert!(heard.ends_with("\r\n\r\n{}"), "{heard}");
    }

    #[tokio::test]
    async fn what_gives_no_answer_says_why() {
        let (port, served) = program(b"").await;
        let why = came(port).await.unwrap_err();
        assert!(why.starts_with("the connection ended before an answer: "), "{why}");
        served.await.unwrap();
        let why = came(free_port().unwrap()).await.unwrap_err();
        assert!(why.starts_with("nobody listens at the port that it was given: "), "{why}");
    }

    #[tokio::test]
    async fn a_program_that_says_nothing_is_not_waited_for() {
        // The system accepts for whoever listens, and nobody reads.
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let exchange = ask(port, &post(), Duration::from_millis(50), Clock::start()).await;
        assert_eq!(exchange.came.unwrap_err(), "no answer within 0.05 s");
    }
}
