//! Services as a caller meets them: over TCP, with well-behaved clients and others.

mod answers;
mod calls;
mod holds;
mod strangers;

use super::{Service, WhoCalls};
use crate::attempt::clock::Clock;
use crate::course::lab::Answer;
use crate::evidence::Effect;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Nothing here takes a tenth of this; what hangs is told apart by it.
const PATIENCE: Duration = Duration::from_secs(20);

fn service() -> Service {
    answering(Vec::new())
}

/// A service that answers so by itself.
fn answering(own: Vec<super::Rule>) -> Service {
    let who: WhoCalls = Arc::new(|_, _| None);
    Service::open("email", own, Clock::start(), &who).unwrap()
}

/// A request with a body, as bytes on the wire.
fn request(body: &str) -> String {
    format!("POST /send HTTP/1.1\r\nHost: email\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

/// A connection on which `text` was sent.
async fn sent(service: &Service, text: impl AsRef<[u8]>) -> TcpStream {
    let mut stream = TcpStream::connect(service.address).await.unwrap();
    stream.write_all(text.as_ref()).await.unwrap();
    stream
}

/// The next answer on a connection: its status and its body; `None` where the connection ended before.
async fn next(stream: &mut TcpStream) -> Option<(u16, String)> {
    tokio::time::timeout(PATIENCE, async {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.ok()?);
        }
        let head = String::from_utf8(head).unwrap().to_lowercase();
        let length = head
            .split("content-length: ")
            .nth(1)
            .map_or(0, |rest| rest.lines().next().unwrap().parse().unwrap());
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await.ok()?;
        Some((head[9..12].parse().unwrap(), String::from_utf8(body).unwrap()))
    })
    .await
    .unwrap()
}

/// Calls with this body on a connection of its own; the status, or `None` where it was not answered.
async fn call(service: &Service, body: &str) -> Option<u16> {
    next(&mut sent(service, request(body)).await).await.map(|(status, _)| status)
}

/// Waits for something that must come.
async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, what).await.unwrap()
}

/// What the service has kept when all callers are gone.
async fn kept(mut service: Service) -> Vec<Effect> {
    soon(service.close()).await;
    service.book.effects()
}

/// The bodies of effects, those that were answered.
fn bodies(effects: &[Effect], answered: bool) -> Vec<Value> {
    effects.iter().filter(|e| e.answered_at.is_some() == answered).map(|e| e.body.clone()).collect()
}

fn answer(yaml: &str) -> super::Rule {
    let answer: Answer = serde_saphyr::from_str(yaml).unwrap();
    super::Rule::of(&answer).unwrap()
}
