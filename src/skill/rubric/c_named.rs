//! C3: every reference is named in SKILL.md, with when to read it.

use std::collections::BTreeSet;

use super::c_links::named;
use super::finding::At;
use super::{Family, Finding, Level, Rule, Subject};

pub(super) static RULE: Rule = Rule {
    id: "C3",
    name: "named",
    family: Family::C,
    level: Level::Warning,
    says: "Every file of references/, scripts/ and assets/ is named in SKILL.md",
    source: "Agent Skills specification, agentskills.io: progressive disclosure; what is not named is not read",
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(document) = subject.document("SKILL.md") else { return Vec::new() };
    let lines = document.body_lines();
    let names: BTreeSet<String> =
        lines.flat_map(|(_, text, _)| named(text)).map(|(_, target)| target).collect();
    let below =
        |path: &&String| ["references/", "scripts/", "assets/"].iter().any(|folder| path.starts_with(folder));
    let is_named =
        |path: &str| names.iter().any(|name| path == name || path.starts_with(&format!("{name}/")));
    let orphans = subject.files.files.keys().filter(below).filter(|path| !is_named(path));
    orphans
        .map(|path| {
            let reason = format!("{path} is not named in SKILL.md, so no agent comes to read it");
            RULE.finding(
                "named/orphan",
                At(path, 0, 0),
                reason,
                "add a row to “Reference files” that says when to read it",
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::skill::rubric::testing::*;

    #[test]
    fn references_are_named() {
        assert_eq!(found("C3", &good()), "");
        assert_snapshot!(found("C3", &good().with("references/consumers.md", "# Consumers\n")), @"
        warning[C3 named/orphan] references/consumers.md: references/consumers.md is not named in SKILL.md, so no agent comes to read it
          fix: add a row to “Reference files” that says when to read it
        ");
    }
}
