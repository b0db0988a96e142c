//! A fragment as pieces: one line, row or file each.

use crate::skill::fragment::{Applies, Fragment, RuleText, Topic};
use crate::skill::proof::Proof;

use super::{Piece, PieceKind};

/// SKILL.md's sections; created where the learner has removed them.
const RULES: &str = "Critical rules";
const DECISIONS: &str = "Decisions";
const REFERENCES: &str = "Reference files";

/// The pieces in the order in which they are shown: rules first, what they need last.
pub(super) fn of(fragment: &Fragment, proofs: &[Proof]) -> Vec<Piece> {
    let Some(topic) = &fragment.topic else { return Vec::new() };
    let file = file_of(topic);
    let make = Make { lesson: &fragment.lesson, file: &file };
    let mut pieces: Vec<Piece> = fragment.rules.iter().map(|rule| make.rule(rule, proofs)).collect();
    for row in &fragment.decisions {
        let line = table_row(&[&row.question, &row.choice, &row.why]);
        pieces.push(make.piece(PieceKind::Decision, &row.question, row.critical, DECISIONS, line));
    }
    for gotcha in &fragment.gotchas {
        let lead = format!("`{}` {}", gotcha.symbol, gotcha.lead);
        let line = format!("- **{lead}.** {} [{}]", gotcha.text.trim(), gotcha.source);
        let mut piece = make.piece(PieceKind::Gotcha, &lead, false, "Gotchas", line);
        piece.needs.extend(make.source_needs(&gotcha.source));
        pieces.push(piece);
    }
    for row in &fragment.errors {
        let line = table_row(&[&row.error, &row.cause, &row.fix]);
        pieces.push(make.piece(PieceKind::Error, &row.error, false, "Errors", line));
    }
    for line in &fragment.checklist {
        pieces.push(make.piece(PieceKind::Check, line, false, "Checklist", format!("- [ ] {}", line.trim())));
    }
    if let Some(pattern) = &fragment.pattern {
        let mut piece = make.piece(PieceKind::Pattern, &pattern.to, true, "", pattern.text.clone());
        piece.file.clone_from(&pattern.to);
        piece.needs = vec![make.id(PieceKind::Reference, &pattern.to)];
        pieces.push(piece);
        pieces.push(make.reference(&pattern.to, &pattern.read_when));
    }
    pieces.push(make.reference(&file, &topic.read_when));
    for source in &fragment.sources {
        let page = format!("[{}]({})", source.page, source.address);
        let line = table_row(&[&source.tag, &page, &source.version, &source.fact]);
        let mut piece = make.piece(PieceKind::Source, &source.tag, true, "Sources", line);
        piece.file = "references/sources.md".to_owned();
        pieces.push(piece);
    }
    pieces
}

/// The reference of a topic.
pub(super) fn file_of(topic: &Topic) -> String {
    format!("references/{}.md", topic.name)
}

struct Make<'a> {
    lesson: &'a str,
    /// The topic's reference.
    file: &'a str,
}

impl Make<'_> {
    fn rule(&self, rule: &RuleText, proofs: &[Proof]) -> Piece {
        let words = rule.words();
        let proved = proofs.iter().any(|proof| proof.rule == rule.tag && proof.is_current(&words));
        let tag = if proved { &rule.tag } else { &rule.source };
        let section = if rule.critical { RULES } else { "Rules" };
        let mut piece =
            self.piece(PieceKind::Rule, &rule.lead, rule.critical, section, format!("- {words} [{tag}]"));
        piece.id = self.id(PieceKind::Rule, &rule.id);
        piece.proof_tag = rule.proof.as_ref().map(|_| rule.tag.clone());
        piece.applies = rule.applies;
        if !proved {
            piece.needs.extend(self.source_needs(&rule.source));
        }
        piece
    }

    fn reference(&self, path: &str, read_when: &str) -> Piece {
        let line = table_row(&[path, read_when]);
        self.piece(PieceKind::Reference, path, true, REFERENCES, line)
    }

    /// A piece for SKILL.md, or for the topic's reference and then in need of its row.
    fn piece(&self, kind: PieceKind, key: &str, in_skill_md: bool, section: &str, text: String) -> Piece {
        let row = self.id(PieceKind::Reference, self.file);
        Piece {
            id: self.id(kind, key),
            kind,
            file: if in_skill_md { "SKILL.md".to_owned() } else { self.file.to_owned() },
            section: section.to_owned(),
            key: key.to_owned(),
            text,
            proof_tag: None,
            applies: Applies::Any,
            needs: if in_skill_md { Vec::new() } else { vec![row] },
        }
    }

    /// Sources with a dot are the fragment's own; the others are the scaffold's and stand already.
    fn source_needs(&self, tag: &str) -> Option<String> {
        tag.contains('.').then(|| self.id(PieceKind::Source, tag))
    }

    fn id(&self, kind: PieceKind, key: &str) -> String {
        let words = key.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let slug = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-");
        format!("{}/{}/{slug}", self.lesson, format!("{kind:?}").to_lowercase())
    }
}

fn table_row(cells: &[&str]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| cell.trim().replace('|', "\\|")).collect();
    format!("| {} |", cells.join(" | "))
}
