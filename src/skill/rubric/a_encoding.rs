//! A2: UTF-8 without a byte order mark, lines ended by LF.

use super::finding::At;
use super::{Family, Finding, Level, Rule, Subject};

pub(super) static RULE: Rule = Rule {
    id: "A2",
    name: "encoding",
    family: Family::A,
    level: Level::Error,
    says: "SKILL.md and the references are UTF-8 without BOM, with LF line ends",
    source: "Agent Skills specification, agentskills.io; Gemini CLI and others match `---` at the first byte of the file",
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let files = subject.files.files.iter().filter(|(path, _)| path.ends_with(".md"));
    files.flat_map(|(path, file)| of_file(path, &file.bytes)).collect()
}

fn of_file(path: &str, bytes: &[u8]) -> Vec<Finding> {
    let mut found = Vec::new();
    if bytes.starts_with(&[0xEF, 0xBB, 0xBF]) {
        let reason =
            "the file starts with a byte order mark, so its first line is not `---` for every reader";
        found.push(RULE.finding("encoding/bom", At(path, 1, 1), reason, "save it as UTF-8 without BOM"));
    }
    let valid = match std::str::from_utf8(bytes) {
        Ok(_) => bytes,
        Err(error) => {
            let before = &bytes[..error.valid_up_to()];
            let (line, column) = place(before);
            let byte = bytes.get(error.valid_up_to()).copied().unwrap_or_default();
            let reason = format!("byte 0x{byte:02X} is not UTF-8, so the file cannot be read as text");
            found.push(RULE.finding(
                "encoding/utf-8",
                At(path, line, column),
                reason,
                "save the file as UTF-8",
            ));
            before
        }
    };
    if let Some(at) = valid.iter().position(|byte| *byte == b'\r') {
        let (line, column) = place(&valid[..at]);
        let reason = "a line ends in CR LF; some readers then see `---\\r` and no front matter";
        found.push(RULE.finding(
            "encoding/crlf",
            At(path, line, column),
            reason,
            "save the file with LF line ends",
        ));
    }
    if let Some(at) = valid.iter().position(|byte| *byte == 0) {
        let (line, column) = place(&valid[..at]);
        found.push(RULE.finding("encoding/nul", At(path, line, column), "a NUL character", "remove it"));
    }
    found
}

/// Line and column, from 1, of what follows these bytes.
fn place(before: &[u8]) -> (usize, usize) {
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    (line, String::from_utf8_lossy(&before[start..]).chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::skill::rubric::testing::*;

    #[test]
    fn text_that_every_reader_reads() {
        assert_eq!(found("A2", &good()), "");
        assert_snapshot!(found("A2", &good().with("SKILL.md", &format!("\u{feff}{GOOD}"))), @"
        error[A2 encoding/bom] SKILL.md:1:1: the file starts with a byte order mark, so its first line is not `---` for every reader
          fix: save it as UTF-8 without BOM
        ");
        assert_snapshot!(found("A2", &good().with("SKILL.md", &GOOD.replace('\n', "\r\n"))), @r#"
        error[A2 encoding/crlf] SKILL.md:1:4: a line ends in CR LF; some readers then see `---\r` and no front matter
          fix: save the file with LF line ends
        "#);
        let mut latin = good();
        latin.files.get_mut("SKILL.md").unwrap().bytes = b"---\nname: \xE9t\xE9\n".to_vec();
        assert_snapshot!(found("A2", &latin), @"
        error[A2 encoding/utf-8] SKILL.md:2:7: byte 0xE9 is not UTF-8, so the file cannot be read as text
          fix: save the file as UTF-8
        ");
        assert_snapshot!(found("A2", &good().with("references/x.md", "ab\0c")), @"
        error[A2 encoding/nul] references/x.md:1:3: a NUL character
          fix: remove it
        ");
    }
}
