//! A11: nothing that one client runs and another shows as text.

use super::finding::At;
use super::{Family, Finding, Level, Rule, Subject};
use crate::skill::document::LineKind;

pub(super) static RULE: Rule = Rule {
    id: "A11",
    name: "client-only",
    family: Family::A,
    level: Level::Error,
    says: "The body has no feature of a single client: no !`command`, `$ARGUMENTS` or `@file`",
    source: "Claude Code: skills run !`command` and replace $ARGUMENTS before the model sees the text; others show it as it stands",
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(document) = subject.document("SKILL.md") else { return Vec::new() };
    document.body_lines().filter_map(|(line, text, kind)| of_line(line, text, kind)).collect()
}

fn of_line(line: usize, text: &str, kind: LineKind) -> Option<Finding> {
    let at = |byte: usize| At("SKILL.md", line, text[..byte].chars().count() + 1);
    if let Some(byte) = text.find("!`") {
        let reason = "!`…` is run by Claude Code when the skill loads, and is plain text elsewhere";
        return Some(RULE.finding(
            "client-only/command",
            at(byte),
            reason,
            "write the command as a step for the agent",
        ));
    }
    if let Some(byte) = text.find("$ARGUMENTS").or_else(|| text.find("${CLAUDE_")) {
        let reason = "a placeholder that Claude Code fills in, and other agents show as it stands";
        return Some(RULE.finding("client-only/placeholder", at(byte), reason, "say in words what is meant"));
    }
    if kind != LineKind::Text {
        return None;
    }
    let byte = mention(text)?;
    let reason = "`@file` pulls a file in for some agents only";
    Some(RULE.finding(
        "client-only/mention",
        at(byte),
        reason,
        "name the file in a table with when to read it",
    ))
}

/// Where a word is `@` and a path, outside code spans.
fn mention(text: &str) -> Option<usize> {
    let (mut in_code, mut before) = (false, ' ');
    for (byte, c) in text.char_indices() {
        if c == '`' {
            in_code = !in_code;
        }
        if c == '@' && !in_code && (before.is_whitespace() || before == '(') {
            let word: String = text[byte + 1..].chars().take_while(|c| !c.is_whitespace()).collect();
            let word = word.trim_end_matches(['.', ',', ')', ';', ':']);
            if word.contains('/')
                || word.rsplit_once('.').is_some_and(|(name, end)| !name.is_empty() && end.len() <= 5)
            {
                return Some(byte);
            }
        }
        before = c;
    }
    None
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::skill::rubric::testing::*;

    #[test]
    fn what_one_client_only_understands() {
        assert_eq!(found("A11", &good()), "");
        assert_eq!(
            found(
                "A11",
                &changed(
                    "# Kafka events",
                    "# Kafka events\n\nMail me@example.org, `@app.get`, @handle.\n\n```python\n@app.get(\"/x\")\n```"
                )
            ),
            ""
        );
        assert_snapshot!(found("A11", &changed("# Kafka events", "# Kafka events\n\nNow: !`kcat -L`\nFor $ARGUMENTS see @references/sources.md.")), @"
        error[A11 client-only/command] SKILL.md:8:6: !`…` is run by Claude Code when the skill loads, and is plain text elsewhere
          fix: write the command as a step for the agent
        error[A11 client-only/placeholder] SKILL.md:9:5: a placeholder that Claude Code fills in, and other agents show as it stands
          fix: say in words what is meant
        ");
        assert_snapshot!(found("A11", &changed("# Kafka events", "```bash\necho $ARGUMENTS\n```\n")), @"
        error[A11 client-only/placeholder] SKILL.md:7:6: a placeholder that Claude Code fills in, and other agents show as it stands
          fix: say in words what is meant
        ");
    }
}
