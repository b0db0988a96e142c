//! Which files of the working folder a stage asks for.

use super::{Lab, Stage, Step, Trap};
use crate::evidence::Source;
use crate::evidence::cel::Condition;
use regex::Regex;
use std::collections::BTreeSet;

/// Files by what is asked of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    /// Files with the learner's answers, by path.
    pub answers: BTreeSet<String>,
    /// Patterns of files.
    pub files: BTreeSet<String>,
    /// Patterns of files whose lines are asked for.
    pub lines: BTreeSet<String>,
}

impl Files {
    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty() && self.files.is_empty() && self.lines.is_empty()
    }

    /// Whether a path, with `/`, fits a pattern: `*` stands for anything in a name, `**` for any folders, `?` for one
    /// character.
    pub fn fits(pattern: &str, path: &str) -> bool {
        let escaped = regex::escape(pattern)
            .replace(r"\*\*/", "(?:.*/)?")
            .replace(r"\*\*", ".*")
            .replace(r"\*", "[^/]*")
            .replace(r"\?", "[^/]");
        Regex::new(&format!("^{escaped}$")).is_ok_and(|pattern| pattern.is_match(path))
    }

    fn source(&mut self, source: &Source) {
        match source {
            Source::Answers(file) => self.answers.insert(file.clone()),
            Source::Files(pattern) => self.files.insert(pattern.clone()),
            Source::FileLines(pattern) => self.lines.insert(pattern.clone()),
            _ => false,
        };
    }

    fn text(&mut self, text: &str) {
        let Ok(condition) = Condition::compile(text) else { return };
        let asked = |part: &str| condition.asks(part).into_iter().map(|(name, _)| name);
        self.answers.extend(asked("answers"));
        self.files.extend(asked("files"));
        self.lines.extend(asked("file_lines"));
    }
}

impl Lab {
    /// What the checks and the steps of a stage ask of files.
    pub fn files(&self, stage: &Stage) -> Files {
        let mut files = Files::default();
        for check in stage.checks.iter().filter_map(|id| self.check(id)) {
            check.holds.sources().into_iter().for_each(|source| files.source(source));
            check.holds.expressions().into_iter().for_each(|(_, text)| files.text(text));
        }
        for step in self.steps(stage) {
            match &**step {
                Step::Wait(wait) => wait.until.iter().for_each(|until| files.text(until)),
                Step::Experiment(plays) => plays.chosen_by.iter().for_each(|text| files.text(text)),
                _ => {}
            }
            for trap in step.traps() {
                if let Trap::Fact(fact) = &**trap {
                    files.text(fact);
                }
            }
        }
        files
    }
}

#[cfg(test)]
mod tests {
    use super::Files;

    #[test]
    fn a_pattern_stands_for_paths() {
        let fits = |pattern: &str, paths: &[&str]| {
            paths.iter().map(|path| Files::fits(pattern, path)).collect::<Vec<_>>()
        };
        assert_eq!(
            fits("audit/*.jsonl", &["audit/a.jsonl", "audit/b/a.jsonl", "audit/a.json"]),
            [true, false, false]
        );
        assert_eq!(fits("**/*.json", &["a.json", "b/c/a.json", "a.jsonl"]), [true, true, false]);
        assert_eq!(fits("a?.txt", &["a1.txt", "a.txt", "a/.txt"]), [true, false, false]);
        assert_eq!(fits("a+b.txt", &["a+b.txt", "aab.txt"]), [true, false]);
    }
}
