//! Where Kafka stands, as it changes: the header of every page listens while there is news.

use askama::Template;
use axum::extract::State;
use axum::response::IntoResponse;
use futures::stream::{self, StreamExt};

use crate::web::state::AppState;
use crate::web::stream::{answer, fragment, word};
use crate::web::view::chrome::EngineView;

#[derive(Template)]
#[template(path = "parts/engine.html")]
struct EngineFragment {
    engine: EngineView,
}

/// `GET /engine/events`
pub(crate) async fn events(State(state): State<AppState>) -> impl IntoResponse {
    let events = state.bench.engine_news().flat_map(|engine| {
        let settled = engine.is_settled().then(|| word("settled"));
        stream::iter([fragment("engine", &EngineFragment { engine })].into_iter().chain(settled))
    });
    answer(events, state.stopping)
}
