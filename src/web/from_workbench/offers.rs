//! What passed labs offer to the skill, piece by piece.

use super::chrome::number;
use super::{Answer, Bench};
use crate::skill::offer::{OfferedPiece, PieceKind, PieceState};
use crate::skill::{Choice, Decision};
use crate::web::view::Link;
use crate::web::view::skill::{Change, DiffLine, OfferView, PieceView};
use crate::workbench::PendingOffer;

impl Bench {
    pub(super) fn offers(&self) -> Answer<Vec<OfferView>> {
        Ok(self.workbench.offers()?.iter().map(|pending| self.offer_view(pending)).collect())
    }

    /// Takes the pieces that were ticked, in the learner's wording where that was changed.
    pub(crate) fn accept(&self, fragment: &str, pieces: Vec<(String, Option<String>)>) -> Answer<()> {
        let decisions = pieces.into_iter().map(|(id, text)| match text {
            Some(text) => (id, Decision::Edit(text)),
            None => (id, Decision::Accept),
        });
        Ok(self.workbench.accept_offer(fragment, &decisions.collect::<Choice>())?)
    }

    /// Notes that a fragment is not wanted.
    pub(crate) fn decline(&self, fragment: &str) -> Answer<()> {
        Ok(self.workbench.decline_offer(fragment)?)
    }

    /// What each offered piece says, by its id: to tell whether a form changed it.
    pub(crate) fn offered_texts(&self, fragment: &str) -> Answer<Vec<(String, String)>> {
        let pieces = self.workbench.offer(fragment)?.map(|pending| pending.offer.pieces).unwrap_or_default();
        Ok(pieces.into_iter().map(|offered| (offered.piece.id, offered.piece.text)).collect())
    }

    fn offer_view(&self, pending: &PendingOffer) -> OfferView {
        let course = self.workbench.course();
        let lesson = course.lessons.get(&pending.fragment);
        let title = lesson.map_or(pending.fragment.as_str(), |lesson| &lesson.front.title);
        let (theirs, open): (Vec<_>, Vec<_>) = pending
            .offer
            .pieces
            .iter()
            .filter(|offered| !matches!(offered.state, PieceState::Same { .. }))
            .partition(|offered| matches!(offered.state, PieceState::Theirs { .. }));
        let (support, own): (Vec<_>, Vec<_>) = open
            .into_iter()
            .partition(|offered| matches!(offered.piece.kind, PieceKind::Source | PieceKind::Reference));
        OfferView {
            id: pending.fragment.clone(),
            title: title.to_owned(),
            lesson: Link::new(
                format!("Lesson {}", number(&pending.fragment)),
                format!("/lessons/{}", pending.fragment),
            ),
            pieces: own.into_iter().map(view).collect(),
            support: support.into_iter().map(view).collect(),
            theirs: theirs.into_iter().map(view).collect(),
        }
    }
}

fn view(offered: &OfferedPiece) -> PieceView {
    let piece = &offered.piece;
    PieceView {
        id: piece.id.clone(),
        kind: kind(piece.kind),
        file: piece.file.clone(),
        note: offered.note.as_deref().map(super::sentence),
        text: piece.text.clone(),
        theirs: match &offered.state {
            PieceState::Theirs { text, .. } => Some(text.clone()),
            _ => None,
        },
        is_new: matches!(offered.state, PieceState::New),
        preselected: offered.preselected,
        diff: offered.diff.iter().flat_map(|file| lines(&file.unified)).collect(),
    }
}

fn kind(kind: PieceKind) -> &'static str {
    match kind {
        PieceKind::Rule => "Rule",
        PieceKind::Decision => "Decision",
        PieceKind::Gotcha => "Gotcha",
        PieceKind::Error => "Row of the error table",
        PieceKind::Check => "Step of the checklist",
        PieceKind::Source => "Source",
        PieceKind::Reference => "Row of the reference files",
        PieceKind::Pattern => "Code pattern",
    }
}

/// The lines of a unified diff, its headers left out: the file is named above it.
fn lines(unified: &str) -> Vec<DiffLine> {
    let body = unified.lines().filter(|line| !line.starts_with("--- ") && !line.starts_with("+++ "));
    body.filter(|line| !line.starts_with('\\'))
        .map(|line| {
            let (change, text) = match line.split_at_checked(1) {
                Some(("+", text)) => (Change::Added, text),
                Some(("-", text)) => (Change::Removed, text),
                Some(("@", _)) => (Change::Gap, "…"),
                Some((_, text)) => (Change::Kept, text),
                None => (Change::Kept, ""),
            };
            DiffLine { change, text: text.to_owned() }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_is_shown_without_its_headers() {
        let lines =
            lines("--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n\\ No newline at end of file\n");
        let shown: Vec<String> =
            lines.iter().map(|line| format!("{}{}", line.change.sign(), line.text)).collect();
        assert_eq!(shown, [" …", " one", "−two", "+2"]);
    }
}
