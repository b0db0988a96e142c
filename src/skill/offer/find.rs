//! Finds a piece in the skill again, whatever was done to its words.

use similar::TextDiff;

use crate::skill::document::{Document, Item, cells};
use crate::skill::files::SkillFiles;
use crate::skill::proofs_file;
use crate::skill::tag::{self, TagKind, words_without_tags};

use super::{Piece, PieceKind, PieceState};

/// Words in common from which on two items say the same thing. Too low hides an offer behind a rule
/// that says something else; too high offers twice what was reworded.
const ALIKE: f32 = 0.7;

/// How the piece stands to the skill.
pub(super) fn state_of(files: &SkillFiles, piece: &Piece) -> PieceState {
    match piece.kind {
        PieceKind::Pattern => of_file(files, piece),
        PieceKind::Decision | PieceKind::Error | PieceKind::Source | PieceKind::Reference => {
            of_row(files, piece)
        }
        PieceKind::Rule | PieceKind::Gotcha | PieceKind::Check => of_item(files, piece),
    }
}

fn of_file(files: &SkillFiles, piece: &Piece) -> PieceState {
    match files.files.get(&piece.file) {
        None => PieceState::New,
        Some(file) if file.bytes == piece.text.as_bytes() => {
            PieceState::Same { file: piece.file.clone(), line: 0 }
        }
        Some(_) => PieceState::Theirs {
            file: piece.file.clone(),
            line: 0,
            last: 0,
            text: files.text(&piece.file).unwrap_or_default().to_owned(),
        },
    }
}

fn of_row(files: &SkillFiles, piece: &Piece) -> PieceState {
    let Some(text) = files.text(&piece.file) else { return PieceState::New };
    let document = Document::parse(text);
    let same_key = |cell: &String| plain(cell) == plain(&piece.key);
    let Some(row) = document.rows().into_iter().find(|row| row.cells.first().is_some_and(same_key)) else {
        return PieceState::New;
    };
    match row.cells == cells(&piece.text) {
        true => PieceState::Same { file: piece.file.clone(), line: row.line },
        false => PieceState::Theirs {
            file: piece.file.clone(),
            line: row.line,
            last: row.line,
            text: document.lines[row.line - 1].to_owned(),
        },
    }
}

fn of_item(files: &SkillFiles, piece: &Piece) -> PieceState {
    let elsewhere = [proofs_file::PATH, "references/project.md", "references/sources.md"];
    let documents: Vec<(&str, Document<'_>)> = files
        .markdown()
        .filter(|(path, _)| !elsewhere.contains(path))
        .map(|(path, text)| (path, Document::parse(text)))
        .collect();
    let items: Vec<(&str, &Document<'_>, Item<'_>)> = documents
        .iter()
        .flat_map(|(path, document)| document.items().into_iter().map(move |item| (*path, document, item)))
        .collect();
    let words = own_words(&piece.text);
    let by_tag =
        items.iter().find(|(_, _, item)| piece.proof_tag.as_deref().is_some_and(|tag| has_tag(item, tag)));
    let by_lead = || {
        items
            .iter()
            .find(|(_, _, item)| item.lead.as_deref().is_some_and(|lead| starts_alike(lead, &piece.key)))
    };
    let by_words = || {
        let alike = |item: &Item<'_>| {
            TextDiff::from_words(words.as_str(), words_without_tags(&item.text).as_str()).ratio()
        };
        items
            .iter()
            .map(|found| (alike(&found.2), found))
            .filter(|(ratio, _)| *ratio >= ALIKE)
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, found)| found)
    };
    match by_tag.or_else(by_lead).or_else(by_words) {
        None => PieceState::New,
        Some((path, document, item)) if words_without_tags(&item.text) == words => tagged(path, item, piece),
        Some((path, document, item)) => theirs(path, document, item),
    }
}

/// The words are the piece's own: the same, or the same under another tag.
fn tagged(path: &str, item: &Item<'_>, piece: &Piece) -> PieceState {
    let file = path.to_owned();
    let offered = tag::in_line(&piece.text).into_iter().next_back();
    // A proof takes the place of a source, never the other way round.
    let Some(offered) = offered.filter(|tag| tag.kind == TagKind::Proof && !has_tag(item, &tag.name)) else {
        return PieceState::Same { file, line: item.line };
    };
    match item.tags.iter().find(|(_, tag)| tag.kind == TagKind::Source) {
        Some((line, tag)) => PieceState::Tag { file, line: *line, from: tag.name.clone(), to: offered.name },
        None => PieceState::Tag { file, line: item.last, from: String::new(), to: offered.name },
    }
}

fn theirs(path: &str, document: &Document<'_>, item: &Item<'_>) -> PieceState {
    let text = document.lines[item.line - 1..item.last].join("\n");
    PieceState::Theirs { file: path.to_owned(), line: item.line, last: item.last, text }
}

fn has_tag(item: &Item<'_>, name: &str) -> bool {
    item.tags.iter().any(|(_, tag)| tag.name == name)
}

/// The piece's words without list marker, box and tags.
fn own_words(text: &str) -> String {
    words_without_tags(crate::skill::document::item_text(text).unwrap_or(text))
}

/// Whether a bold phrase is the piece's, a note such as “(librdkafka clients)” left out.
fn starts_alike(lead: &str, key: &str) -> bool {
    let lead = lead.split(" (").next().unwrap_or(lead);
    plain(lead) == plain(key)
}

/// Lower case, letters and digits only: what is the same to a reader.
fn plain(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}
