//! A run that goes on: its stream, its Stop, and its own page where there is no script.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum_htmx::HxRequest;
use futures::stream::{self, StreamExt};

use super::job_events;
use crate::web::error::WebError;
use crate::web::state::AppState;
use crate::web::stream::answer;
use crate::web::view::chrome::Chrome;
use crate::web::view::job::JobView;

#[derive(Template, WebTemplate)]
#[template(path = "job.html")]
struct JobPage {
    chrome: Chrome,
    title: &'static str,
    job: JobView,
}

/// What Run and Check put where the phases stand.
#[derive(Template, WebTemplate)]
#[template(path = "parts/job.html")]
pub(crate) struct JobFragment {
    job: JobView,
}

/// The same below a lesson's code, with the output in it.
#[derive(Template, WebTemplate)]
#[template(path = "parts/block_job.html")]
pub(crate) struct BlockFragment {
    job: JobView,
}

impl JobFragment {
    /// For the lab's page.
    pub(crate) fn of_lab(job: JobView) -> Self {
        Self { job }
    }

    /// For a lesson's run block.
    pub(crate) fn of_block(job: JobView) -> BlockFragment {
        BlockFragment { job }
    }
}

/// `GET /jobs/{job}`: where a browser without script waits for the verdict.
pub(crate) async fn show(
    State(state): State<AppState>,
    Path(id): Path<String>,
    chrome: Chrome,
) -> Result<Response, WebError> {
    let job = state.bench.job(&id).await?;
    Ok(match &job.attempt {
        Some(attempt) => Redirect::to(&format!("/attempts/{attempt}")).into_response(),
        None => JobPage { chrome, title: "Running", job }.into_response(),
    })
}

/// `GET /jobs/{job}/events`: all that happened, then what happens, until it is over.
pub(crate) async fn events(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, WebError> {
    // A browser that lost the connection says how many lines it has.
    let seen = headers.get("last-event-id").and_then(|id| id.to_str().ok()).and_then(|id| id.parse().ok());
    let news = state.bench.job_news(&id, seen.unwrap_or(0)).await?;
    let lab = state.bench.job(&id).await?.lab;
    let bench = state.bench.clone();
    let events = news.then(move |news| {
        let (bench, lab) = (bench.clone(), lab.clone());
        async move { job_events::of(&bench, lab.as_deref(), news).await }
    });
    Ok(answer(events.flat_map(stream::iter), state.stopping))
}

/// `POST /jobs/{job}/stop`
pub(crate) async fn stop(
    State(state): State<AppState>,
    Path(id): Path<String>,
    HxRequest(is_htmx): HxRequest,
) -> Result<Response, WebError> {
    state.bench.stop(&id).await?;
    Ok(if is_htmx {
        StatusCode::NO_CONTENT.into_response()
    } else {
        Redirect::to(&format!("/jobs/{id}")).into_response()
    })
}
