//! Server-sent events: rendered fragments, ended when the server stops.

use std::convert::Infallible;

use askama::Template;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures::{Stream, StreamExt};
use tokio::sync::watch;

/// One event that carries a fragment.
pub(crate) fn fragment(name: &str, fragment: &impl Template) -> Event {
    match fragment.render() {
        // A carriage return ends a line of an event stream, and a progress bar is full of them.
        Ok(html) => Event::default().event(name).data(html.replace('\r', "")),
        Err(error) => {
            tracing::error!(%error, event = name, "a fragment could not be filled");
            Event::default().comment("left out")
        }
    }
}

/// An event that carries no more than its name.
pub(crate) fn word(name: &str) -> Event {
    Event::default().event(name).data("-")
}

/// An answer that goes on until the events end or the server stops.
pub(crate) fn answer(
    events: impl Stream<Item = Event> + Send + 'static,
    mut stopping: watch::Receiver<bool>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>> + Send> {
    let stopped = async move {
        // An error means that the sender is gone, which is the same news.
        let _ = stopping.wait_for(|stopping| *stopping).await;
    };
    Sse::new(events.map(Ok).take_until(Box::pin(stopped))).keep_alive(KeepAlive::default())
}
