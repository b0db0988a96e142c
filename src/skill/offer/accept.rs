//! Puts what the learner chose into the skill.

use std::collections::BTreeSet;

use crate::skill::error::SkillError;
use crate::skill::files::SkillFiles;
use crate::skill::{proofs_file, tag};

use super::edit::{self, Shape};
use super::{Choice, Decision, Offer, OfferedPiece, PieceKind, PieceState};

/// The skill with the chosen pieces in it. The earlier one is unchanged: giving it back is the undo.
///
/// Pieces that a chosen one needs come along unless they are declined. `references/proofs.md` is
/// written anew; no other file changes without a piece.
///
/// # Errors
/// [`SkillError::Choice`] where an id is unknown, or `Accept` would overwrite the learner's own words
/// (`Edit` says which words to put there).
pub fn accept(current: &SkillFiles, offer: &Offer, choice: &Choice) -> Result<SkillFiles, SkillError> {
    for (id, decision) in choice {
        let Some(offered) = offer.pieces.iter().find(|offered| offered.piece.id == *id) else {
            return Err(SkillError::Choice { reason: format!("the offer has no piece {id}") });
        };
        if let (Decision::Accept, PieceState::Theirs { file, line, .. }) = (decision, &offered.state) {
            let reason = format!(
                "{id} stands at {file}:{line} in other words; edit it there, or give the words to put in their place"
            );
            return Err(SkillError::Choice { reason });
        }
    }
    let chosen = with_needs(offer, choice);
    if chosen.is_empty() {
        return Ok(current.clone());
    }
    let mut files = current.clone();
    // Lines that are replaced first, from the last: inserts would move them.
    let mut in_place: Vec<(&OfferedPiece, &Decision)> = Vec::new();
    let mut fresh = Vec::new();
    for offered in offer.pieces.iter().filter(|offered| chosen.contains(offered.piece.id.as_str())) {
        let decision = choice.get(&offered.piece.id).unwrap_or(&Decision::Accept);
        match offered.state {
            PieceState::New => fresh.push((offered, decision)),
            _ => in_place.push((offered, decision)),
        }
    }
    in_place.sort_by_key(|(offered, _)| std::cmp::Reverse(line_of(&offered.state)));
    for (offered, decision) in in_place {
        change(&mut files, offered, decision);
    }
    for (offered, decision) in fresh {
        add(&mut files, offer, offered, decision);
    }
    Ok(proofs_file::refreshed(&files, &offer.proofs))
}

/// The chosen ids and all that they need, the declined left out.
fn with_needs<'a>(offer: &'a Offer, choice: &'a Choice) -> BTreeSet<&'a str> {
    let declined = |id: &str| matches!(choice.get(id), Some(Decision::Decline));
    let mut open: Vec<&str> = choice.keys().map(String::as_str).filter(|id| !declined(id)).collect();
    let mut chosen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if chosen.insert(id) {
            let needs = offer
                .pieces
                .iter()
                .filter(|offered| offered.piece.id == id)
                .flat_map(|offered| &offered.piece.needs);
            let theirs = |need: &&str| {
                offer
                    .pieces
                    .iter()
                    .any(|o| o.piece.id == *need && matches!(o.state, PieceState::Theirs { .. }))
            };
            open.extend(needs.map(String::as_str).filter(|need| !declined(need) && !theirs(need)));
        }
    }
    chosen
}

fn line_of(state: &PieceState) -> usize {
    match state {
        PieceState::New => 0,
        PieceState::Same { line, .. } | PieceState::Tag { line, .. } | PieceState::Theirs { line, .. } => {
            *line
        }
    }
}

/// A piece whose place is known: its tag, or the words that the learner gives.
fn change(files: &mut SkillFiles, offered: &OfferedPiece, decision: &Decision) {
    let piece = &offered.piece;
    match (&offered.state, decision) {
        (PieceState::Theirs { line: 0, file, .. }, Decision::Edit(text)) => files.put(file, text),
        (PieceState::Theirs { file, line, last, .. }, Decision::Edit(text)) => {
            let edited =
                edit::replace(files.text(file).unwrap_or_default(), *line, *last, &as_line(piece.kind, text));
            files.put(file, &edited);
        }
        (PieceState::Tag { file, line, from, to }, decision) => {
            let text = files.text(file).unwrap_or_default();
            let old = text.lines().nth(line - 1).unwrap_or_default();
            let new = match decision {
                Decision::Edit(text) => as_line(piece.kind, text),
                _ if from.is_empty() => format!("{} [{to}]", old.trim_end()),
                _ => tag::replace(old, from, to),
            };
            let edited = edit::replace(text, *line, *line, &new);
            files.put(file, &edited);
        }
        _ => {}
    }
}

fn add(files: &mut SkillFiles, offer: &Offer, offered: &OfferedPiece, decision: &Decision) {
    let piece = &offered.piece;
    let text = match decision {
        Decision::Edit(text) => text,
        _ => &piece.text,
    };
    if piece.kind == PieceKind::Pattern {
        files.put(&piece.file, text);
        return;
    }
    let before = match files.text(&piece.file) {
        Some(text) => text.to_owned(),
        None => opening(offer, &piece.file),
    };
    let table = match piece.kind {
        PieceKind::Decision => "| Question | Choice | Why |\n| --- | --- | --- |",
        PieceKind::Error => "| Error | Cause | Fix |\n| --- | --- | --- |",
        PieceKind::Source => "| Tag | Page | Version | Fact |\n| --- | --- | --- | --- |",
        PieceKind::Reference => "| File | Read it when |\n| --- | --- |",
        _ => "",
    };
    let shape = Shape { section: &piece.section, table };
    files.put(&piece.file, &edit::insert(&before, shape, &as_line(piece.kind, text)));
}

/// What a new file opens with: its topic's heading.
fn opening(offer: &Offer, file: &str) -> String {
    let topic = offer.topic.as_ref().filter(|(path, _)| path == file);
    topic.map(|(_, title)| format!("# {title}\n")).unwrap_or_default()
}

/// The learner's words as a line of their kind: without line breaks, with marker or pipes.
fn as_line(kind: PieceKind, text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_item = crate::skill::document::item_text(&line).is_some();
    match kind {
        PieceKind::Rule | PieceKind::Gotcha if !is_item => format!("- {line}"),
        PieceKind::Check if !is_item => format!("- [ ] {line}"),
        PieceKind::Decision | PieceKind::Error | PieceKind::Source | PieceKind::Reference
            if !line.starts_with('|') =>
        {
            format!("| {line} |")
        }
        _ => line,
    }
}
