//! What every handler can reach.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use tokio::sync::watch;

use super::from_workbench::Bench;
use super::guard::{Guard, Nonce};
use super::view::chrome::Chrome;

/// What every handler can reach. Cloned a request: everything in it is shared.
#[derive(Clone)]
pub(crate) struct AppState {
    /// The product.
    pub(crate) bench: Bench,
    /// Who may ask.
    pub(crate) guard: Arc<Guard>,
    /// Becomes true when the server stops, so that open streams end.
    pub(crate) stopping: watch::Receiver<bool>,
}

/// Any page may ask for its frame as an argument.
impl FromRequestParts<AppState> for Chrome {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Self::Rejection> {
        let nonce = parts.extensions.get::<Nonce>().map(|nonce| nonce.0.clone()).unwrap_or_default();
        Ok(state.bench.chrome(nonce))
    }
}
