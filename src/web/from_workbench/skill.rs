//! The skill: files, findings, clients, export.

use std::collections::BTreeMap;

use super::chrome::number;
use super::{Answer, Bench};
use crate::skill::clients::Loads;
use crate::skill::document::Document;
use crate::skill::tag::{self, TagKind};
use crate::skill::{ClientReport, Finding, SkillFiles, rubric};
use crate::web::error::WebError;
use crate::web::markdown;
use crate::web::page::files::digest;
use crate::web::view::lab::FileView;
use crate::web::view::skill::{ClientRow, FindingView, RuleRow, SkillFile, SkillView};
use crate::web::view::{Link, bytes};
use crate::workbench::SkillState;

/// The file that agents read first.
const FIRST: &str = "SKILL.md";

impl Bench {
    /// The page at `/skill`, with the file at `path` open.
    pub(crate) fn skill(&self, path: Option<&str>) -> Answer<SkillView> {
        let state = self.workbench.skill()?;
        let path = path.unwrap_or(FIRST);
        let open = state.files.text(path);
        if open.is_none() && path != FIRST {
            let message = format!("The skill has no text file `{path}`.");
            return Err(WebError::Missing { message, hint: None });
        }
        let offers = if state.made { self.offers()? } else { Vec::new() };
        Ok(SkillView {
            interview: (!state.made).then(super::interview::questions),
            files: files(&state.files, path),
            open: open.map(|text| file(path, text)),
            preview_html: open.filter(|_| path.ends_with(".md")).map(preview),
            blocking: rubric::blocking(&state.findings).len(),
            findings: findings(&state.findings),
            offers,
            rows: self.rows(&state),
            clients: state.clients.iter().map(client).collect(),
            folder: self.workbench.home().skill().display().to_string(),
        })
    }

    /// Writes a file of the skill.
    pub(crate) fn save_skill_file(&self, path: &str, text: &str) -> Answer<()> {
        Ok(self.workbench.save_skill_file(path, text)?)
    }

    /// The zip: the same skill gives the same bytes.
    pub(crate) fn export_zip(&self) -> Answer<Vec<u8>> {
        Ok(self.workbench.export_zip()?)
    }

    /// Rules, and how many of them carry a proof; `None` before there is a skill.
    pub(super) fn rules(&self) -> Option<(usize, usize)> {
        // The files alone: every page asks this, and the rubric is not needed for it.
        let folder = self.workbench.home().skill();
        let files = folder.is_dir().then(|| SkillFiles::read(&folder).ok()).flatten()?;
        let mut rules = (0, 0);
        for (_, text) in files.markdown() {
            for item in Document::parse(text).items() {
                rules.0 += usize::from(!item.tags.is_empty());
                rules.1 += usize::from(item.tags.iter().any(|(_, tag)| tag.kind == TagKind::Proof));
            }
        }
        Some(rules)
    }

    /// A row a lesson: proved where a rule carries a proof of it, advice where one names its pages.
    fn rows(&self, state: &SkillState) -> Vec<RuleRow> {
        let mut proved: BTreeMap<String, bool> = BTreeMap::new();
        for (_, text) in state.files.markdown().filter(|(path, _)| *path != "references/proofs.md") {
            for tag in text.lines().flat_map(tag::in_line) {
                // `L05.1` and `S05.2` are of lesson 5; `S3` is of the scaffold, which is lesson 0.
                let lesson = match tag.name[1..].split_once('.') {
                    Some((lesson, _)) => lesson,
                    None if tag.kind == TagKind::Proof => &tag.name[1..],
                    None => "00",
                };
                *proved.entry(number(lesson).to_owned()).or_default() |= tag.kind == TagKind::Proof;
            }
        }
        let entries = self.workbench.course().outline.parts.iter().flat_map(|part| &part.lessons);
        entries
            .map(|entry| {
                let number = number(&entry.slug).to_owned();
                let (class, words) = match proved.get(&number) {
                    Some(true) => ("rules__proved", "proved"),
                    Some(false) => ("rules__advice", "advice"),
                    None => ("rules__none", "not yet"),
                };
                RuleRow { number, class, words }
            })
            .collect()
    }
}

fn files(skill: &SkillFiles, open: &str) -> Vec<SkillFile> {
    let row = |(path, file): (&String, &crate::skill::SkillFile)| SkillFile {
        link: Link::new(path.clone(), format!("/skill/files/{path}")),
        size: bytes(file.bytes.len()),
        here: path == open,
    };
    skill.files.iter().map(row).collect()
}

fn file(path: &str, text: &str) -> FileView {
    FileView { path: path.to_owned(), text: text.to_owned(), editable: true, base: digest(text) }
}

/// The text without its front matter, which is not shown to a reader.
fn preview(text: &str) -> String {
    let body = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    markdown::render(body.map_or(text, |(_, body)| body))
}

fn findings(found: &[Finding]) -> Vec<FindingView> {
    let blocking = rubric::blocking(found);
    let view = |finding: &Finding| FindingView {
        blocks: blocking.contains(finding),
        rule: finding.rule.to_owned(),
        href: format!("/skill/files/{}#at={}:{}", finding.file, finding.file, finding.line.max(1)),
        place: match finding.line {
            0 => finding.file.clone(),
            line => format!("{}:{line}", finding.file),
        },
        reason: super::sentence(&finding.reason),
        fix: super::sentence(&finding.fix),
    };
    // What blocks the export comes first; else the rubric's own order.
    let (first, then): (Vec<_>, Vec<_>) = found.iter().map(view).partition(|finding| finding.blocks);
    first.into_iter().chain(then).collect()
}

fn client(report: &ClientReport) -> ClientRow {
    let (words, class) = match report.loads {
        Loads::Yes => ("loads it", "tag--held"),
        Loads::Unsure => ("may not load it", "tag--amber"),
        Loads::No => ("does not load it", "tag--broken"),
    };
    ClientRow {
        name: report.client.to_owned(),
        words,
        class,
        fixes: report.because.iter().map(|finding| super::sentence(&finding.fix)).collect(),
        cut: report.cut.iter().map(|cut| super::sentence(cut)).collect(),
    }
}
