//! The course map at `/`.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;

use crate::web::error::WebError;
use crate::web::state::AppState;
use crate::web::view::chrome::Chrome;
use crate::web::view::map::MapView;

#[derive(Template, WebTemplate)]
#[template(path = "map.html")]
pub(crate) struct MapPage {
    pub(crate) chrome: Chrome,
    pub(crate) map: MapView,
}

/// `GET /`
pub(crate) async fn show(State(state): State<AppState>, chrome: Chrome) -> Result<MapPage, WebError> {
    Ok(MapPage { chrome, map: state.bench.map()? })
}
