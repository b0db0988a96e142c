//! A3: the front matter is there, from the first byte, and closed.

use super::finding::At;
use super::{Family, Finding, Level, Rule, Subject};

pub(super) static RULE: Rule = Rule {
    id: "A3",
    name: "front-matter",
    family: Family::A,
    level: Level::Error,
    says: "SKILL.md opens with `---` in its first byte and closes the front matter with a line of `---`",
    source: "Agent Skills specification, agentskills.io: SKILL.md format",
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(text) = subject.skill_md else { return Vec::new() };
    // A byte order mark and CR are named by A2.
    let first = text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default();
    let at = At("SKILL.md", 1, 1);
    if first != "---" {
        let reason = match first.trim() == "---" {
            true => "the first line is `---` with spaces around it, which not every reader takes",
            false => "the first line is not `---`, so there is no front matter and no name or description",
        };
        return vec![RULE.finding(
            "front-matter/missing",
            at,
            reason,
            "start the file with `---`, then `name:` and `description:`, then `---`",
        )];
    }
    if subject.front.opened && subject.front.closed.is_none() {
        let reason = "the front matter is not closed: no later line is exactly `---`";
        return vec![RULE.finding(
            "front-matter/unclosed",
            at,
            reason,
            "put a line of `---` after the description",
        )];
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::skill::rubric::testing::*;

    #[test]
    fn opened_and_closed() {
        assert_eq!(found("A3", &good()), "");
        assert_snapshot!(found("A3", &changed("---\nname", "\n---\nname")), @"
        error[A3 front-matter/missing] SKILL.md:1:1: the first line is not `---`, so there is no front matter and no name or description
          fix: start the file with `---`, then `name:` and `description:`, then `---`
        ");
        assert_snapshot!(found("A3", &changed("---\nname", "--- \nname")), @"
        error[A3 front-matter/missing] SKILL.md:1:1: the first line is `---` with spaces around it, which not every reader takes
          fix: start the file with `---`, then `name:` and `description:`, then `---`
        ");
        assert_snapshot!(found("A3", &changed("---\n\n# Kafka", "\n# Kafka")), @"
        error[A3 front-matter/unclosed] SKILL.md:1:1: the front matter is not closed: no later line is exactly `---`
          fix: put a line of `---` after the description
        ");
    }
}
