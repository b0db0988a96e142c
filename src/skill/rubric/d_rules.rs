//! D1: there are rules to follow.

use super::finding::At;
use super::subject::speaks_of_rules;
use super::{Family, Finding, Level, Rule, Subject};

pub(super) static RULE: Rule = Rule {
    id: "D1",
    name: "rules",
    family: Family::D,
    level: Level::Error,
    says: "SKILL.md has at least three rules",
    source: "A skill is facts and decisions; without rules an agent writes what it would have written anyway",
    check,
};

const LEAST: usize = 3;

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    if subject.skill_md.is_none() {
        return Vec::new();
    }
    let rules = subject
        .claims
        .iter()
        .filter(|(path, item)| *path == "SKILL.md" && speaks_of_rules(item.section))
        .count();
    if rules >= LEAST {
        return Vec::new();
    }
    let heading = subject
        .document("SKILL.md")
        .and_then(|d| d.headings().into_iter().find(|h| speaks_of_rules(h.text)).map(|h| h.line));
    let reason = format!(
        "SKILL.md holds {rules} of the three rules that an agent needs at least to write anything differently"
    );
    let fix = "below “Critical rules”, add `- **What to do.** Why it matters. [S1]`, with the tag of a page in references/sources.md";
    vec![RULE.finding("rules/few", At("SKILL.md", heading.unwrap_or(1), 1), reason, fix)]
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::skill::rubric::testing::*;

    #[test]
    fn three_rules() {
        assert_eq!(found("D1", &good()), "");
        assert_snapshot!(found("D1", &changed("- **Flush before the end.** Queued records are lost at exit. [S2]\n", "")), @"
        error[D1 rules/few] SKILL.md:8:1: SKILL.md holds 2 of the three rules that an agent needs at least to write anything differently
          fix: below “Critical rules”, add `- **What to do.** Why it matters. [S1]`, with the tag of a page in references/sources.md
        ");
        assert_snapshot!(found("D1", &good().with("SKILL.md", "---\nname: kafka-events\ndescription: \"x\"\n---\n")), @"
        error[D1 rules/few] SKILL.md:1:1: SKILL.md holds 0 of the three rules that an agent needs at least to write anything differently
          fix: below “Critical rules”, add `- **What to do.** Why it matters. [S1]`, with the tag of a page in references/sources.md
        ");
    }
}
