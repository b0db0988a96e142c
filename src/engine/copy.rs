//! Copies a folder, or a file, with all that is in it.

use std::fs;
use std::io;
use std::path::Path;

use walkdir::WalkDir;

/// Makes `to` what `from` is. Folders above it are made where they are missing; links are followed.
///
/// # Errors
/// As the operating system says; what was copied by then stays.
pub(super) fn copy(from: &Path, to: &Path) -> io::Result<()> {
    for entry in WalkDir::new(from) {
        let entry = entry?;
        let rest = entry.path().strip_prefix(from).map_err(io::Error::other)?;
        // Joined with nothing, a path would end in a slash, which no file may.
        let target = if rest.as_os_str().is_empty() { to.to_owned() } else { to.join(rest) };
        if entry.file_type().is_dir() {
            fs::create_dir_all(&target)?;
        } else {
            target.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}
