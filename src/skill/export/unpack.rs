//! Reads a skill's archive, trusting nothing in it.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::skill::error::SkillError;
use crate::skill::files::{SkillFile, SkillFiles};

/// Entries, folders counted.
const MAX_ENTRIES: usize = 400;
/// Bytes of all files together, unpacked: an archive may claim what it wants.
const MAX_BYTES: u64 = 20_000_000;

/// The skill of an archive, in memory; nothing is written.
///
/// # Errors
/// [`SkillError::Archive`] for anything but plain files below one top folder, within the limits.
pub fn from_zip(bytes: &[u8]) -> Result<SkillFiles, SkillError> {
    let refuse = |reason: String| SkillError::Archive { reason };
    let mut archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| refuse(format!("it is no ZIP archive ({error})")))?;
    if archive.len() > MAX_ENTRIES {
        return Err(refuse(format!("it has {} entries; a skill has 200 files at most", archive.len())));
    }
    let mut skill = SkillFiles::default();
    let mut left = MAX_BYTES;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|error| refuse(format!("entry {index}: {error}")))?;
        let name = entry.name().map_err(|error| refuse(format!("entry {index}: {error}")))?.into_owned();
        let (top, path) = parts(&name)
            .ok_or_else(|| refuse(format!("the entry {name:?} is not a path below one folder")))?;
        if skill.folder.is_empty() {
            top.clone_into(&mut skill.folder);
        }
        if skill.folder != top {
            return Err(refuse(format!("it has two top folders, {} and {top}", skill.folder)));
        }
        if entry.is_dir() {
            continue;
        }
        // 0o120000 is a link; an entry without a mode is a plain file.
        let mode = entry.unix_mode().unwrap_or(0o100_644);
        if entry.is_symlink() || !matches!(mode & 0o170_000, 0 | 0o100_000) {
            return Err(refuse(format!("the entry {name:?} is a link or a device")));
        }
        let mut bytes = Vec::new();
        let read = entry.by_ref().take(left + 1).read_to_end(&mut bytes);
        read.map_err(|error| refuse(format!("the entry {name:?} cannot be unpacked ({error})")))?;
        left = left
            .checked_sub(bytes.len() as u64)
            .ok_or_else(|| refuse("it unpacks to more than 20 MB".to_owned()))?;
        if skill.files.insert(path.to_owned(), SkillFile { bytes, executable: mode & 0o100 != 0 }).is_some() {
            return Err(refuse(format!("the entry {name:?} stands twice")));
        }
    }
    match skill.files.is_empty() {
        true => Err(refuse("it holds no files".to_owned())),
        false => Ok(skill),
    }
}

/// The top folder and the rest; `None` for names that leave it.
fn parts(name: &str) -> Option<(&str, &str)> {
    let trimmed = name.strip_suffix('/').unwrap_or(name);
    let safe = |part: &str| !matches!(part, "" | "." | "..") && !part.contains(['\\', ':', '\0']);
    if !trimmed.split('/').all(safe) {
        return None;
    }
    match trimmed.split_once('/') {
        Some(both) => Some(both),
        None if name.ends_with('/') => Some((trimmed, "")),
        None => None,
    }
}
