//! A8: a description, on one line, in quotes.

use super::finding::At;
use super::{Family, Finding, Level, Rule, Subject};
use crate::skill::front::Style;

pub(super) static RULE: Rule = Rule {
    id: "A8",
    name: "description",
    family: Family::A,
    level: Level::Error,
    says: "The description is one line of text in quotes",
    source: "Agent Skills specification, agentskills.io: description; unquoted colons and folded text are read differently by different YAML readers",
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(field) = subject.front.field("description") else {
        return match subject.front.closed {
            Some(_) => vec![RULE.finding(
                "description/missing",
                At("SKILL.md", 2, 1),
                "the front matter has no `description`, so agents have nothing to choose the skill by",
                "add `description: \"… Use when …\"`",
            )],
            None => Vec::new(),
        };
    };
    let at = At("SKILL.md", field.line, field.column);
    let empty = subject.front.text("description").is_some_and(|text| text.trim().is_empty());
    let not_text =
        subject.front.values.as_ref().and_then(|v| v.get("description")).is_some_and(|v| !v.is_string());
    if (field.style == Style::Empty && field.below.is_empty()) || empty {
        return vec![RULE.finding(
            "description/missing",
            at,
            "the description is empty",
            "say what the skill does, then when to use it",
        )];
    }
    if field.style == Style::Block || !field.below.is_empty() {
        let reason = "the description runs over several lines; agents that read line by line keep the first";
        return vec![RULE.finding("description/lines", at, reason, "write it on one line, in double quotes")];
    }
    if field.style == Style::Plain || not_text {
        let reason = "the description is not in quotes; a later `: ` or ` #` would change or end it";
        return vec![RULE.finding("description/unquoted", at, reason, "put it in double quotes")];
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::skill::rubric::testing::*;

    #[test]
    fn one_quoted_line() {
        assert_eq!(found("A8", &good()), "");
        assert_eq!(found("A8", &described("'Writes producers. Use when writing Kafka code.'")), "");
        assert_snapshot!(found("A8", &described("Writes producers. Use when writing.")), @"
        error[A8 description/unquoted] SKILL.md:3:14: the description is not in quotes; a later `: ` or ` #` would change or end it
          fix: put it in double quotes
        ");
        assert_snapshot!(found("A8", &described(">\n  Writes producers.\n  Use when writing.")), @"
        error[A8 description/lines] SKILL.md:3:14: the description runs over several lines; agents that read line by line keep the first
          fix: write it on one line, in double quotes
        ");
        assert_snapshot!(found("A8", &described("\"  \"")), @"
        error[A8 description/missing] SKILL.md:3:14: the description is empty
          fix: say what the skill does, then when to use it
        ");
        assert_snapshot!(found("A8", &described("")), @"
        error[A8 description/missing] SKILL.md:3:13: the description is empty
          fix: say what the skill does, then when to use it
        ");
        let line = GOOD.lines().nth(2).unwrap();
        assert_snapshot!(found("A8", &changed(&format!("{line}\n"), "")), @r#"
        error[A8 description/missing] SKILL.md:2:1: the front matter has no `description`, so agents have nothing to choose the skill by
          fix: add `description: "… Use when …"`
        "#);
    }
}
