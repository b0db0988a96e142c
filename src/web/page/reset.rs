//! Starting a lab over: asks first, then says where the files went.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::response::IntoResponse;

use crate::web::error::WebError;
use crate::web::state::AppState;
use crate::web::view::Link;
use crate::web::view::chrome::Chrome;

#[derive(Template, WebTemplate)]
#[template(path = "reset.html")]
struct ResetPage {
    chrome: Chrome,
    lab: Link,
    files: Vec<String>,
    /// Whether it was carried out.
    done: bool,
    /// Where the files went, if there were any.
    trash: Option<String>,
}

/// `GET /labs/{lab}/reset`
pub(crate) async fn ask(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    chrome: Chrome,
) -> Result<impl IntoResponse, WebError> {
    let lab = state.bench.lab(&slug)?;
    let files = lab.files.into_iter().filter(|file| file.editable).map(|file| file.path).collect();
    Ok(ResetPage {
        chrome,
        lab: Link::new(lab.title, format!("/labs/{slug}")),
        files,
        done: false,
        trash: None,
    })
}

/// `POST /labs/{lab}/reset`
pub(crate) async fn carry_out(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    chrome: Chrome,
) -> Result<impl IntoResponse, WebError> {
    let lab = state.bench.lab(&slug)?;
    let trash = state.bench.reset(&slug)?;
    Ok(ResetPage {
        chrome,
        lab: Link::new(lab.title, format!("/labs/{slug}")),
        files: Vec::new(),
        done: true,
        trash,
    })
}
