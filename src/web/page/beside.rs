//! An attempt beside one of the solution, at `/attempts/{id}/beside/{other}`.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};

use super::job::to_its_page;
use crate::web::error::WebError;
use crate::web::state::AppState;
use crate::web::view::beside::BesideView;
use crate::web::view::chrome::Chrome;

#[derive(Template, WebTemplate)]
#[template(path = "beside.html")]
struct BesidePage {
    chrome: Chrome,
    beside: BesideView,
}

/// `POST /attempts/{attempt}/beside`: runs the solution as the attempt ran.
pub(crate) async fn run(
    State(state): State<AppState>,
    Path(attempt): Path<String>,
) -> Result<Response, WebError> {
    Ok(to_its_page(&state.bench.run_solution(&attempt)?))
}

/// `GET /attempts/{attempt}/beside/{other}`
pub(crate) async fn show(
    State(state): State<AppState>,
    Path((attempt, other)): Path<(String, String)>,
    chrome: Chrome,
) -> Result<impl IntoResponse, WebError> {
    Ok(BesidePage { chrome, beside: state.bench.beside(&attempt, &other)? })
}
