//! Reads what a lab asks of the working folder: the learner's answers, and files that programs left.

use super::clock::Clock;
use super::scenario::Scenario;
use crate::course::lab::Files;
use crate::course::{Diagnostic, yaml_value};
use crate::evidence::{Evidence, FileLine, FileSeen, StepResult};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fs;
use std::io::Read;
use std::path::Path;
use walkdir::WalkDir;

/// A file of answers is a page or two.
const LONGEST_ANSWERS: u64 = 1 << 20;
/// Bytes of a file that are read; of a longer one the beginning.
const READ: u64 = 4 << 20;
/// Characters of a file's text, and of a line, that are kept.
const KEPT: usize = 64 << 10;
/// Files of a pattern that are kept, and lines.
const MOST_FILES: usize = 1_000;
const MOST_LINES: usize = 20_000;

impl Scenario<'_> {
    /// Reads what the stage asks of the working folder.
    pub(super) fn read_files(&mut self) {
        let (wanted, work) = (self.order.lab.files(self.stage), self.work().to_owned());
        look(&work, &wanted, self.clock, &mut self.known);
    }
}

/// Puts what `wanted` names into `known`, in the place of what an earlier look has found. Answers that cannot be read
/// are the result of a step of their own, which fails.
fn look(work: &Path, wanted: &Files, clock: Clock, known: &mut Evidence) {
    for file in &wanted.answers {
        let id = format!("answers-{file}");
        known.steps.remove(&id);
        match answers(work, file) {
            Ok(answers) => {
                known.answers.insert(file.clone(), answers);
            }
            Err((error, got)) => {
                known.answers.remove(file);
                let (now, kind) = (clock.now(), "answers".to_owned());
                let result =
                    json!({ "expected": format!("{file} holds answers, as YAML or JSON"), "got": got });
                let step = StepResult {
                    id: id.clone(),
                    kind,
                    from: now,
                    to: now,
                    result,
                    error: Some(error),
                    meant: false,
                };
                known.steps.insert(id, step);
            }
        }
    }
    for pattern in wanted.files.union(&wanted.lines) {
        let found = matching(work, pattern);
        if wanted.files.contains(pattern) {
            let seen = found.iter().map(|(path, bytes, size)| seen(path, bytes, *size)).collect();
            known.files.insert(pattern.clone(), seen);
        }
        if wanted.lines.contains(pattern) {
            let lines =
                found.iter().flat_map(|(path, bytes, _)| lines(path, bytes)).take(MOST_LINES).collect();
            known.file_lines.insert(pattern.clone(), lines);
        }
    }
}

/// The entries of a list, else the whole as one; else why not, and what is there.
fn answers(work: &Path, file: &str) -> Result<Vec<Value>, (String, String)> {
    let path = work.join(file);
    let size = fs::metadata(&path).map(|metadata| metadata.len());
    let text = match size {
        Ok(size) if size > LONGEST_ANSWERS => {
            return Err((format!("{file} is too long to be answers"), format!("{size} bytes")));
        }
        _ => fs::read_to_string(&path),
    };
    let text = text.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => (format!("there is no file {file}"), "no such file".to_owned()),
        _ => (format!("{file} cannot be read"), error.to_string()),
    })?;
    match yaml_value(file, &text) {
        Ok(Value::Array(entries)) => Ok(entries),
        Ok(whole) => Ok(vec![whole]),
        Err(diagnostic) => Err(unreadable(file, &diagnostic)),
    }
}

fn unreadable(file: &str, diagnostic: &Diagnostic) -> (String, String) {
    let place = match diagnostic.line {
        0 => file.to_owned(),
        line => format!("{file}:{line}:{}", diagnostic.column),
    };
    let got = match &diagnostic.excerpt {
        Some(excerpt) => format!("{} (the line is: {})", diagnostic.message, excerpt.trim()),
        None => diagnostic.message.clone(),
    };
    (format!("{place} is neither YAML nor JSON: {}", diagnostic.message), got)
}

/// The files that fit a pattern, by path: path, what of it was read, and its size.
fn matching(work: &Path, pattern: &str) -> Vec<(String, Vec<u8>, u64)> {
    let entries =
        WalkDir::new(work).follow_links(false).sort_by_file_name().into_iter().filter_map(Result::ok);
    let mut found: Vec<(String, Vec<u8>, u64)> = entries
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| {
            let path = entry.path().strip_prefix(work).ok()?.to_string_lossy().replace('\\', "/");
            if !Files::fits(pattern, &path) {
                return None;
            }
            let file = fs::File::open(entry.path()).ok()?;
            let size = file.metadata().ok()?.len();
            let mut bytes = Vec::new();
            file.take(READ).read_to_end(&mut bytes).ok()?;
            Some((path, bytes, size))
        })
        .take(MOST_FILES)
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

fn seen(path: &str, bytes: &[u8], size: u64) -> FileSeen {
    let sha256 = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    FileSeen {
        path: path.to_owned(),
        size: i64::try_from(size).unwrap_or(i64::MAX),
        sha256,
        text: std::str::from_utf8(bytes).ok().map(cut),
        json: serde_json::from_slice(bytes).unwrap_or_default(),
    }
}

fn lines(path: &str, bytes: &[u8]) -> Vec<FileLine> {
    let text = String::from_utf8_lossy(bytes);
    let line = |(text, n): (&str, i64)| FileLine {
        path: path.to_owned(),
        n,
        text: cut(text),
        json: serde_json::from_str(text).unwrap_or_default(),
    };
    text.lines().zip(1..).filter(|(text, _)| !text.trim().is_empty()).map(line).collect()
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(KEPT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looked(files: &[(&str, &str)], wanted: &Files) -> Evidence {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let mut known = Evidence::default();
        look(folder.path(), wanted, Clock::start(), &mut known);
        known
    }

    #[test]
    fn answers_are_a_list_or_one_thing() {
        let wanted = Files { answers: ["a.yaml".to_owned(), "b.json".to_owned()].into(), ..Files::default() };
        let known = looked(&[("a.yaml", "- { id: 1 }\n- { id: 2 }\n"), ("b.json", r#"{"id": 3}"#)], &wanted);
        assert_eq!(known.answers["a.yaml"], [json!({"id": 1}), json!({"id": 2})]);
        assert_eq!(known.answers["b.json"], [json!({"id": 3})]);
        assert!(known.steps.is_empty());
    }

    #[test]
    fn answers_that_cannot_be_read_say_why() {
        let wanted = Files { answers: ["a.yaml".to_owned(), "b.yaml".to_owned()].into(), ..Files::default() };
        let known = looked(&[("a.yaml", "name: x\nother: [1, 2\n")], &wanted);
        let errors: Vec<_> = known.steps.values().map(|step| step.error.as_deref().unwrap()).collect();
        assert_eq!(
            errors,
            ["a.yaml:2:8 is neither YAML nor JSON: unclosed bracket '['", "there is no file b.yaml"]
        );
        assert!(known.answers.is_empty());
    }

    #[test]
    fn files_and_their_lines_are_found_by_a_pattern() {
        let wanted = Files {
            files: ["audit/*.jsonl".to_owned()].into(),
            lines: ["audit/*.jsonl".to_owned()].into(),
            ..Files::default()
        };
        let known = looked(
            &[
                ("audit/2.jsonl", "{\"id\":1}\n\nno json\n"),
                ("audit/1.jsonl", "{\"id\":0}"),
                ("x.jsonl", "{}"),
            ],
            &wanted,
        );
        let files: Vec<_> =
            known.files["audit/*.jsonl"].iter().map(|f| (f.path.as_str(), f.json.clone())).collect();
        assert_eq!(files, [("audit/1.jsonl", json!({"id": 0})), ("audit/2.jsonl", json!(null))]);
        let lines: Vec<_> = known.file_lines["audit/*.jsonl"]
            .iter()
            .map(|l| (l.path.as_str(), l.n, l.json.clone()))
            .collect();
        assert_eq!(
            lines,
            [
                ("audit/1.jsonl", 1, json!({"id": 0})),
                ("audit/2.jsonl", 1, json!({"id": 1})),
                ("audit/2.jsonl", 3, json!(null))
            ]
        );
    }
}
