//! A lesson at `/lessons/{slug}`, with its run and predict blocks.

use askama::Template;
use askama_web::WebTemplate;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_htmx::HxRequest;
use serde::Deserialize;

use super::job::JobFragment;
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

/// What htmx swaps in once a prediction was answered.
#[derive(Template, WebTemplate)]
#[template(path = "parts/predict.html")]
struct PredictFragment {
    lesson: LessonName,
    predict: PredictBlock,
}

/// As much of the lesson as a block's form names.
struct LessonName {
    slug: String,
}

/// The form of a run block.
#[derive(Deserialize)]
pub(crate) struct Code {
    code: String,
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

/// `POST /lessons/{lesson}/run/{block}`: runs the code as it stands in the page.
pub(crate) async fn run(
    State(state): State<AppState>,
    Path((slug, block)): Path<(String, String)>,
    HxRequest(is_htmx): HxRequest,
    Form(Code { code }): Form<Code>,
) -> Result<Response, WebError> {
    let job = state.bench.run_block(&slug, &block, code.replace("\r\n", "\n")).await?;
    Ok(if is_htmx {
        JobFragment::of_block(job).into_response()
    } else {
        Redirect::to(&format!("/jobs/{}", job.id)).into_response()
    })
}

/// `POST /lessons/{lesson}/predict/{block}`: lets the broker answer.
pub(crate) async fn predict(
    State(state): State<AppState>,
    Path((slug, block)): Path<(String, String)>,
    HxRequest(is_htmx): HxRequest,
    Form(Chosen { choice }): Form<Chosen>,
) -> Result<Response, WebError> {
    let predict = state.bench.predict(&slug, &block, &choice).await?;
    Ok(if is_htmx {
        PredictFragment { lesson: LessonName { slug }, predict }.into_response()
    } else {
        Redirect::to(&format!("/lessons/{slug}#{block}")).into_response()
    })
}
