//! Reads a lesson's file.

use super::{FrontMatter, Lesson, blocks};
use crate::course::lab::shown;
use crate::course::{Diagnostic, unwritten, yaml};
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
        (Some(Lesson { slug, front, blocks }), found)
    }
}
