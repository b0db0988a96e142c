//! An earlier attempt's verdict at `/attempts/{id}`.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::response::IntoResponse;

use crate::web::error::WebError;
use crate::web::state::AppState;
use crate::web::view::chrome::Chrome;
use crate::web::view::log::LogView;
use crate::web::view::verdict::VerdictView;
use crate::web::view::{Link, Moment};

#[derive(Template, WebTemplate)]
#[template(path = "attempt.html")]
struct AttemptPage {
    chrome: Chrome,
    lab: Link,
    when: Moment,
    bundle: String,
    verdict: VerdictView,
    log: LogView,
}

/// `GET /attempts/{attempt}`
pub(crate) async fn show(
    State(state): State<AppState>,
    Path(id): Path<String>,
    chrome: Chrome,
) -> Result<impl IntoResponse, WebError> {
    let attempt = state.bench.attempt(&id)?;
    let (lab, when, bundle) = (attempt.lab, attempt.when, attempt.bundle);
    Ok(AttemptPage { chrome, lab, when, bundle, verdict: attempt.verdict, log: attempt.log })
}
