//! The archive: one top folder, fixed times and order, no compression.
//!
//! Files are stored as they are: a skill is small, and the bytes then depend on no compressor's version.

use std::io::{Cursor, Write};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{Export, from_zip};
use crate::skill::error::SkillError;

impl Export {
    /// The archive's bytes, unpacked and checked again.
    ///
    /// # Errors
    /// [`SkillError::Archive`] where the archive does not give back what went in.
    pub fn to_zip(&self) -> Result<Vec<u8>, SkillError> {
        let bytes = self.packed().map_err(|error| SkillError::Archive { reason: error.to_string() })?;
        self.verify(&from_zip(&bytes)?, "the archive")?;
        Ok(bytes)
    }

    /// Writes the archive: first beside the target, then renamed, so that no half of it is ever there.
    ///
    /// # Errors
    /// As [`Export::to_zip`], and [`SkillError::Io`] with the path.
    pub fn write_zip(&self, target: &Path) -> Result<(), SkillError> {
        let bytes = self.to_zip()?;
        let folder =
            target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !folder.is_dir() {
            return Err(SkillError::NoFolder { path: folder.to_path_buf() });
        }
        let io = |source| SkillError::io("write", target, source);
        let mut file = tempfile::Builder::new().prefix(".kafka-events-").tempfile_in(folder).map_err(io)?;
        file.write_all(&bytes).and_then(|()| file.as_file().sync_all()).map_err(io)?;
        readable(file.path()).map_err(io)?;
        file.persist(target).map(drop).map_err(|error| io(error.error))
    }

    fn packed(&self) -> zip::result::ZipResult<Vec<u8>> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (path, file) in &self.files.files {
            let mode = if file.executable { 0o755 } else { 0o644 };
            let options = SimpleFileOptions::default()
                .compression_method(CompressionMethod::Stored)
                .last_modified_time(DateTime::default())
                .unix_permissions(mode);
            archive.start_file(format!("{}/{path}", self.files.folder), options)?;
            archive.write_all(&file.bytes)?;
        }
        Ok(archive.finish()?.into_inner())
    }
}

/// A temporary file is for its owner alone; an export is an ordinary file.
#[cfg(unix)]
fn readable(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_path: &Path) -> std::io::Result<()> {
    Ok(())
}
