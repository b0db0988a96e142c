//! A12: names and numbers that survive an archive and any disk.

use super::finding::At;
use std::collections::BTreeMap;

use super::{Family, Finding, Level, Rule, Subject};
use crate::skill::export::left_out;
use crate::skill::front::shorten;

pub(super) static RULE: Rule = Rule {
    id: "A12",
    name: "file-names",
    family: Family::A,
    level: Level::Error,
    says: "At most 200 files with plain names, no links, no two that differ in case only",
    source: "claude.ai: uploads hold at most 200 files; names must survive ZIP, Windows and macOS",
    check,
};

const MAX_FILES: usize = 200;

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for odd in subject.files.odd.iter().filter(|odd| left_out(&odd.path).is_none()) {
        let reason = format!("{} is {}, which an archive cannot carry safely", shorten(&odd.path), odd.what);
        found.push(RULE.finding(
            "file-names/odd",
            At(&odd.path, 0, 0),
            reason,
            "put a plain file in its place, or remove it",
        ));
    }
    let mut folded: BTreeMap<String, &str> = BTreeMap::new();
    for path in subject.files.files.keys() {
        if let Some(what) = trouble(path) {
            found.push(RULE.finding(
                "file-names/name",
                At(path, 0, 0),
                format!("the path {what}"),
                "rename it: letters, digits, `-`, `_` and `.`",
            ));
        }
        if let Some(other) = folded.insert(path.to_lowercase(), path) {
            let reason = format!("{other} and {path} are one file where case does not count");
            found.push(RULE.finding("file-names/case", At(path, 0, 0), reason, "rename one of the two"));
        }
    }
    let travelling = subject.files.files.keys().filter(|path| left_out(path).is_none()).count();
    if travelling > MAX_FILES {
        let reason = format!("the skill has {travelling} files; uploads take at most 200");
        found.push(RULE.finding(
            "file-names/many",
            At("", 0, 0),
            reason,
            "join small references into one file a topic",
        ));
    }
    found
}

fn trouble(path: &str) -> Option<&'static str> {
    if path.starts_with('/') || path.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return Some("leaves the folder");
    }
    if path.chars().any(|c| c.is_control() || "\\:*?\"<>|".contains(c)) {
        return Some("has a character that Windows or ZIP does not take");
    }
    let reserved = |part: &str| {
        let stem = part.split('.').next().unwrap_or_default().to_lowercase();
        matches!(stem.as_str(), "con" | "prn" | "aux" | "nul" | "com1" | "lpt1") || part.ends_with(['.', ' '])
    };
    if path.split('/').any(reserved) {
        return Some("has a part that Windows reserves or cuts");
    }
    (path.len() > 200).then_some("is longer than 200 bytes")
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::skill::rubric::testing::*;

    #[test]
    fn names_that_travel() {
        assert_eq!(found("A12", &good()), "");
        let mut odd =
            good().with("references/a:b.md", "x").with("references/Sources.md", "x").with("nul.txt", "x");
        odd.odd.push(crate::skill::files::Odd { path: "references/link".into(), what: "a link" });
        assert_snapshot!(found("A12", &odd), @"
        error[A12 file-names/odd] references/link: references/link is a link, which an archive cannot carry safely
          fix: put a plain file in its place, or remove it
        error[A12 file-names/name] nul.txt: the path has a part that Windows reserves or cuts
          fix: rename it: letters, digits, `-`, `_` and `.`
        error[A12 file-names/name] references/a:b.md: the path has a character that Windows or ZIP does not take
          fix: rename it: letters, digits, `-`, `_` and `.`
        error[A12 file-names/case] references/sources.md: references/Sources.md and references/sources.md are one file where case does not count
          fix: rename one of the two
        ");
        let mut many = good();
        (0..200).for_each(|n| many.put(&format!("assets/{n}.txt"), "x"));
        assert_snapshot!(found("A12", &many), @"
        error[A12 file-names/many] the folder: the skill has 202 files; uploads take at most 200
          fix: join small references into one file a topic
        ");
        (0..9).for_each(|n| many.put(&format!(".git/{n}"), "x"));
        (150..200).for_each(|n| drop(many.files.remove(&format!("assets/{n}.txt"))));
        assert_eq!(found("A12", &many), "");
    }
}
