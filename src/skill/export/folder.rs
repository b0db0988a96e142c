//! The skill as a folder: written beside its place, checked, then put there in one step.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Export, Written};
use crate::skill::error::SkillError;
use crate::skill::files::SkillFiles;
use crate::skill::history;

impl Export {
    /// Writes the folder `kafka-events` into `parent` (or to `parent` itself where it has that name)
    /// and gives its path. A folder that is there is replaced only where `written` knows it.
    ///
    /// # Errors
    /// [`SkillError::NotOurs`] where somebody else's folder, or an edited one, stands there;
    /// [`SkillError::Io`] with the path. In each case what stood there still stands.
    pub fn to_folder(&self, parent: &Path, written: &mut Written) -> Result<PathBuf, SkillError> {
        let named = parent.file_name().is_some_and(|name| name == self.files.folder.as_str());
        let target = if named { parent.to_path_buf() } else { parent.join(&self.files.folder) };
        let above = target.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let occupied = self.may_replace(&target, written)?;
        fs::create_dir_all(above).map_err(|source| SkillError::io("create", above, source))?;
        let builder = |prefix: &str| tempfile::Builder::new().prefix(prefix).tempdir_in(above);
        let fresh =
            builder(".kafka-events-new-").map_err(|source| SkillError::io("write in", above, source))?;
        let folder = fresh.path().join(&self.files.folder);
        self.write_files(&folder)?;
        self.verify(&SkillFiles::read(&folder)?, "the folder")?;
        // Recorded before it is put in place: a crash between the two leaves a line too many, which
        // harms nobody, and never a folder of ours that we do not know.
        written.record(&self.files.digest())?;
        if occupied {
            let old =
                builder(".kafka-events-old-").map_err(|source| SkillError::io("write in", above, source))?;
            let aside = old.path().join(&self.files.folder);
            fs::rename(&target, &aside).map_err(|source| SkillError::io("replace", &target, source))?;
            if let Err(source) = fs::rename(&folder, &target) {
                // Back to where it was; the first error is the one to tell.
                let back = fs::rename(&aside, &target);
                let kept = if back.is_err() { old.keep() } else { target.clone() };
                return Err(SkillError::io("replace", &kept, source));
            }
        } else {
            fs::rename(&folder, &target).map_err(|source| SkillError::io("put in place", &target, source))?;
        }
        Ok(target)
    }

    /// Whether something stands there; an error where it must stay.
    fn may_replace(&self, target: &Path, written: &Written) -> Result<bool, SkillError> {
        if fs::symlink_metadata(target).is_err() {
            return Ok(false);
        }
        let not_ours = |difference: String| SkillError::NotOurs { path: target.to_path_buf(), difference };
        let link = fs::symlink_metadata(target).is_ok_and(|data| data.is_symlink());
        if link || !target.is_dir() {
            return Err(not_ours("it is no folder, or a link to one".to_owned()));
        }
        let there = SkillFiles::read(target)?;
        let is_empty = there.files.is_empty() && there.odd.is_empty();
        let is_same = there.files.keys().eq(self.files.files.keys()) && there.digest() == self.files.digest();
        if is_empty || is_same || (there.odd.is_empty() && written.holds(&there.digest())) {
            return Ok(true);
        }
        let first = history::diff(&self.files, &there).into_iter().next();
        Err(not_ours(
            first.map_or_else(|| "it holds links".to_owned(), |file| format!("{} differs", file.path)),
        ))
    }

    fn write_files(&self, folder: &Path) -> Result<(), SkillError> {
        for (path, file) in &self.files.files {
            let target = folder.join(path);
            let io = |source| SkillError::io("write", &target, source);
            if let Some(above) = target.parent() {
                fs::create_dir_all(above).map_err(io)?;
            }
            fs::write(&target, &file.bytes).map_err(io)?;
            set_mode(&target, if file.executable { 0o755 } else { 0o644 }).map_err(io)?;
        }
        set_mode(folder, 0o755).map_err(|source| SkillError::io("write", folder, source))
    }
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_path: &Path, _mode: u32) -> std::io::Result<()> {
    Ok(())
}
