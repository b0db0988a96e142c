//! D4: nothing is marked as proved that is not.

use super::Known;
use super::finding::At;
use super::{Family, Finding, Level, Rule, Subject};
use crate::skill::tag::TagKind;
use crate::skill::{proofs_file, tag};

pub(super) static RULE: Rule = Rule {
    id: "D4",
    name: "unproved",
    family: Family::D,
    level: Level::Error,
    says: "Every proof tag has a record",
    source: "The workbench's own rule: a tag such as [L05.1] says that a lab was passed and which mistake breaks it",
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, document) in subject.documents.iter().filter(|(path, _)| *path != proofs_file::PATH) {
        for (line, text) in document.text_lines() {
            let tags = tag::in_line(text).into_iter().filter(|tag| tag.kind == TagKind::Proof);
            for tag in tags.filter(|tag| !subject.is_proved(&tag.name)) {
                let reason = format!("[{}] marks this as proved, and no passed lab has proved it", tag.name);
                let fix = "name its source instead, for example [S1]; the tag comes when the lab is passed";
                found.push(RULE.finding("unproved/tag", At(path, line, tag.column), reason, fix));
            }
        }
    }
    if let Known::Records(_) = subject.known {
        for (line, tag) in
            proofs_file::tags(subject.files).into_iter().filter(|(_, tag)| !subject.is_proved(tag))
        {
            let reason = format!("the table lists {tag}, and no passed lab has proved it");
            found.push(RULE.finding(
                "unproved/row",
                At(proofs_file::PATH, line, 1),
                reason,
                "remove the row; the table is written from the records",
            ));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::skill::rubric::testing::*;

    use crate::skill::rubric::Known;

    const TABLE: &str = "| Tag | Rule |\n| --- | --- |\n| L05.1 | Flush |\n";

    #[test]
    fn a_tag_needs_its_record() {
        assert_eq!(found("D4", &good()), "");
        assert_snapshot!(found("D4", &changed("[S1]", "[L05.1]")), @"
        error[D4 unproved/tag] SKILL.md:10:81: [L05.1] marks this as proved, and no passed lab has proved it
          fix: name its source instead, for example [S1]; the tag comes when the lab is passed
        ");
        assert_snapshot!(found("D4", &good().with("references/proofs.md", TABLE)), @"
        error[D4 unproved/row] references/proofs.md:3:1: the table lists L05.1, and no passed lab has proved it
          fix: remove the row; the table is written from the records
        ");
        let proofs = [proof("L05.1", "")];
        assert_eq!(listed("D4", &changed("[S1]", "[L05]"), &Known::Records(&proofs)), "");
        assert_eq!(
            listed("D4", &changed("[S1]", "[L05.1]").with("references/proofs.md", TABLE), &Known::Nothing),
            ""
        );
        assert!(
            !listed("D4", &changed("[S1]", "[L05.2]").with("references/proofs.md", TABLE), &Known::Nothing)
                .is_empty()
        );
    }
}
