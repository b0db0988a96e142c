//! A lesson at `/lessons/{slug}`, with its run and predict blocks.

use askama::Template;
use askama_web::WebTemplate;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum_htmx::HxRequest;
use serde::Deserialize;

use super::job::{BlockFragment, PredictJobFragment, to_its_page};
use crate::web::error::WebError;
use crate::web::state::AppState;
use crate::web::view::chrome::Chrome;
use crate::web::view::lesson::{LessonView, PredictBlock};

#[derive(Template, WebTemplate)]
#[template(path = "lesson.html")]
struct LessonPage {
    chrome: Chrome,
    lesson: LessonView,
}

/// A prediction, answered: what its stream swaps in.
#[derive(Template)]
#[template(path = "parts/predict.html")]
pub(crate) struct PredictFragment {
    pub(crate) lesson: LessonName,
    pub(crate) predict: PredictBlock,
}

/// As much of the lesson as a block's form names.
pub(crate) struct LessonName {
    pub(crate) slug: String,
}

/// The form of a predict block.
#[derive(Deserialize)]
pub(crate) struct Chosen {
    choice: String,
}

/// `GET /lessons/{lesson}`
pub(crate) async fn show(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    chrome: Chrome,
) -> Result<impl IntoResponse, WebError> {
    Ok(LessonPage { chrome, lesson: state.bench.lesson(&slug)? })
}

/// `GET /lessons/{lesson}/files/{file}`: a lesson's pictures.
pub(crate) async fn picture(
    State(state): State<AppState>,
    Path((slug, file)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let (kind, bytes) = state.bench.picture(&slug, &file)?;
    // An SVG brings its own styles; opened by itself it can neither run nor fetch anything.
    let policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'";
    let headers = [(header::CONTENT_TYPE, kind), (header::CONTENT_SECURITY_POLICY, policy)];
    Ok((headers, bytes).into_response())
}

/// `POST /lessons/{lesson}/run/{block}`: runs the block as it is written.
pub(crate) async fn run(
    State(state): State<AppState>,
    Path((slug, block)): Path<(String, usize)>,
    HxRequest(is_htmx): HxRequest,
) -> Result<Response, WebError> {
    let job = state.bench.run_block(&slug, block)?;
    Ok(if is_htmx { BlockFragment::of(job).into_response() } else { to_its_page(&job) })
}

/// `POST /lessons/{lesson}/predict/{block}`: lets the broker answer.
pub(crate) async fn predict(
    State(state): State<AppState>,
    Path((slug, block)): Path<(String, String)>,
    HxRequest(is_htmx): HxRequest,
    Form(Chosen { choice }): Form<Chosen>,
) -> Result<Response, WebError> {
    let job = state.bench.predict(&slug, &block, choice)?;
    Ok(if is_htmx { PredictJobFragment { job }.into_response() } else { to_its_page(&job) })
}
