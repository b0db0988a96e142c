//! Reads a skill folder from disk, with limits, following no links.

use std::fs;
use std::path::Path;

use walkdir::WalkDir;

use super::error::SkillError;
use super::files::{Odd, SkillFile, SkillFiles};

/// More entries than any skill has: beyond, the folder named is not a skill.
const MAX_ENTRIES: usize = 2_000;
/// Bytes of all files together; a skill is text, and 200 files of it at most.
const MAX_BYTES: u64 = 20_000_000;
/// Folders that tools keep beside the files; never part of a skill, and large.
pub(crate) const NOT_ENTERED: [&str; 3] = [".git", "node_modules", "__pycache__"];

impl SkillFiles {
    /// Reads the folder. Links are named in [`SkillFiles::odd`] and not followed.
    ///
    /// # Errors
    /// [`SkillError::NoFolder`], [`SkillError::Io`] with the path, or [`SkillError::NotASkill`] where
    /// the folder is larger than a skill can be.
    pub fn read(dir: &Path) -> Result<Self, SkillError> {
        if !dir.is_dir() {
            return Err(SkillError::NoFolder { path: dir.to_path_buf() });
        }
        let real = fs::canonicalize(dir).map_err(|source| SkillError::io("read", dir, source))?;
        let folder = real.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut skill = Self::new(&folder);
        let mut bytes = 0_u64;
        let walk = WalkDir::new(&real).min_depth(1).sort_by_file_name();
        let mut walk = walk.into_iter();
        let mut count = 0;
        while let Some(entry) = walk.next() {
            count += 1;
            let entry = entry.map_err(|source| SkillError::io("read", dir, source.into()))?;
            let length = entry.metadata().map(|data| data.len()).unwrap_or(0);
            bytes += if entry.file_type().is_file() { length } else { 0 };
            if count >= MAX_ENTRIES || bytes > MAX_BYTES {
                return Err(SkillError::NotASkill { path: dir.to_path_buf() });
            }
            skill.add(&real, &entry)?;
            if is_a_tools(&entry) {
                walk.skip_current_dir();
            }
        }
        Ok(skill)
    }

    fn add(&mut self, root: &Path, entry: &walkdir::DirEntry) -> Result<(), SkillError> {
        let below = entry.path().strip_prefix(root).unwrap_or(entry.path());
        let parts: Option<Vec<&str>> = below.iter().map(|part| part.to_str()).collect();
        let lossy = below.to_string_lossy().into_owned();
        let odd = |what| Odd { path: lossy.clone(), what };
        match (parts, entry.file_type()) {
            (None, _) => self.odd.push(odd("a name that is not UTF-8")),
            (_, kind) if kind.is_symlink() => self.odd.push(odd("a link")),
            (_, kind) if kind.is_dir() && is_a_tools(entry) => self.odd.push(odd("a tool's folder")),
            (_, kind) if kind.is_dir() => {}
            (Some(parts), kind) if kind.is_file() => {
                let bytes =
                    fs::read(entry.path()).map_err(|source| SkillError::io("read", entry.path(), source))?;
                self.files.insert(parts.join("/"), SkillFile { bytes, executable: executable(entry) });
            }
            _ => self.odd.push(odd("neither a file nor a folder")),
        }
        Ok(())
    }
}

fn is_a_tools(entry: &walkdir::DirEntry) -> bool {
    entry.file_type().is_dir() && NOT_ENTERED.iter().any(|name| entry.file_name() == *name)
}

#[cfg(unix)]
fn executable(entry: &walkdir::DirEntry) -> bool {
    use std::os::unix::fs::PermissionsExt;
    entry.metadata().is_ok_and(|data| data.permissions().mode() & 0o100 != 0)
}

#[cfg(not(unix))]
fn executable(_entry: &walkdir::DirEntry) -> bool {
    false
}
