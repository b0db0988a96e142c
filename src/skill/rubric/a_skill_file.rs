//! A1: one SKILL.md, at the top of the folder, spelled so.

use super::finding::At;
use super::{Family, Finding, Level, Rule, Subject};

pub(super) static RULE: Rule = Rule {
    id: "A1",
    name: "skill-file",
    family: Family::A,
    level: Level::Error,
    says: "The folder holds exactly one SKILL.md, at its top",
    source: "Agent Skills specification, agentskills.io: directory structure; archives with two SKILL.md are refused by claude.ai",
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let named =
        |path: &&String| path.rsplit('/').next().is_some_and(|name| name.eq_ignore_ascii_case("skill.md"));
    let mut found = Vec::new();
    for path in subject.files.files.keys().filter(named).filter(|path| *path != "SKILL.md") {
        found.push(match path.contains('/') {
            true => RULE.finding(
                "skill-file/nested",
                At(path, 0, 0),
                format!("{path} is a second skill file; an archive with two is refused"),
                "rename it, for example to notes.md, or move that skill to a folder of its own",
            ),
            false => RULE.finding(
                "skill-file/case",
                At(path, 0, 0),
                format!("the file is called {path}; most agents look for SKILL.md and see no skill"),
                "rename it to SKILL.md",
            ),
        });
    }
    let spelled_otherwise = found.iter().any(|finding| finding.code == "skill-file/case");
    if !subject.files.files.contains_key("SKILL.md") && !spelled_otherwise {
        let reason = "the folder has no SKILL.md, so no agent sees a skill in it";
        found.push(RULE.finding(
            "skill-file/missing",
            At("", 0, 0),
            reason,
            "add SKILL.md with a name, a description and the rules",
        ));
    }
    found
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::skill::rubric::testing::*;

    #[test]
    fn one_file_of_that_name() {
        assert_eq!(found("A1", &good()), "");
        let mut lower = good();
        let file = lower.files.remove("SKILL.md").unwrap();
        assert_snapshot!(found("A1", &lower), @"
        error[A1 skill-file/missing] the folder: the folder has no SKILL.md, so no agent sees a skill in it
          fix: add SKILL.md with a name, a description and the rules
        ");
        lower.files.insert("skill.md".into(), file);
        assert_snapshot!(found("A1", &lower), @"
        error[A1 skill-file/case] skill.md: the file is called skill.md; most agents look for SKILL.md and see no skill
          fix: rename it to SKILL.md
        ");
        assert_snapshot!(found("A1", &good().with("old/SKILL.md", "x")), @"
        error[A1 skill-file/nested] old/SKILL.md: old/SKILL.md is a second skill file; an archive with two is refused
          fix: rename it, for example to notes.md, or move that skill to a folder of its own
        ");
    }
}
