//! A10: no `<`, `>` or `---`.

use super::finding::At;
use super::{Family, Finding, Level, Rule, Subject};

pub(super) static RULE: Rule = Rule {
    id: "A10",
    name: "description-characters",
    family: Family::A,
    level: Level::Error,
    says: "The description has no `<`, `>` or `---`",
    source: "Claude API: no XML tags in name or description; the reference validator splits the file at `---`",
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let Some((text, line, column)) = subject.description() else { return Vec::new() };
    let mut found = Vec::new();
    let place = |at: usize| At("SKILL.md", line, column + 1 + text[..at].chars().count());
    if let Some(at) = text.find(['<', '>']) {
        let reason =
            "an angle bracket; where descriptions go into a prompt as XML, uploads with one are refused";
        found.push(RULE.finding("description-characters/angle", place(at), reason, "write it in words"));
    }
    if let Some(at) = text.find("---") {
        let reason =
            "`---` in the description; readers that split the file there cut the front matter in two";
        found.push(RULE.finding(
            "description-characters/dashes",
            place(at),
            reason,
            "use a comma or one dash",
        ));
    }
    found
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::skill::rubric::testing::*;

    #[test]
    fn characters_that_readers_stumble_over() {
        assert_eq!(found("A10", &good()), "");
        assert_snapshot!(found("A10", &described("\"Writes <b>producers</b> --- and more. Use when writing.\"")), @"
        error[A10 description-characters/angle] SKILL.md:3:22: an angle bracket; where descriptions go into a prompt as XML, uploads with one are refused
          fix: write it in words
        error[A10 description-characters/dashes] SKILL.md:3:39: `---` in the description; readers that split the file there cut the front matter in two
          fix: use a comma or one dash
        ");
    }
}
