//! B3: the description speaks of the skill in the third person.

use super::finding::At;
use super::{Family, Finding, Level, Rule, Subject};

pub(super) static RULE: Rule = Rule {
    id: "B3",
    name: "third-person",
    family: Family::B,
    level: Level::Warning,
    says: "The description speaks in the third person",
    source: "Claude: skill authoring best practices; the description is put into a prompt that speaks of the skill",
    check,
};

const WORDS: [&str; 7] = ["i", "i'm", "my", "me", "you", "your", "you're"];

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let Some((text, line, column)) = subject.description() else { return Vec::new() };
    let word = text
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .find(|word| WORDS.contains(&word.to_lowercase().as_str()));
    let Some(word) = word else { return Vec::new() };
    let at = text.char_indices().position(|(byte, _)| text[byte..].starts_with(word)).unwrap_or(0);
    let reason =
        format!("“{word}” speaks to or as somebody; the description is read as a line of a catalogue");
    vec![RULE.finding(
        "third-person/word",
        At("SKILL.md", line, column + 1 + at),
        reason,
        "write “Designs …”, “Use when a service …”",
    )]
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::skill::rubric::testing::*;

    #[test]
    fn third_person() {
        assert_eq!(found("B3", &good()), "");
        assert_snapshot!(found("B3", &described("\"I help you write producers. Use when writing Kafka code.\"")), @"
        warning[B3 third-person/word] SKILL.md:3:15: “I” speaks to or as somebody; the description is read as a line of a catalogue
          fix: write “Designs …”, “Use when a service …”
        ");
    }
}
