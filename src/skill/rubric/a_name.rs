//! A6: a name that every client takes.

use super::finding::At;
use super::{Family, Finding, Level, Rule, Subject};
use crate::skill::front::shorten;

pub(super) static RULE: Rule = Rule {
    id: "A6",
    name: "name",
    family: Family::A,
    level: Level::Error,
    says: "The name is there, in lower-case letters, digits and single hyphens, at most 64 characters, without reserved words",
    source: "Agent Skills specification, agentskills.io: name; Claude API: `claude` and `anthropic` are reserved",
    check,
};

const RESERVED: [&str; 2] = ["claude", "anthropic"];

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(field) = subject.front.field("name") else {
        return match subject.front.closed {
            Some(_) => vec![RULE.finding(
                "name/missing",
                At("SKILL.md", 2, 1),
                "the front matter has no `name`",
                "add `name: kafka-events`",
            )],
            None => Vec::new(),
        };
    };
    let at = At("SKILL.md", field.line, field.column);
    let name = match subject.front.text("name") {
        Some(name) if !name.is_empty() => name,
        _ => {
            return vec![RULE.finding(
                "name/missing",
                at,
                "the name is empty or not text",
                "write `name: kafka-events`",
            )];
        }
    };
    let mut found = Vec::new();
    if !fits(&name) {
        let reason =
            format!("“{}” is not made of lower-case letters, digits and single hyphens", shorten(&name));
        found.push(RULE.finding("name/pattern", at, reason, format!("write `name: {}`", slug(&name))));
    }
    if name.chars().count() > 64 {
        let reason = format!("the name has {} characters; 64 are taken", name.chars().count());
        found.push(RULE.finding("name/long", at, reason, "shorten it, the folder's name with it"));
    }
    for word in RESERVED.iter().filter(|word| name.to_lowercase().contains(**word)) {
        let reason = format!("the name holds `{word}`, which is reserved");
        found.push(RULE.finding("name/reserved", at, reason, "name the skill for what it is about"));
    }
    found
}

/// `^[a-z0-9]+(-[a-z0-9]+)*$`
fn fits(name: &str) -> bool {
    let part =
        |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    name.split('-').all(part)
}

fn slug(name: &str) -> String {
    let ascii = name.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    let parts: Vec<&str> = ascii.split('-').filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { "kafka-events".to_owned() } else { parts.join("-") }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::skill::rubric::testing::*;

    #[test]
    fn a_name_that_loads_everywhere() {
        assert_eq!(found("A6", &good()), "");
        let named = |name: &str| found("A6", &changed("name: kafka-events", &format!("name: {name}")));
        assert_snapshot!(named("Kafka_Events"), @"
        error[A6 name/pattern] SKILL.md:2:7: “Kafka_Events” is not made of lower-case letters, digits and single hyphens
          fix: write `name: kafka-events`
        ");
        assert_snapshot!(named("kafka--events"), @"
        error[A6 name/pattern] SKILL.md:2:7: “kafka--events” is not made of lower-case letters, digits and single hyphens
          fix: write `name: kafka-events`
        ");
        assert_snapshot!(named("claude-kafka"), @"
        error[A6 name/reserved] SKILL.md:2:7: the name holds `claude`, which is reserved
          fix: name the skill for what it is about
        ");
        assert_snapshot!(named(&"k".repeat(65)), @"
        error[A6 name/long] SKILL.md:2:7: the name has 65 characters; 64 are taken
          fix: shorten it, the folder's name with it
        ");
        assert_snapshot!(named(""), @"
        error[A6 name/missing] SKILL.md:2:6: the name is empty or not text
          fix: write `name: kafka-events`
        ");
        assert_snapshot!(named("12"), @"
        error[A6 name/missing] SKILL.md:2:7: the name is empty or not text
          fix: write `name: kafka-events`
        ");
        assert_snapshot!(found("A6", &changed("name: kafka-events\n", "")), @"
        error[A6 name/missing] SKILL.md:2:1: the front matter has no `name`
          fix: add `name: kafka-events`
        ");
    }
}
