//! A7: the name is the folder's.

use super::finding::At;
use super::{Family, Finding, Level, Rule, Subject};
use crate::skill::front::shorten;

pub(super) static RULE: Rule = Rule {
    id: "A7",
    name: "folder-name",
    family: Family::A,
    level: Level::Error,
    says: "The name equals the name of the folder",
    source: "Agent Skills specification, agentskills.io: name; VS Code does not load the skill otherwise",
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let (Some(field), Some(name)) = (subject.front.field("name"), subject.front.text("name")) else {
        return Vec::new();
    };
    let folder = &subject.files.folder;
    if name == *folder || name.is_empty() {
        return Vec::new();
    }
    let reason = format!(
        "the skill is named “{}” and its folder “{}”; agents that compare the two skip it without a word",
        shorten(&name),
        shorten(folder)
    );
    vec![RULE.finding(
        "folder-name/differs",
        At("SKILL.md", field.line, field.column),
        reason,
        format!("write `name: {folder}`, or rename the folder to {}", shorten(&name)),
    )]
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::skill::rubric::testing::*;

    #[test]
    fn name_and_folder_agree() {
        assert_eq!(found("A7", &good()), "");
        assert_snapshot!(found("A7", &changed("name: kafka-events", "name: kafka")), @"
        error[A7 folder-name/differs] SKILL.md:2:7: the skill is named “kafka” and its folder “kafka-events”; agents that compare the two skip it without a word
          fix: write `name: kafka-events`, or rename the folder to kafka
        ");
    }
}
