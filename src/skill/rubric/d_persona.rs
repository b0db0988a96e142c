//! D6: facts and decisions, no persona.

use super::finding::At;
use super::{Family, Finding, Level, Rule, Subject};
use crate::skill::document::LineKind;

pub(super) static RULE: Rule = Rule {
    id: "D6",
    name: "persona",
    family: Family::D,
    level: Level::Error,
    says: "The skill gives the agent no role to play",
    source: "Claude: skill authoring best practices, be concise; a role adds words and no fact",
    check,
};

const PHRASES: [&str; 14] = [
    "you are a ",
    "you are an ",
    "you are the ",
    "act as ",
    "acting as ",
    "as an expert",
    "world-class",
    "world class",
    "years of experience",
    "your role is",
    "seasoned ",
    "i am a ",
    "i am an ",
    "imagine you",
];

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let Some(document) = subject.document("SKILL.md") else { return found };
    let front = subject.front.field("description").map(|field| (field.line, field.line));
    let lines = document.lines.iter().zip(&document.kinds).enumerate();
    for (index, (text, kind)) in lines {
        let line = index + 1;
        if *kind != LineKind::Text && front.is_none_or(|(first, _)| first != line) {
            continue;
        }
        let lower: String = text.chars().map(|c| c.to_lowercase().next().unwrap_or(c)).collect();
        let phrase = PHRASES.iter().find_map(|phrase| Some((lower.find(phrase)?, phrase)));
        let Some((byte, phrase)) = phrase else { continue };
        let reason =
            format!("“{}” gives the agent a role; it adds no fact that the agent could use", phrase.trim());
        let column = lower[..byte].chars().count() + 1;
        found.push(RULE.finding(
            "persona/role",
            At("SKILL.md", line, column),
            reason,
            "remove the sentence, or put the fact or decision in its place",
        ));
    }
    found
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::skill::rubric::testing::*;

    #[test]
    fn no_role() {
        assert_eq!(found("D6", &good()), "");
        assert_snapshot!(found("D6", &changed("# Kafka events", "# Kafka events\n\nİ! You are a world-class Kafka engineer.")), @"
        error[D6 persona/role] SKILL.md:8:4: “you are a” gives the agent a role; it adds no fact that the agent could use
          fix: remove the sentence, or put the fact or decision in its place
        ");
        assert_snapshot!(found("D6", &described("\"Acts as an expert who writes producers. Use when writing Kafka code.\"")), @"
        error[D6 persona/role] SKILL.md:3:20: “as an expert” gives the agent a role; it adds no fact that the agent could use
          fix: remove the sentence, or put the fact or decision in its place
        ");
    }
}
