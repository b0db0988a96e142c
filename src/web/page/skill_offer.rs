//! What a passed lab offers to the skill: taken piece by piece, or left.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};

use crate::web::error::WebError;
use crate::web::state::AppState;

/// `POST /skill/offers/{offer}/accept`: takes the pieces that are ticked.
pub(crate) async fn accept(
    State(state): State<AppState>,
    Path(offer): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<impl IntoResponse, WebError> {
    let pieces: Vec<String> =
        fields.into_iter().filter(|(field, _)| field == "piece").map(|(_, piece)| piece).collect();
    if pieces.is_empty() {
        let message = "No piece of the offer was ticked. The skill is as it was.".to_owned();
        return Err(WebError::BadField(message));
    }
    state.bench.accept(&offer, &pieces).await?;
    Ok(Redirect::to("/skill"))
}

/// `POST /skill/offers/{offer}/decline`
pub(crate) async fn decline(
    State(state): State<AppState>,
    Path(offer): Path<String>,
) -> Result<impl IntoResponse, WebError> {
    state.bench.decline(&offer).await?;
    Ok(Redirect::to("/skill"))
}
