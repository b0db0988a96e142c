//! One connection of a caller: its calls, one after the other.

use super::WhoCalls;
use super::book::{Book, Turn};
use super::call::Call;
use super::peer::Peer;
use axum::Json;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::response::{IntoResponse, Response};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

/// The connection ends without an answer.
#[derive(Debug, thiserror::Error)]
#[error("the caller has gone, or its call was dropped")]
struct Cut;

/// Serves a connection until its end, or until the service is shut.
pub(super) async fn serve(
    stream: TcpStream,
    from: SocketAddr,
    who: WhoCalls,
    book: Arc<Book>,
    mut shut: watch::Receiver<Option<String>>,
) {
    // It looks through the processes of the machine, and a connection can wait for that.
    let caller = match stream.local_addr() {
        Ok(here) => tokio::task::spawn_blocking(move || who(from, here)).await.ok().flatten(),
        Err(_) => None,
    };
    let peer = match Peer::of(&stream) {
        Ok(peer) => peer,
        Err(error) => return tracing::warn!(%error, "a call to a service could not be taken"),
    };
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "no TCP_NODELAY");
    }
    let calls =
        service_fn(|request: Request<_>| answer(request.map(Body::new), &peer, caller.as_ref(), &book));
    let served = http1::Builder::new()
        // A request that was read whole counts, whether its caller waits for the answer or not. Whether a held
        // one still has a caller is looked at where it is held.
        .half_close(true)
        .header_read_timeout(None)
        .serve_connection(TokioIo::new(stream), calls);
    tokio::select! {
        served = served => if let Err(error) = served {
            tracing::trace!(%error, "a call to a service ended early");
        },
        _ = shut.wait_for(Option::is_some) => {}
    }
}

/// Takes a call and gives its answer, when nothing holds it any more.
async fn answer(
    request: Request<Body>,
    peer: &Peer,
    caller: Option<&(String, String, i64)>,
    book: &Book,
) -> Result<Response, Cut> {
    let call = Call::read(request).await.ok_or(Cut)?;
    let accepted = loop {
        match book.arrive(&call, caller) {
            Turn::Held(grip) => stay(grip.opened(), peer).await?,
            Turn::Accepted(accepted) => break accepted,
            Turn::Refused(status) => return Ok(say(status, None)),
        }
    };
    let due = Instant::now() + accepted.answer.after;
    for grip in accepted.grips {
        stay(grip.opened(), peer).await?;
    }
    if Instant::now() < due && (timeout_at(due, peer.left()).await.is_ok() || peer.has_left()) {
        return Err(Cut);
    }
    book.answered(accepted.n, accepted.answer.status);
    Ok(say(accepted.answer.status, accepted.answer.body))
}

/// Waits until a held call may go on, and its caller with it.
async fn stay(opened: impl Future<Output = bool>, peer: &Peer) -> Result<(), Cut> {
    let may = tokio::select! {
        biased;
        may = opened => may && !peer.has_left(),
        () = peer.left() => false,
    };
    may.then_some(()).ok_or(Cut)
}

fn say(status: u16, body: Option<Value>) -> Response {
    // The lint holds the steps of a lab to statuses that there are.
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = body.unwrap_or_else(|| json!({ "ok": status.is_success() }));
    (status, Json(body)).into_response()
}
