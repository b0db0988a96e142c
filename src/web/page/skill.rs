//! The skill at `/skill`: its files, what was found in them, its export.

use askama::Template;
use askama_web::WebTemplate;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_htmx::HxRequest;

use super::files::{self, digest};
use crate::web::error::WebError;
use crate::web::state::AppState;
use crate::web::view::chrome::Chrome;
use crate::web::view::skill::SkillView;

#[derive(Template, WebTemplate)]
#[template(path = "skill.html")]
struct SkillPage {
    chrome: Chrome,
    skill: SkillView,
}

/// `GET /skill`: opens with the file that agents read first.
pub(crate) async fn show(
    State(state): State<AppState>,
    chrome: Chrome,
) -> Result<impl IntoResponse, WebError> {
    Ok(SkillPage { chrome, skill: state.bench.skill(None).await? })
}

/// `GET /skill/files/{*path}`
pub(crate) async fn file(
    State(state): State<AppState>,
    Path(path): Path<String>,
    chrome: Chrome,
) -> Result<impl IntoResponse, WebError> {
    Ok(SkillPage { chrome, skill: state.bench.skill(Some(&path)).await? })
}

/// `POST /skill/save`
pub(crate) async fn save(
    State(state): State<AppState>,
    HxRequest(is_htmx): HxRequest,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, WebError> {
    let mut saved = Vec::new();
    for edit in files::edits(fields)? {
        let disk: Vec<_> = state.bench.skill(Some(&edit.path)).await?.open.into_iter().collect();
        for edit in files::to_write(vec![edit], &disk)? {
            state.bench.save_skill_file(&edit.path, &edit.text).await?;
            saved.push((edit.path, digest(&edit.text)));
        }
    }
    if is_htmx {
        let words = "Saved. Findings are renewed when the page is loaded again.";
        return Ok((files::saved_header(&saved).map(|header| [header]), Html(words)).into_response());
    }
    let back = saved.first().map_or("/skill".to_owned(), |(path, _)| format!("/skill/files/{path}"));
    Ok(Redirect::to(&back).into_response())
}

/// `POST /skill/interview`: makes the scaffold.
pub(crate) async fn interview(
    State(state): State<AppState>,
    Form(answers): Form<Vec<(String, String)>>,
) -> Result<impl IntoResponse, WebError> {
    state.bench.interview(answers).await?;
    Ok(Redirect::to("/skill"))
}

/// `GET /skill/download`: the same skill gives the same bytes.
pub(crate) async fn download(State(state): State<AppState>) -> Result<impl IntoResponse, WebError> {
    let zip = state.bench.export_zip().await?;
    let headers = [
        (header::CONTENT_TYPE, "application/zip"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"kafka-events.zip\""),
    ];
    Ok((headers, zip))
}
