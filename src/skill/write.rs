//! Writes the living skill: only what changed, and only where nobody else changed it meanwhile.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;

use super::error::SkillError;
use super::files::{SkillFile, SkillFiles};

/// Brings the folder from `before` to `after`: each changed file is written beside its place and
/// renamed, files that `after` lacks are removed, all others are not touched.
///
/// # Errors
/// [`SkillError::ChangedMeanwhile`] where a file that would change is not as `before` has it; then
/// nothing is written. [`SkillError::Io`] with the path; files before it are already written.
pub fn write_changes(dir: &Path, before: &SkillFiles, after: &SkillFiles) -> Result<(), SkillError> {
    let paths: BTreeSet<&String> = before.files.keys().chain(after.files.keys()).collect();
    let bytes = |file: Option<&SkillFile>| file.map(|file| file.bytes.clone());
    let changed = |path: &&&String| bytes(before.files.get(**path)) != bytes(after.files.get(**path));
    let changed: Vec<&String> = paths.iter().filter(changed).copied().collect();
    for path in &changed {
        if on_disk(&dir.join(path))? != bytes(before.files.get(*path)) {
            return Err(SkillError::ChangedMeanwhile { path: dir.join(path) });
        }
    }
    for path in changed {
        let target = dir.join(path);
        match after.files.get(path) {
            Some(file) => write(&target, &file.bytes)?,
            None => fs::remove_file(&target).map_err(|source| SkillError::io("remove", &target, source))?,
        }
    }
    Ok(())
}

fn on_disk(path: &Path) -> Result<Option<Vec<u8>>, SkillError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(SkillError::io("read", path, error)),
    }
}

fn write(target: &Path, bytes: &[u8]) -> Result<(), SkillError> {
    let io = |source| SkillError::io("write", target, source);
    let folder = target.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(io)?;
    let mut file = tempfile::Builder::new().prefix(".kafka-events-").tempfile_in(folder).map_err(io)?;
    file.write_all(bytes).map_err(io)?;
    readable(file.path(), target, bytes).map_err(io)?;
    file.persist(target).map(drop).map_err(|error| io(error.error))
}

/// The mode that the file had, else that of an ordinary file: a temporary one is for its owner alone.
#[cfg(unix)]
fn readable(file: &Path, target: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let usual = if bytes.starts_with(b"#!") { 0o755 } else { 0o644 };
    let mode = fs::metadata(target).map_or(usual, |data| data.permissions().mode());
    fs::set_permissions(file, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn readable(_file: &Path, _target: &Path, _bytes: &[u8]) -> std::io::Result<()> {
    Ok(())
}
