//! C2: what SKILL.md names is there.

use super::finding::At;
use super::{Family, Finding, Level, Rule, Subject};
use crate::skill::front::shorten;

pub(super) static RULE: Rule = Rule {
    id: "C2",
    name: "links",
    family: Family::C,
    level: Level::Error,
    says: "Every file that the skill names exists",
    source: "Agent Skills specification, agentskills.io: file references are relative paths from the skill's root",
    check,
};

const FOLDERS: [&str; 3] = ["references/", "scripts/", "assets/"];

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, document) in &subject.documents {
        for (line, text) in document.text_lines() {
            for (column, target) in named(text) {
                if subject.files.files.contains_key(&target)
                    || subject.files.files.keys().any(|file| file.starts_with(&format!("{target}/")))
                {
                    continue;
                }
                let reason = format!("{} is named here and is not in the skill", shorten(&target));
                found.push(RULE.finding(
                    "links/missing",
                    At(path, line, column),
                    reason,
                    "add the file, or remove the mention",
                ));
            }
        }
    }
    found
}

/// Paths below the skill's folders that a line names, with their columns.
pub(super) fn named(line: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for folder in FOLDERS {
        for (byte, _) in line.match_indices(folder) {
            let before = line[..byte].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | '-' | '_' | '.')) {
                continue;
            }
            let part = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.');
            let target: String = line[byte..].chars().take_while(part).collect();
            let target = target.trim_end_matches(['.', '/']);
            // `references/<topic>.md` and a bare folder are no files.
            let holds_name = target.len() > folder.len() && !line[byte + target.len()..].starts_with('<');
            if holds_name {
                found.push((line[..byte].chars().count() + 1, target.to_owned()));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::skill::rubric::testing::*;

    #[test]
    fn what_is_named_is_there() {
        assert_eq!(found("C2", &good()), "");
        assert_eq!(
            found(
                "C2",
                &changed(
                    "# Kafka events",
                    "# Kafka events\n\nSee references/ and references/<topic>.md, https://x.org/references/none.md."
                )
            ),
            ""
        );
        assert_snapshot!(found("C2", &changed("# Kafka events", "# Kafka events\n\nSee [this](references/none.md) and `assets/producer.py`.")), @"
        error[C2 links/missing] SKILL.md:8:12: references/none.md is named here and is not in the skill
          fix: add the file, or remove the mention
        error[C2 links/missing] SKILL.md:8:37: assets/producer.py is named here and is not in the skill
          fix: add the file, or remove the mention
        ");
    }
}
