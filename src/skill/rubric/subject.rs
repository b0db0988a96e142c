//! What the rules look at: the files, with SKILL.md read once.

use crate::skill::document::{Document, Item};
use crate::skill::files::SkillFiles;
use crate::skill::front::{self, FrontMatter};
use crate::skill::proof::Proof;
use crate::skill::{proofs_file, tag};

/// What is known about proofs.
#[derive(Debug, Clone, Copy)]
pub enum Known<'a> {
    /// The records of this home: a tag without one is not proved.
    Records(&'a [Proof]),
    /// A skill from elsewhere: its own table of proofs is all there is.
    Nothing,
}

/// A skill as the rules see it.
#[derive(Debug)]
pub struct Subject<'a> {
    /// Every file.
    pub files: &'a SkillFiles,
    /// What is known about proofs.
    pub known: Known<'a>,
    /// The text of SKILL.md, where it is UTF-8.
    pub skill_md: Option<&'a str>,
    /// Its front matter; empty where there is none.
    pub front: FrontMatter<'a>,
    /// Markdown files by path.
    pub documents: Vec<(&'a str, Document<'a>)>,
    /// List items that state something, with their file: those that open with a bold phrase, and those
    /// under a heading that speaks of rules.
    pub claims: Vec<(&'a str, Item<'a>)>,
}

/// References that hold no rules: the learner's own facts, pages and records.
const NO_CLAIMS: [&str; 3] = ["references/project.md", "references/sources.md", proofs_file::PATH];

impl<'a> Subject<'a> {
    /// Reads what the rules share.
    pub fn new(files: &'a SkillFiles, known: &Known<'a>) -> Self {
        let front = front::of(files).unwrap_or_default();
        let documents: Vec<_> = files.markdown().map(|(path, text)| (path, Document::parse(text))).collect();
        let claims = claims(&documents);
        Self { files, known: *known, skill_md: files.text("SKILL.md"), front, documents, claims }
    }

    /// A Markdown file by its path.
    pub fn document(&self, path: &str) -> Option<&Document<'a>> {
        self.documents.iter().find(|(name, _)| *name == path).map(|(_, document)| document)
    }

    /// The description with the place of its value.
    pub fn description(&self) -> Option<(String, usize, usize)> {
        let field = self.front.field("description")?;
        Some((self.front.text("description")?, field.line, field.column))
    }

    /// Whether a proof tag is backed by a record, or for a stranger's skill by its own table.
    pub fn is_proved(&self, name: &str) -> bool {
        let same = |proved: &str| proved == name || (!name.contains('.') && tag::lesson_of(proved) == name);
        match self.known {
            Known::Records(proofs) => proofs.iter().any(|proof| same(&proof.rule)),
            Known::Nothing => proofs_file::tags(self.files).iter().any(|(_, tag)| same(tag)),
        }
    }
}

fn claims<'a>(documents: &[(&'a str, Document<'a>)]) -> Vec<(&'a str, Item<'a>)> {
    let documents = documents.iter().filter(|(path, _)| !NO_CLAIMS.contains(path));
    let items =
        documents.flat_map(|(path, document)| document.items().into_iter().map(move |item| (*path, item)));
    items.filter(|(_, item)| item.lead.is_some() || speaks_of_rules(item.section)).collect()
}

/// Whether a heading announces rules.
pub(super) fn speaks_of_rules(section: &str) -> bool {
    section.to_lowercase().split_whitespace().any(|word| matches!(word, "rules" | "rule"))
}
