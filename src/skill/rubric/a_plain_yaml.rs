//! A4: block YAML only, so that every YAML reader sees the same values.

use super::finding::At;
use super::{Family, Finding, Level, Rule, Subject};

pub(super) static RULE: Rule = Rule {
    id: "A4",
    name: "plain-yaml",
    family: Family::A,
    level: Level::Error,
    says: "The front matter uses plain block YAML: no brackets, anchors, tags, tabs or repeated keys",
    source: "Agent Skills specification, agentskills.io; strictyaml, which its reference validator uses, refuses flow, anchors, tags and repeated keys",
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let troubles = subject.front.troubles.iter();
    troubles
        .map(|t| RULE.finding(t.code, At("SKILL.md", t.line, t.column), t.reason.clone(), t.fix))
        .collect()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::skill::rubric::testing::*;

    #[test]
    fn values_that_every_yaml_reader_sees_alike() {
        assert_eq!(found("A4", &good()), "");
        assert_eq!(
            found("A4", &changed("name: kafka-events\n", "name: kafka-events\nmetadata:\n  area: events\n")),
            ""
        );
        assert_snapshot!(found("A4", &changed("name: kafka-events\n", "name: kafka-events\nname: again\nmetadata: {a: b}\n")), @"
        error[A4 yaml/duplicate] SKILL.md:3:1: the key `name` stands twice
          fix: keep one of the two lines
        error[A4 yaml/flow] SKILL.md:4:11: a value in brackets: “{a: b}”
          fix: write it as indented lines, one `key: value` each
        ");
        assert_snapshot!(found("A4", &described("Designs: producers. Use when writing.")), @"
        error[A4 yaml/colon] SKILL.md:3:14: a colon inside an unquoted value: “Designs: producers. Use when writing.”
          fix: put the value in double quotes
        ");
        assert_snapshot!(found("A4", &changed("name: kafka-events\n", "name: kafka-events\nmetadata:\n  a: \"\\q\"\n")), @"
        error[A4 yaml/syntax] SKILL.md:4:6: while parsing a quoted scalar, found unknown escape character
          fix: write one `key: value` a line, long values in quotes
        ");
    }
}
