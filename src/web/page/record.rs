//! One record of an attempt's evidence, where a finding cites it.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::response::IntoResponse;

use crate::web::error::WebError;
use crate::web::state::AppState;
use crate::web::view::chrome::Chrome;
use crate::web::view::record::RecordView;

#[derive(Template, WebTemplate)]
#[template(path = "record.html")]
struct RecordPage {
    chrome: Chrome,
    record: RecordView,
}

/// `GET /attempts/{attempt}/records/{coordinate}`
pub(crate) async fn show(
    State(state): State<AppState>,
    Path((attempt, coordinate)): Path<(String, String)>,
    chrome: Chrome,
) -> Result<impl IntoResponse, WebError> {
    Ok(RecordPage { chrome, record: state.bench.record(&attempt, &coordinate)? })
}
