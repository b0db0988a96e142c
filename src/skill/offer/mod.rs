//! What a lesson offers to the skill: each piece with its place, beside what stands there now.
//!
//! A piece is found again by what everybody sees: a rule by its tag, else by its bold phrase, else by
//! its words; a row by its first cell; a file by its path. Nothing hidden is put into the skill, and
//! files may be edited by any program. Where a piece is found with other words, it is the learner's:
//! theirs stands, and the offer is shown beside it.

mod accept;
mod edit;
mod find;
mod pieces;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

pub use accept::accept;

use super::files::SkillFiles;
use super::fragment::{Applies, Fragment};
use super::history::{self, FileDiff};
use super::proof::Proof;
use super::scaffold;
use super::tag::{self, TagKind};

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PieceKind {
    /// A rule, in SKILL.md or the topic's reference.
    Rule,
    /// A row of the decision table.
    Decision,
    /// A trap with its symbol.
    Gotcha,
    /// A row of the error table.
    Error,
    /// A line to tick off.
    Check,
    /// A row of `references/sources.md`.
    Source,
    /// A row of “Reference files” in SKILL.md.
    Reference,
    /// A file in `assets/`.
    Pattern,
}

/// Something that a fragment puts into one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// Stable: `05-first-producer/rule/flush-before-exit`.
    pub id: String,
    /// What it is.
    pub kind: PieceKind,
    /// Where it goes.
    pub file: String,
    /// The heading that it goes under; empty for a whole file.
    pub section: String,
    /// What it is found again by: tag, phrase, first cell or path.
    pub key: String,
    /// The line as it would stand, or the file's text.
    pub text: String,
    /// For a rule, the tag that it carries once proved.
    pub proof_tag: Option<String>,
    /// Whom it speaks of.
    #[serde(skip)]
    pub applies: Applies,
    /// Pieces without which it dangles: its sources, the row that names its file.
    pub needs: Vec<String>,
}

/// How a piece stands to the skill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum PieceState {
    /// It is not there.
    New,
    /// It is there, word for word.
    Same {
        /// The file where it was found.
        file: String,
        /// From 1; 0 for a whole file.
        line: usize,
    },
    /// Its words are there under another tag; a proof would change the tag only.
    Tag {
        /// The file where it was found.
        file: String,
        /// Line of the tag, from 1.
        line: usize,
        /// The tag there, without brackets; empty where there is none.
        from: String,
        /// The tag that it would get.
        to: String,
    },
    /// It is there in the learner's words, which stand.
    Theirs {
        /// The file where it was found.
        file: String,
        /// First line, from 1; 0 for a whole file.
        line: usize,
        /// Last line.
        last: usize,
        /// Their text.
        text: String,
    },
}

/// A piece with its state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfferedPiece {
    /// The piece.
    pub piece: Piece,
    /// How it stands to the skill.
    #[serde(flatten)]
    pub state: PieceState,
    /// Whether it is chosen unless the learner says otherwise: proved rules and what they need.
    pub preselected: bool,
    /// A sentence for the learner, where something is to be known.
    pub note: Option<String>,
    /// What accepting this piece alone would change, a unified diff a file.
    pub diff: Vec<FileDiff>,
}

/// What a lesson offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Offer {
    /// The lesson's folder.
    pub lesson: String,
    /// Every piece, those that are there already too.
    pub pieces: Vec<OfferedPiece>,
    /// What accepting the preselected pieces would change.
    pub diff: Vec<FileDiff>,
    /// The topic's reference and its heading, for a file that has to be made.
    #[serde(skip)]
    topic: Option<(String, String)>,
    /// The records that tags and the table of proofs are written from.
    #[serde(skip)]
    proofs: Vec<Proof>,
}

/// What the learner says to a piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// As offered.
    Accept,
    /// In these words.
    Edit(String),
    /// Not at all, not even where another piece needs it.
    Decline,
}

/// Decisions by the piece's id; a piece without one is left alone unless another needs it.
pub type Choice = BTreeMap<String, Decision>;

impl Offer {
    /// The choice that the page shows first.
    pub fn preselected(&self) -> Choice {
        self.accepting(|offered| offered.preselected)
    }

    /// Every piece that is not there yet; the learner's own words are left alone.
    pub fn everything(&self) -> Choice {
        self.accepting(|offered| matches!(offered.state, PieceState::New | PieceState::Tag { .. }))
    }

    /// Whether accepting everything would change nothing.
    pub fn is_empty(&self) -> bool {
        self.everything().is_empty()
    }

    fn accepting(&self, wanted: impl Fn(&OfferedPiece) -> bool) -> Choice {
        let open = self
            .pieces
            .iter()
            .filter(|offered| matches!(offered.state, PieceState::New | PieceState::Tag { .. }));
        open.filter(|offered| wanted(offered))
            .map(|offered| (offered.piece.id.clone(), Decision::Accept))
            .collect()
    }
}

/// Lays a fragment beside the skill as it is. `proofs` are the records of this home that still hold.
pub fn offer(current: &SkillFiles, fragment: &Fragment, proofs: &[Proof]) -> Offer {
    let library = scaffold::library_of(current);
    let topic = fragment.topic.as_ref().map(|topic| (pieces::file_of(topic), topic.title.clone()));
    let mut offer = Offer {
        lesson: fragment.lesson.clone(),
        pieces: Vec::new(),
        diff: Vec::new(),
        topic,
        proofs: proofs.to_vec(),
    };
    for piece in pieces::of(fragment, proofs) {
        let state = find::state_of(current, &piece);
        let speaks_of_other = other_client(piece.applies, library);
        let proved = tag::in_line(&piece.text).iter().any(|tag| tag.kind == TagKind::Proof);
        let open = matches!(state, PieceState::New | PieceState::Tag { .. });
        let wanted = proved || piece.kind != PieceKind::Rule;
        let note = note(&state, speaks_of_other, proved, &piece);
        let preselected = open && wanted && !speaks_of_other;
        offer.pieces.push(OfferedPiece { piece, state, preselected, note, diff: Vec::new() });
    }
    drop_what_nothing_needs(&mut offer);
    for index in 0..offer.pieces.len() {
        let id = offer.pieces[index].piece.id.clone();
        offer.pieces[index].diff = shown(current, &offer, &Choice::from([(id, Decision::Accept)]));
    }
    offer.diff = shown(current, &offer, &offer.preselected());
    offer
}

/// Sources and index rows are preselected only where a preselected piece needs them.
fn drop_what_nothing_needs(offer: &mut Offer) {
    let kept = offer.pieces.iter().filter(|offered| offered.preselected && !is_support(offered.piece.kind));
    let needed: BTreeSet<String> = kept.flat_map(|offered| offered.piece.needs.clone()).collect();
    for offered in offer.pieces.iter_mut().filter(|offered| is_support(offered.piece.kind)) {
        offered.preselected &= needed.contains(&offered.piece.id);
    }
}

fn is_support(kind: PieceKind) -> bool {
    matches!(kind, PieceKind::Source | PieceKind::Reference)
}

fn shown(current: &SkillFiles, offer: &Offer, choice: &Choice) -> Vec<FileDiff> {
    accept(current, offer, choice).map(|after| history::diff(current, &after)).unwrap_or_default()
}

fn other_client(applies: Applies, library: Option<Applies>) -> bool {
    matches!(applies, Applies::Librdkafka | Applies::Java)
        && library.is_some_and(|library| library != applies)
}

fn note(state: &PieceState, other_client: bool, proved: bool, piece: &Piece) -> Option<String> {
    match state {
        PieceState::Theirs { file, line, .. } => {
            Some(format!("{file}:{line} says it in other words; those stand"))
        }
        _ if other_client => Some("it speaks of another client than references/project.md names".to_owned()),
        PieceState::Tag { from, to, .. } if from.is_empty() => {
            Some(format!("the words are there; [{to}] marks them as proved"))
        }
        PieceState::Tag { from, to, .. } => {
            Some(format!("the words are there; [{to}] takes the place of [{from}]"))
        }
        PieceState::New if piece.kind == PieceKind::Rule && !proved => {
            Some("no run has proved it yet, so it carries its source and is advice".to_owned())
        }
        _ => None,
    }
}
