//! D5: a proof covers the words that it was earned with.

use super::Known;
use super::finding::At;
use super::{Family, Finding, Level, Rule, Subject};

pub(super) static RULE: Rule = Rule {
    id: "D5",
    name: "proof-wording",
    family: Family::D,
    level: Level::Warning,
    says: "Rules that carry a proof tag have the wording that was proved",
    source: "The workbench's own rule: a proof is bound to the text of the rule",
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let Known::Records(proofs) = subject.known else { return Vec::new() };
    let mut found = Vec::new();
    for (path, item) in &subject.claims {
        for (line, tag) in &item.tags {
            let reworded = proofs.iter().any(|proof| proof.rule == tag.name)
                && !proofs.iter().any(|proof| proof.rule == tag.name && proof.is_current(&item.text));
            if reworded {
                let reason = format!("[{}]: the proof covers the earlier wording", tag.name);
                let fix = "keep the new words and name a source, or go back to the words that were proved";
                found.push(RULE.finding("proof-wording/earlier", At(path, *line, tag.column), reason, fix));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::skill::rubric::testing::*;

    use crate::skill::rubric::Known;

    #[test]
    fn reworded_rules_say_so() {
        let files = changed("[S1]", "[L05.1]");
        let same = [proof(
            "L05.1",
            "- **Key every record with its entity id.** Order holds inside a partition only. [S1]",
        )];
        assert_eq!(listed("D5", &files, &Known::Records(&same)), "");
        let other = [proof("L05.1", "**Key every record.**")];
        assert_snapshot!(listed("D5", &files, &Known::Records(&other)), @"
        warning[D5 proof-wording/earlier] SKILL.md:10:81: [L05.1]: the proof covers the earlier wording
          fix: keep the new words and name a source, or go back to the words that were proved
        ");
    }
}
