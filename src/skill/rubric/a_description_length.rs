//! A9: at most 1,024 characters.

use super::finding::At;
use super::{Family, Finding, Level, Rule, Subject};

pub(super) static RULE: Rule = Rule {
    id: "A9",
    name: "description-length",
    family: Family::A,
    level: Level::Error,
    says: "The description has at most 1,024 characters",
    source: "Agent Skills specification, agentskills.io: description; Codex refuses a longer one",
    check,
};

const MAX: usize = 1_024;

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let Some((text, line, column)) = subject.description() else { return Vec::new() };
    let length = text.chars().count();
    if length <= MAX {
        return Vec::new();
    }
    let reason = format!(
        "the description has {length} characters, {} more than the 1,024 that agents take",
        length - MAX
    );
    // The column where the part that is too much begins; a quote stands before the text.
    vec![RULE.finding(
        "description-length/over",
        At("SKILL.md", line, column + 1 + MAX),
        reason,
        "keep what the skill does and when to use it; move the rest below the front matter",
    )]
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::skill::rubric::testing::*;

    #[test]
    fn a_thousand_and_twenty_four() {
        assert_eq!(found("A9", &described(&format!("\"{}\"", "x".repeat(1_024)))), "");
        assert_snapshot!(found("A9", &described(&format!("\"{}\"", "ä".repeat(1_030)))), @"
        error[A9 description-length/over] SKILL.md:3:1039: the description has 1030 characters, 6 more than the 1,024 that agents take
          fix: keep what the skill does and when to use it; move the rest below the front matter
        ");
    }
}
