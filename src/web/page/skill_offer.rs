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
    let offered = state.bench.offered_texts(&offer)?;
    let pieces = ticked(&fields, &offered);
    if pieces.is_empty() {
        let message = "No piece of the offer was ticked. The skill is as it was.".to_owned();
        return Err(WebError::BadField(message));
    }
    state.bench.accept(&offer, pieces)?;
    Ok(Redirect::to("/skill"))
}

/// `POST /skill/offers/{offer}/decline`
pub(crate) async fn decline(
    State(state): State<AppState>,
    Path(offer): Path<String>,
) -> Result<impl IntoResponse, WebError> {
    state.bench.decline(&offer)?;
    Ok(Redirect::to("/skill"))
}

/// The pieces that are ticked, each with its text where that is not the offered one.
fn ticked(fields: &[(String, String)], offered: &[(String, String)]) -> Vec<(String, Option<String>)> {
    let ids = fields.iter().filter(|(field, _)| field == "piece").map(|(_, id)| id);
    ids.map(|id| {
        let name = format!("text:{id}");
        let written =
            fields.iter().find(|(field, _)| *field == name).map(|(_, text)| text.replace("\r\n", "\n"));
        let original = offered.iter().find(|(known, _)| known == id).map(|(_, text)| text.trim_end());
        let changed = written.filter(|text| original.is_some_and(|original| original != text.trim_end()));
        (id.clone(), changed)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_reworded_counts_as_an_edit() {
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let offered = [field("a", "one\ntwo"), field("b", "three")];
        let fields = [
            field("piece", "a"),
            field("text:a", "one\r\ntwo\r\n"),
            field("piece", "b"),
            field("text:b", "3"),
            field("text:c", "not ticked"),
        ];
        assert_eq!(
            ticked(&fields, &offered),
            [("a".to_owned(), None), ("b".to_owned(), Some("3".to_owned()))]
        );
    }
}
