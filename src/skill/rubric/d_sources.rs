//! D3: every source names page and version.

use super::finding::At;
use super::{Family, Finding, Level, Rule, Subject};
use crate::skill::front::shorten;
use crate::skill::tag::{TagKind, kind_of};

pub(super) static RULE: Rule = Rule {
    id: "D3",
    name: "sources",
    family: Family::D,
    level: Level::Error,
    says: "Every row of references/sources.md has a tag of its own, a page with its address, a version and the fact taken",
    source: "The workbench's own rule: a fact without a version cannot be checked again after an upgrade",
    check,
};

/// Where sources stand.
pub(super) const PATH: &str = "references/sources.md";

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(document) = subject.document(PATH) else {
        return match subject.skill_md {
            Some(_) => vec![RULE.finding(
                "sources/missing",
                At(PATH, 0, 0),
                "the skill names no sources",
                "add references/sources.md with a row a fact: tag, page with address, version, fact",
            )],
            None => Vec::new(),
        };
    };
    let mut found = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    for row in document.rows() {
        let cell = |n: usize| row.cells.get(n).map_or("", String::as_str);
        let tag = cell(0).trim_matches(['[', ']', '`']).to_owned();
        let at = At(PATH, row.line, 1);
        if kind_of(&tag) != Some(TagKind::Source) {
            found.push(RULE.finding(
                "sources/tag",
                at,
                format!("“{}” is no source tag", shorten(&tag)),
                "write S and a number: S10",
            ));
        } else if seen.contains(&tag) {
            found.push(RULE.finding(
                "sources/tag",
                at,
                format!("{tag} stands twice"),
                "give the second row its own number",
            ));
        }
        seen.push(tag);
        found.extend(incomplete(at, cell(1), cell(2), row.cells.iter().skip(3).any(|cell| !cell.is_empty())));
    }
    for item in document.items() {
        let has_digit = item.text.chars().any(|c| c.is_ascii_digit());
        let version = if has_digit { item.text.as_str() } else { "" };
        found.extend(incomplete(At(PATH, item.line, 1), &item.text, version, true));
    }
    found
}

fn incomplete(at: At<'_>, page: &str, version: &str, fact: bool) -> Vec<Finding> {
    let mut found = Vec::new();
    if !(page.contains("https://") || page.contains("http://")) {
        found.push(RULE.finding(
            "sources/page",
            at,
            "the row names no page with its address",
            "write [page name](https://…)",
        ));
    }
    if !version.chars().any(|c| c.is_ascii_digit()) {
        found.push(RULE.finding(
            "sources/version",
            at,
            "the row names no version that the page speaks of",
            "write product and version: Apache Kafka 4.3",
        ));
    }
    if !fact {
        found.push(RULE.finding(
            "sources/fact",
            at,
            "the row names no fact that was taken from the page",
            "write the fact in one sentence",
        ));
    }
    found
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::skill::rubric::testing::*;

    #[test]
    fn page_and_version() {
        assert_eq!(found("D3", &good()), "");
        let rows = "| Tag | Page | Version | Fact |\n| --- | --- | --- | --- |\n| S1 | a blog | latest | |\n| S1 | [x](https://x.org) | Kafka 4.3 | y |\n| one | [x](https://x.org) | 4 | y |\n\n- Kafka is fast\n";
        assert_snapshot!(found("D3", &good().with("references/sources.md", rows)), @"
        error[D3 sources/page] references/sources.md:3:1: the row names no page with its address
          fix: write [page name](https://…)
        error[D3 sources/version] references/sources.md:3:1: the row names no version that the page speaks of
          fix: write product and version: Apache Kafka 4.3
        error[D3 sources/fact] references/sources.md:3:1: the row names no fact that was taken from the page
          fix: write the fact in one sentence
        error[D3 sources/tag] references/sources.md:4:1: S1 stands twice
          fix: give the second row its own number
        error[D3 sources/tag] references/sources.md:5:1: “one” is no source tag
          fix: write S and a number: S10
        error[D3 sources/page] references/sources.md:7:1: the row names no page with its address
          fix: write [page name](https://…)
        error[D3 sources/version] references/sources.md:7:1: the row names no version that the page speaks of
          fix: write product and version: Apache Kafka 4.3
        ");
        let mut none = good();
        none.files.remove("references/sources.md");
        assert_snapshot!(found("D3", &none), @"
        error[D3 sources/missing] references/sources.md: the skill names no sources
          fix: add references/sources.md with a row a fact: tag, page with address, version, fact
        ");
    }
}
