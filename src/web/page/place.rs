//! One piece of an attempt's evidence, where a finding cites it or the Kafka panel lists it.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::response::IntoResponse;

use crate::web::error::WebError;
use crate::web::state::AppState;
use crate::web::view::chrome::Chrome;
use crate::web::view::place::PlaceView;

#[derive(Template, WebTemplate)]
#[template(path = "place.html")]
struct PlacePage {
    chrome: Chrome,
    place: PlaceView,
}

/// `GET /attempts/{attempt}/show/{place}`, the place as `kafka-workbench show` takes it.
pub(crate) async fn show(
    State(state): State<AppState>,
    Path((attempt, place)): Path<(String, String)>,
    chrome: Chrome,
) -> Result<impl IntoResponse, WebError> {
    Ok(PlacePage { chrome, place: state.bench.place(&attempt, &place)? })
}
