//! Reads a lesson's file.

use super::{FrontMatter, Lesson, blocks};
use crate::course::lab::shown;
use crate::course::{Diagnostic, unwritten, yaml};
use crate::evidence::cel::Condition;
use std::fs;
use std::path::Path;

impl Lesson {
    /// Reads `dir/lesson.md`; `root` is the course's folder.
    pub fn read(root: &Path, dir: &Path) -> (Option<Lesson>, Vec<Diagnostic>) {
        let slug = dir.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let file = dir.join("lesson.md");
        let path = shown(root, &file);
        let whole = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) => {
                return (None, vec![Diagnostic::of_file(&path, format!("cannot be read: {error}"))]);
            }
        };
        let Some((front, body)) = whole.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"))
        else {
            let message = "a lesson begins with its front matter, between two lines `---`";
            return (None, vec![Diagnostic::at(&path, &whole, 1, 1, message)]);
        };
        let front_lines = front.matches('\n').count() + 1;
        let (blocks, mut found) = blocks::cut(&path, &whole, body, front_lines + 3);
        found.extend(unwritten::places(&path, &whole));
        let front: FrontMatter = match yaml::read(&path, front) {
            Ok(front) => front,
            // The front matter begins on the file's second line.
            Err(of_front) => {
                found.extend(of_front.into_iter().map(|d| {
                    let moved = Diagnostic::at(&path, &whole, d.line + 1, d.column, d.message);
                    Diagnostic { help: d.help, ..moved }
                }));
                return (None, found);
            }
        };
        let lesson = Lesson { slug, front, blocks };
        lesson.lint(&path, &mut found);
        (Some(lesson), found)
    }

    fn lint(&self, path: &str, found: &mut Vec<Diagnostic>) {
        for block in &self.blocks {
            let super::Block::Predict(predict) = block else { continue };
            let here =
                |message: String| Diagnostic::of_file(path, format!("predict `{}`: {message}", predict.id));
            if ![1, 3].contains(&predict.brokers) {
                found.push(here(format!("an experiment has 1 broker or 3, not {}", predict.brokers)));
            }
            match Condition::compile(&predict.answer) {
                Ok(condition) => {
                    found.extend(
                        condition.lint(None).into_iter().map(|c| here(format!("answer: {}", c.message))),
                    );
                }
                Err(complaint) => found.push(here(format!("answer: {}", complaint.message))),
            }
            if predict.options.len() < 2 {
                found.push(here("a question has at least two options".to_owned()));
            }
        }
    }
}
