//! Where Kafka stands.

use futures::stream::{self, Stream};

use super::Bench;
use crate::web::view::chrome::EngineView;
use crate::workbench::EngineState;

impl Bench {
    /// Where Kafka stands now.
    pub(crate) fn engine(&self) -> EngineView {
        view(&self.workbench.engine().state().borrow())
    }

    /// Where Kafka stands, and every change until it is settled. Changes while nobody reads come in
    /// one piece.
    pub(crate) fn engine_news(&self) -> impl Stream<Item = EngineView> + Send + use<> {
        let mut state = self.workbench.engine().state();
        state.mark_changed();
        stream::unfold(Some(state), async |state| {
            let mut state = state?;
            state.changed().await.ok()?;
            let now = view(&state.borrow_and_update());
            let more = (!now.is_settled()).then_some(state);
            Some((now, more))
        })
    }
}

fn view(state: &EngineState) -> EngineView {
    match state {
        EngineState::Asleep => EngineView::Preparing {
            step: "Kafka starts when it is needed".to_owned(),
            bar: None,
            figure: None,
        },
        EngineState::Preparing(progress) => EngineView::Preparing {
            step: progress.stage.clone(),
            bar: progress.amount.and_then(|amount| Some((amount.done, amount.total?))),
            figure: progress.amount.map(|amount| amount.to_string()),
        },
        EngineState::Ready { what, why } => {
            EngineView::Ready { what: what.clone(), why: why.as_deref().map(super::sentence) }
        }
        EngineState::Failed { message, hint, .. } => EngineView::Failed {
            message: super::sentence(message),
            hint: hint.as_deref().map(super::sentence),
        },
    }
}
