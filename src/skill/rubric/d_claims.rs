//! D2: every rule names the page that it comes from, or its proof.

use super::finding::At;
use super::{Family, Finding, Level, Rule, Subject};
use crate::skill::front::shorten;
use crate::skill::tag::TagKind;

pub(super) static RULE: Rule = Rule {
    id: "D2",
    name: "claims",
    family: Family::D,
    level: Level::Error,
    says: "Every rule ends in the tag of a source that is listed, or of a proof",
    source: "The workbench's own rule: what nobody can look up or run again is an opinion",
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let listed = source_tags(subject);
    let mut found = Vec::new();
    for (path, item) in &subject.claims {
        let phrase = shorten(item.lead.as_deref().unwrap_or(&item.text));
        if item.tags.is_empty() {
            let column = 1;
            let reason = format!("“{phrase}” names no source and no proof");
            found.push(RULE.finding(
                "claims/no-source",
                At(path, item.line, column),
                reason,
                "end it with the tag of its row in references/sources.md, for example [S1]",
            ));
        }
        let sources = item.tags.iter().filter(|(_, tag)| tag.kind == TagKind::Source);
        for (line, tag) in sources.filter(|(_, tag)| !listed.contains(&tag.name)) {
            let reason =
                format!("“{phrase}” names [{}], and references/sources.md has no such row", tag.name);
            found.push(RULE.finding(
                "claims/unknown-source",
                At(path, *line, tag.column),
                reason,
                format!("add the row {} with page, version and fact", tag.name),
            ));
        }
    }
    found
}

/// The tags that `references/sources.md` lists: first cells of rows, and tags of list items.
pub(super) fn source_tags(subject: &Subject<'_>) -> Vec<String> {
    let Some(document) = subject.document(super::d_sources::PATH) else { return Vec::new() };
    let rows = document
        .rows()
        .into_iter()
        .filter_map(|row| Some(row.cells.first()?.trim_matches(['[', ']', '`']).to_owned()));
    let items = document.items().into_iter().flat_map(|item| item.tags).map(|(_, tag)| tag.name);
    rows.chain(items).collect()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::skill::rubric::testing::*;

    #[test]
    fn a_rule_says_where_it_comes_from() {
        assert_eq!(found("D2", &good()), "");
        assert_snapshot!(found("D2", &changed(" [S1]", "")), @"
        error[D2 claims/no-source] SKILL.md:10:1: “Key every record with its entity id” names no source and no proof
          fix: end it with the tag of its row in references/sources.md, for example [S1]
        ");
        assert_snapshot!(found("D2", &changed("[S1]", "[S9]")), @"
        error[D2 claims/unknown-source] SKILL.md:10:81: “Key every record with its entity id” names [S9], and references/sources.md has no such row
          fix: add the row S9 with page, version and fact
        ");
        assert_snapshot!(found("D2", &good().with("references/consumers.md", "## Rules\n\n- Commit after the work.\n")), @"
        error[D2 claims/no-source] references/consumers.md:3:1: “Commit after the work.” names no source and no proof
          fix: end it with the tag of its row in references/sources.md, for example [S1]
        ");
    }
}
