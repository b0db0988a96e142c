//! C1: SKILL.md stays small.

use super::finding::At;
use super::{Family, Finding, Level, Rule, Subject};

pub(super) static RULE: Rule = Rule {
    id: "C1",
    name: "budget",
    family: Family::C,
    level: Level::Error,
    says: "SKILL.md has at most 200 lines and 8,000 bytes",
    source: "Some clients read no further than 200 lines or 8,000 bytes; what follows is cut without a word",
    check,
};

/// Lines of SKILL.md that every client reads.
pub(in crate::skill) const MAX_LINES: usize = 200;
/// Bytes of SKILL.md that every client reads.
pub(in crate::skill) const MAX_BYTES: usize = 8_000;

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(text) = subject.skill_md else { return Vec::new() };
    let mut found = Vec::new();
    let fix = "move detail to references/<topic>.md and name the file with when to read it";
    let lines = text.lines().count();
    if lines > MAX_LINES {
        let reason = format!("SKILL.md has {lines} lines; what follows line 200 is not read by every agent");
        found.push(RULE.finding("budget/lines", At("SKILL.md", MAX_LINES + 1, 1), reason, fix));
    }
    if text.len() > MAX_BYTES {
        let mut end = 0;
        let line = text.lines().position(|line| {
            end += line.len() + 1;
            end > MAX_BYTES
        });
        let reason =
            format!("SKILL.md has {} bytes; what follows byte 8,000 is not read by every agent", text.len());
        found.push(RULE.finding(
            "budget/bytes",
            At("SKILL.md", line.map_or(1, |line| line + 1), 1),
            reason,
            fix,
        ));
    }
    found
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::skill::rubric::testing::*;

    #[test]
    fn small_enough() {
        assert_eq!(found("C1", &good()), "");
        assert_snapshot!(found("C1", &good().with("SKILL.md", &format!("{GOOD}{}", "line\n".repeat(200)))), @"
        error[C1 budget/lines] SKILL.md:201:1: SKILL.md has 218 lines; what follows line 200 is not read by every agent
          fix: move detail to references/<topic>.md and name the file with when to read it
        ");
        assert_snapshot!(found("C1", &good().with("SKILL.md", &format!("{GOOD}{}\n", "x".repeat(8_000)))), @"
        error[C1 budget/bytes] SKILL.md:19:1: SKILL.md has 8547 bytes; what follows byte 8,000 is not read by every agent
          fix: move detail to references/<topic>.md and name the file with when to read it
        ");
    }
}
