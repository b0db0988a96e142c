//! B2: the description says what the skill does.

use super::b_when_clause::clause;
use super::finding::At;
use super::{Family, Finding, Level, Rule, Subject};

pub(super) static RULE: Rule = Rule {
    id: "B2",
    name: "says-what",
    family: Family::B,
    level: Level::Error,
    says: "The description says what the skill does, with a verb, before it says when",
    source: "Agent Skills specification, agentskills.io: description; a capability is a verb and its object",
    check,
};

const VERBS: [&str; 18] = [
    "add",
    "build",
    "check",
    "configure",
    "create",
    "debug",
    "design",
    "explain",
    "find",
    "generate",
    "operate",
    "plan",
    "produce",
    "review",
    "test",
    "tune",
    "validate",
    "write",
];

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let Some((text, line, column)) = subject.description() else { return Vec::new() };
    let description_is_empty = text.trim().is_empty();
    let before: String = match clause(&text) {
        Some(at) => text.chars().take(at).collect(),
        None => text,
    };
    let words: Vec<String> = before
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .collect();
    let names_a_verb = words.iter().any(|word| VERBS.iter().any(|verb| is_form(word, verb)));
    if (names_a_verb && words.len() >= 3) || description_is_empty {
        return Vec::new();
    }
    let reason = "the description does not say what the skill does: no verb such as designs, writes, reviews or debugs stands before the when-clause";
    vec![RULE.finding(
        "says-what/missing",
        At("SKILL.md", line, column),
        reason,
        "open with what it does: “Designs, writes and reviews …”",
    )]
}

/// Whether a word is a form of a verb: write, writes, writing.
fn is_form(word: &str, verb: &str) -> bool {
    let stem = verb.trim_end_matches('e');
    word == verb
        || word.strip_prefix(verb).is_some_and(|end| matches!(end, "s" | "es" | "ing" | "ging" | "ning"))
        || word.strip_prefix(stem).is_some_and(|end| end == "ing")
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::skill::rubric::testing::*;

    #[test]
    fn says_what() {
        assert_eq!(found("B2", &good()), "");
        assert_eq!(found("B2", &described("\"Debugging and tuning of consumers. Use when lag grows.\"")), "");
        assert_snapshot!(found("B2", &described("\"Kafka knowledge of all kinds. Use when writing Kafka code.\"")), @"
        error[B2 says-what/missing] SKILL.md:3:14: the description does not say what the skill does: no verb such as designs, writes, reviews or debugs stands before the when-clause
          fix: open with what it does: “Designs, writes and reviews …”
        ");
        assert_snapshot!(found("B2", &described("\"Use when writing Kafka code.\"")), @"
        error[B2 says-what/missing] SKILL.md:3:14: the description does not say what the skill does: no verb such as designs, writes, reviews or debugs stands before the when-clause
          fix: open with what it does: “Designs, writes and reviews …”
        ");
    }
}
