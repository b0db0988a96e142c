//! Which folders the workbench wrote: digests, one a line, in a file in home.
//!
//! An exported skill carries no mark of ours, so that it is the same on every machine. A folder may be
//! replaced when its digest is listed here: then nobody has changed it since.

use std::collections::BTreeSet;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::skill::error::SkillError;

/// The digests of what was written, kept in a file.
#[derive(Debug, Clone)]
pub struct Written {
    path: PathBuf,
    digests: BTreeSet<String>,
}

impl Written {
    /// Reads the file; one that is not there yet lists nothing.
    ///
    /// # Errors
    /// [`SkillError::Io`] where it is there and cannot be read.
    pub fn load(path: &Path) -> Result<Self, SkillError> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            Err(error) => return Err(SkillError::io("read", path, error)),
        };
        Ok(Self {
            path: path.to_path_buf(),
            digests: text.lines().map(|line| line.trim().to_owned()).collect(),
        })
    }

    /// Whether a folder with that digest was written here and not changed since.
    pub fn holds(&self, digest: &str) -> bool {
        self.digests.contains(digest)
    }

    /// Adds a digest, in memory and in the file.
    ///
    /// # Errors
    /// [`SkillError::Io`] where the file cannot be written.
    pub fn record(&mut self, digest: &str) -> Result<(), SkillError> {
        if !self.digests.insert(digest.to_owned()) {
            return Ok(());
        }
        let io = |source| SkillError::io("write", &self.path, source);
        let mut file = fs::OpenOptions::new().create(true).append(true).open(&self.path).map_err(io)?;
        writeln!(file, "{digest}").map_err(io)
    }
}
