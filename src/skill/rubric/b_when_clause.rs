//! B1: the description says when, early enough to be seen.

use super::finding::At;
use super::{Family, Finding, Level, Rule, Subject};

pub(super) static RULE: Rule = Rule {
    id: "B1",
    name: "when-clause",
    family: Family::B,
    level: Level::Error,
    says: "The description says when to use the skill, within its first 200 characters",
    source: "Agent Skills specification, agentskills.io: description says what the skill does and when to use it; claude.ai shows the first 200 characters",
    check,
};

/// Clients that shorten descriptions keep at least this many characters.
const SEEN: usize = 200;
const WORDS: [&str; 4] = ["when", "whenever", "if", "while"];
const PHRASES: [&str; 5] = ["use for ", "use before ", "use after ", "use on ", "use with "];

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let Some((text, line, column)) = subject.description() else { return Vec::new() };
    match clause(&text) {
        None if text.trim().is_empty() => Vec::new(),
        None => {
            let reason = "the description does not say when to use the skill, so an agent cannot tell which request it is for";
            let fix = "add a sentence that starts with “Use when”, with words that a user would type";
            vec![RULE.finding("when-clause/missing", At("SKILL.md", line, column), reason, fix)]
        }
        Some(at) if at >= SEEN => {
            let reason = format!(
                "the when-clause starts at character {}; agents that shorten descriptions keep 200",
                at + 1
            );
            vec![
                RULE.finding(
                    "when-clause/late",
                    At("SKILL.md", line, column + 1 + at),
                    reason,
                    "move it forward",
                )
                .warning(),
            ]
        }
        Some(_) => Vec::new(),
    }
}

/// The character at which the when-clause starts: one of the words, followed by two more.
pub(super) fn clause(text: &str) -> Option<usize> {
    let lower: Vec<char> = text.chars().map(|c| c.to_lowercase().next().unwrap_or(c)).collect();
    let starts = (0..lower.len()).filter(|at| *at == 0 || !lower[at - 1].is_alphanumeric());
    starts.into_iter().find(|at| {
        let rest: String = lower[*at..].iter().take(400).collect();
        let mut words = rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let first = words.next().unwrap_or_default();
        let named = WORDS.contains(&first) || PHRASES.iter().any(|phrase| rest.starts_with(phrase));
        named && words.take(2).count() == 2
    })
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::skill::rubric::testing::*;

    #[test]
    fn says_when() {
        assert_eq!(found("B1", &good()), "");
        assert_eq!(found("B1", &described("\"Writes producers. Use for Kafka code in Python.\"")), "");
        assert_snapshot!(found("B1", &described("\"Designs and writes Kafka producers.\"")), @"
        error[B1 when-clause/missing] SKILL.md:3:14: the description does not say when to use the skill, so an agent cannot tell which request it is for
          fix: add a sentence that starts with “Use when”, with words that a user would type
        ");
        assert_snapshot!(found("B1", &described("\"Designs producers whenever.\"")), @"
        error[B1 when-clause/missing] SKILL.md:3:14: the description does not say when to use the skill, so an agent cannot tell which request it is for
          fix: add a sentence that starts with “Use when”, with words that a user would type
        ");
        let late = format!("\"Designs {} producers. Use when writing Kafka code.\"", "ä ".repeat(100));
        assert_snapshot!(found("B1", &described(&late)), @"
        warning[B1 when-clause/late] SKILL.md:3:239: the when-clause starts at character 225; agents that shorten descriptions keep 200
          fix: move it forward
        ");
    }
}
