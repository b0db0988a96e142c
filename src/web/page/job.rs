//! A run that goes on: its stream, its Stop, and its own page where there is no script.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum_htmx::HxRequest;
use futures::stream::{self, StreamExt};
use serde::Deserialize;

use super::job_events;
use crate::web::error::WebError;
use crate::web::jobs::End;
use crate::web::state::AppState;
use crate::web::stream::answer;
use crate::web::view::chrome::Chrome;
use crate::web::view::job::JobView;

#[derive(Template, WebTemplate)]
#[template(path = "job.html")]
struct JobPage {
    chrome: Chrome,
    job: JobView,
    /// What its end left to read, where that is not an attempt with a page of its own.
    ending_html: String,
}

/// What Run and Check put where the phases stand.
#[derive(Template, WebTemplate)]
#[template(path = "parts/started.html")]
pub(crate) struct JobFragment {
    job: JobView,
}

/// The same below a lesson's code, with the output in it.
#[derive(Template, WebTemplate)]
#[template(path = "parts/block_job.html")]
pub(crate) struct BlockFragment {
    job: JobView,
}

/// The same in a prediction, whose answer takes the block's place.
#[derive(Template, WebTemplate)]
#[template(path = "parts/predict_job.html")]
pub(crate) struct PredictJobFragment {
    pub(crate) job: JobView,
}

impl JobFragment {
    /// The output begins anew.
    pub(crate) fn of(job: JobView) -> Self {
        Self { job: JobView { seen: 0, ..job } }
    }
}

impl BlockFragment {
    /// The output begins anew.
    pub(crate) fn of(job: JobView) -> Self {
        Self { job: JobView { seen: 0, ..job } }
    }
}

/// Where a browser without script goes from a button that starts a run.
pub(crate) fn to_its_page(job: &JobView) -> Response {
    Redirect::to(&format!("/jobs/{}", job.id)).into_response()
}

/// `GET /jobs/{job}`: where a browser without script waits for the verdict.
pub(crate) async fn show(
    State(state): State<AppState>,
    Path(id): Path<String>,
    chrome: Chrome,
) -> Result<Response, WebError> {
    let job = state.bench.job(&id)?;
    if let Some(End::Attempt(attempt)) = &job.end {
        return Ok(Redirect::to(&format!("/attempts/{attempt}")).into_response());
    }
    if let Some(End::Beside { attempt, other }) = &job.end {
        return Ok(Redirect::to(&format!("/attempts/{attempt}/beside/{other}")).into_response());
    }
    let ending_html = job.end.clone().map(|end| job_events::ending(job.lab.as_deref(), end)).transpose()?;
    Ok(JobPage { chrome, job, ending_html: ending_html.unwrap_or_default() }.into_response())
}

/// How many lines a page had when it was rendered.
#[derive(Deserialize)]
pub(crate) struct After {
    #[serde(default)]
    after: usize,
}

/// `GET /jobs/{job}/events`: all that happened, then what happens, until it is over.
pub(crate) async fn events(
    State(state): State<AppState>,
    Path(id): Path<String>,
    Query(After { after }): Query<After>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, WebError> {
    // A browser that lost the connection says how many lines it has.
    let seen = headers.get("last-event-id").and_then(|id| id.to_str().ok()).and_then(|id| id.parse().ok());
    let news = state.bench.job_news(&id, seen.unwrap_or(after))?;
    let lab = state.bench.job(&id)?.lab;
    let bench = state.bench.clone();
    let events = news.flat_map(move |news| stream::iter(job_events::of(&bench, lab.as_deref(), news)));
    Ok(answer(events, state.stopping))
}

/// `POST /jobs/{job}/stop`
pub(crate) async fn stop(
    State(state): State<AppState>,
    Path(id): Path<String>,
    HxRequest(is_htmx): HxRequest,
) -> Result<Response, WebError> {
    state.bench.stop(&id)?;
    Ok(if is_htmx {
        StatusCode::NO_CONTENT.into_response()
    } else {
        Redirect::to(&format!("/jobs/{id}")).into_response()
    })
}
