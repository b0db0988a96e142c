//! `references/proofs.md`: the table that travels with the skill, written from the records.

use super::document::Document;
use super::files::SkillFiles;
use super::proof::Proof;
use super::tag::TagKind;

/// Where the table stands.
pub const PATH: &str = "references/proofs.md";

const HEAD: &str = "# Proofs\n\nWritten from the records of runs against a real cluster; edits here are replaced. Each row: the check\nthat held, and the mistake that makes it fail. Read it only to answer where a rule comes from.\n";
const COLUMNS: &str = "| Tag | Rule | Lab | Check | Broken by | Client | Versions | Covers |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n";

/// The table for the rules that the skill holds: no dates, no attempts, in the order of the tags.
pub fn render(files: &SkillFiles, proofs: &[Proof]) -> String {
    let mut rows: Vec<String> = Vec::new();
    for (path, text) in files.markdown().filter(|(path, _)| *path != PATH) {
        for item in Document::parse(text).items() {
            let tags = item.tags.iter().filter(|(_, tag)| tag.kind == TagKind::Proof);
            for proof in tags.flat_map(|(_, tag)| proofs.iter().filter(|proof| proof.rule == tag.name)) {
                let rule = item.lead.clone().unwrap_or_else(|| path.to_owned());
                let covers = if proof.is_current(&item.text) { "this wording" } else { "an earlier wording" };
                let cells = [
                    &proof.rule,
                    &rule,
                    &proof.lab,
                    &proof.check,
                    &proof.mistake,
                    &proof.client,
                    &proof.versions,
                ];
                let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
                rows.push(format!("| {} | {covers} |\n", cells.join(" | ")));
            }
        }
    }
    rows.sort();
    rows.dedup();
    match rows.is_empty() {
        true => format!("{HEAD}\nNo rule is proved yet.\n"),
        false => format!("{HEAD}\n{COLUMNS}{}", rows.concat()),
    }
}

/// The tags that the table in the folder names; all that is known of a stranger's skill.
pub fn tags(files: &SkillFiles) -> Vec<(usize, String)> {
    let Some(text) = files.text(PATH) else { return Vec::new() };
    let rows = Document::parse(text).rows();
    rows.into_iter()
        .filter_map(|row| Some((row.line, row.cells.first()?.trim_matches(['[', ']']).to_owned())))
        .collect()
}

/// The skill with its table brought up to date.
#[must_use]
pub fn refreshed(files: &SkillFiles, proofs: &[Proof]) -> SkillFiles {
    let table = render(files, proofs);
    files.clone().with(PATH, &table)
}
