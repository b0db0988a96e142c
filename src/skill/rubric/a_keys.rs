//! A5: only the keys that every client takes.

use super::finding::At;
use super::{Family, Finding, Level, Rule, Subject};

pub(super) static RULE: Rule = Rule {
    id: "A5",
    name: "keys",
    family: Family::A,
    level: Level::Error,
    says: "The front matter has `name`, `description` and at most `license` and a `metadata` block",
    source: "Agent Skills specification, agentskills.io: frontmatter; claude.ai refuses keys that it does not know",
    check,
};

const KEYS: [&str; 4] = ["name", "description", "license", "metadata"];

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for field in subject.front.fields.iter().filter(|field| !KEYS.contains(&field.key)) {
        let (code, reason) = match field.key {
            "allowed-tools" | "compatibility" => (
                "keys/not-everywhere",
                format!("`{}` is in the specification, and clients differ on it", field.key),
            ),
            _ => (
                "keys/unknown",
                format!("`{}` is no key of the specification; an upload with it is refused", field.key),
            ),
        };
        found.push(RULE.finding(
            code,
            At("SKILL.md", field.line, 1),
            reason,
            "remove the line, or put it below `metadata:` as text",
        ));
    }
    if let Some(field) = subject.front.field("metadata") {
        let nested =
            |line: &&(usize, &str)| line.1.trim_end().ends_with(':') || line.1.trim_start().starts_with("- ");
        if field.below.is_empty() {
            let reason = "`metadata` is not a block of `key: value` lines";
            found.push(RULE.finding(
                "keys/metadata",
                At("SKILL.md", field.line, 1),
                reason,
                "indent one `key: value` a line below it, or remove it",
            ));
        }
        for (line, _) in field.below.iter().filter(nested) {
            let reason = "`metadata` takes text values only, no lists and no further levels";
            found.push(RULE.finding(
                "keys/metadata",
                At("SKILL.md", *line, 1),
                reason,
                "write one `key: value` a line",
            ));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::skill::rubric::testing::*;

    #[test]
    fn known_keys_only() {
        assert_eq!(found("A5", &good()), "");
        let with = |lines: &str| changed("name: kafka-events\n", &format!("name: kafka-events\n{lines}"));
        assert_eq!(found("A5", &with("license: Apache-2.0\nmetadata:\n  area: events\n")), "");
        assert_snapshot!(found("A5", &with("version: 1\nallowed-tools: Bash\nmetadata: x\n")), @"
        error[A5 keys/unknown] SKILL.md:3:1: `version` is no key of the specification; an upload with it is refused
          fix: remove the line, or put it below `metadata:` as text
        error[A5 keys/not-everywhere] SKILL.md:4:1: `allowed-tools` is in the specification, and clients differ on it
          fix: remove the line, or put it below `metadata:` as text
        error[A5 keys/metadata] SKILL.md:5:1: `metadata` is not a block of `key: value` lines
          fix: indent one `key: value` a line below it, or remove it
        ");
        assert_snapshot!(found("A5", &with("metadata:\n  a:\n    - b\n")), @"
        error[A5 keys/metadata] SKILL.md:4:1: `metadata` takes text values only, no lists and no further levels
          fix: write one `key: value` a line
        error[A5 keys/metadata] SKILL.md:5:1: `metadata` takes text values only, no lists and no further levels
          fix: write one `key: value` a line
        ");
    }
}
