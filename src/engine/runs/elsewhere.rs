//! Folders that cannot be below the owner's own: of servers that run as another user, who may not look there.
//!
//! They are noted in the owner's folder before they are made, and carry its mark in their name: only such are
//! removed.

use std::ffi::OsString;
use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

/// In the owner's folder: a path a line.
const NOTES: &str = "elsewhere";

/// The folder of the owner `mark` below `base`; made and noted where it is not there yet. Others may pass through
/// it and not look into it.
pub(super) fn make(owner: &Path, mark: &str, base: &Path) -> io::Result<PathBuf> {
    let folder = base.join(name(mark));
    let mut notes = fs::read(owner.join(NOTES)).unwrap_or_default();
    let line = folder.as_os_str().as_bytes();
    if !notes.split(|byte| *byte == b'\n').any(|noted| noted == line) {
        notes.extend_from_slice(line);
        notes.push(b'\n');
        fs::write(owner.join(NOTES), notes)?;
    }
    match DirBuilder::new().mode(0o711).create(&folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(folder),
    }
}

/// What the owner `mark` has noted.
pub(super) fn noted(owner: &Path, mark: &str) -> Vec<PathBuf> {
    let notes = fs::read(owner.join(NOTES)).unwrap_or_default();
    let folders =
        notes.split(|byte| *byte == b'\n').map(|line| PathBuf::from(OsString::from_vec(line.to_owned())));
    folders.filter(|it| it.is_absolute() && it.file_name().is_some_and(|it| *it == *name(mark))).collect()
}

/// Removes it. What cannot be removed is left.
pub(super) fn remove(owner: &Path, mark: &str) {
    for folder in noted(owner, mark) {
        let _ = fs::remove_dir_all(folder);
    }
}

fn name(mark: &str) -> String {
    format!("kafka-workbench-{mark}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_carries_the_mark_is_removed() {
        let (owner, base) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let folder = make(owner.path(), "1-ff", base.path()).unwrap();
        assert_eq!(make(owner.path(), "1-ff", base.path()).unwrap(), folder, "once is enough");
        fs::create_dir(folder.join("data")).unwrap();
        let other = base.path().join("kafka-workbench-2-ee");
        fs::create_dir(&other).unwrap();
        let notes = owner.path().join(NOTES);
        let noted = fs::read_to_string(&notes).unwrap();
        assert_eq!(noted.lines().count(), 1);
        fs::write(&notes, format!("{noted}{}\n{}\n", other.display(), base.path().display())).unwrap();
        remove(owner.path(), "1-ff");
        assert!(!folder.exists() && other.exists());
    }
}
