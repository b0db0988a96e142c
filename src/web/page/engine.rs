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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engine_that_stands_in_for_docker_says_why() {
        let ready = |why: Option<&str>| {
            let engine =
                EngineView::Ready { what: "Kafka 4.3.1, local JVM".into(), why: why.map(str::to_owned) };
            EngineFragment { engine }.render().unwrap()
        };
        assert!(!ready(None).contains("why not Docker"));
        let told = ready(Some("Docker is not used: Docker does not run."));
        assert!(told.contains("popover>Docker is not used: Docker does not run.</span>"), "{told}");
    }
}
