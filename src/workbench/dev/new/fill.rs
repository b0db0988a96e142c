//! Files made of templates: all of them or none, and none that is there already.

use crate::workbench::WorkbenchError;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

/// `template` with each `%name%` replaced.
pub(super) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(template.to_owned(), |text, (name, value)| text.replace(&format!("%{name}%"), value))
}

/// Files that are to be written below a course.
pub(super) struct Files<'a> {
    course: &'a Path,
    files: Vec<(String, Vec<u8>)>,
}

impl Files<'_> {
    pub(super) fn new(course: &Path) -> Files<'_> {
        Files { course, files: Vec::new() }
    }

    pub(super) fn add(&mut self, path: &str, text: impl Into<Vec<u8>>) {
        self.files.push((path.replace('\\', "/"), text.into()));
    }

    /// Writes them and gives their paths, relative to the course.
    pub(super) fn write(self) -> Result<Vec<String>, WorkbenchError> {
        if let Some((there, _)) = self.files.iter().find(|(path, _)| self.course.join(path).exists()) {
            let message = format!("{there} is there already: nothing was written");
            return Err(WorkbenchError::Refused(message));
        }
        for (path, text) in &self.files {
            let file = self.course.join(path);
            let failed = || WorkbenchError::file("write", &file);
            fs::create_dir_all(file.parent().unwrap_or(self.course)).map_err(failed())?;
            // Somebody may have made it since.
            let mut file = OpenOptions::new().write(true).create_new(true).open(&file).map_err(failed())?;
            file.write_all(text).map_err(failed())?;
        }
        Ok(self.files.into_iter().map(|(path, _)| path).collect())
    }
}
