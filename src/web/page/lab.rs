//! A lab at `/labs/{slug}`. Every button of its form saves first what was typed.

use askama::Template;
use askama_web::WebTemplate;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_htmx::HxRequest;

use super::files::{self, digest};
use super::job::{JobFragment, to_its_page};
use crate::web::error::WebError;
use crate::web::state::AppState;
use crate::web::view::chrome::Chrome;
use crate::web::view::job::JobView;
use crate::web::view::lab::{Hints, LabView};

#[derive(Template, WebTemplate)]
#[template(path = "lab.html")]
struct LabPage {
    chrome: Chrome,
    lab: LabView,
}

/// What htmx swaps in when a hint was asked for.
#[derive(Template, WebTemplate)]
#[template(path = "parts/hints.html")]
struct HintsFragment {
    slug: String,
    stage_id: String,
    hints: Hints,
}

type Fields = Vec<(String, String)>;

/// `GET /labs/{lab}`
pub(crate) async fn show(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    chrome: Chrome,
) -> Result<impl IntoResponse, WebError> {
    Ok(LabPage { chrome, lab: state.bench.lab(&slug)? })
}

/// `POST /labs/{lab}/save`
pub(crate) async fn save(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    HxRequest(is_htmx): HxRequest,
    Form(fields): Form<Fields>,
) -> Result<Response, WebError> {
    let saved = write(&state, &slug, fields)?;
    if !is_htmx {
        return Ok(Redirect::to(&format!("/labs/{slug}")).into_response());
    }
    let words = if saved.is_empty() { "Nothing to save" } else { "Saved" };
    Ok((files::saved_header(&saved).map(|header| [header]), Html(words)).into_response())
}

/// `POST /labs/{lab}/run`: the first stage, no faults, no verdict.
pub(crate) async fn run(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    HxRequest(is_htmx): HxRequest,
    Form(fields): Form<Fields>,
) -> Result<Response, WebError> {
    let saved = write(&state, &slug, fields)?;
    Ok(started(state.bench.run(&slug)?, &saved, is_htmx))
}

/// `POST /labs/{lab}/check`: every stage with its faults, and a verdict.
pub(crate) async fn check(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    HxRequest(is_htmx): HxRequest,
    Form(fields): Form<Fields>,
) -> Result<Response, WebError> {
    let saved = write(&state, &slug, fields)?;
    Ok(started(state.bench.check(&slug)?, &saved, is_htmx))
}

/// `POST /labs/{lab}/hints/{stage}/{count}`: shows the hints up to that one.
pub(crate) async fn hint(
    State(state): State<AppState>,
    Path((slug, stage_id, count)): Path<(String, String, usize)>,
    HxRequest(is_htmx): HxRequest,
    Form(fields): Form<Fields>,
) -> Result<Response, WebError> {
    let hints = state.bench.reveal_hint(&slug, &stage_id, count)?;
    if is_htmx {
        return Ok(HintsFragment { slug, stage_id, hints }.into_response());
    }
    // Without script the page is loaded anew, and what was typed must outlive that.
    write(&state, &slug, fields)?;
    Ok(Redirect::to(&format!("/labs/{slug}#hints-{stage_id}")).into_response())
}

/// Writes what was typed; answers each written file with the digest of what the disk now holds.
fn write(state: &AppState, slug: &str, fields: Fields) -> Result<Vec<(String, String)>, WebError> {
    let disk = state.bench.files(slug)?;
    let mut saved = Vec::new();
    for edit in files::to_write(files::edits(fields)?, &disk)? {
        state.bench.save_file(slug, &edit.path, &edit.text)?;
        saved.push((edit.path, digest(&edit.text)));
    }
    Ok(saved)
}

fn started(job: JobView, saved: &[(String, String)], is_htmx: bool) -> Response {
    if is_htmx {
        (files::saved_header(saved).map(|header| [header]), JobFragment::of(job)).into_response()
    } else {
        to_its_page(&job)
    }
}
