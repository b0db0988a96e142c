//! As whom PostgreSQL runs, and where the files of such a one can be.
//!
//! PostgreSQL refuses to run as root. There it runs as `nobody`, who sees nothing of root's folders: its data is
//! then in a folder of its own below the system's temporary one, and its programs are copied there where `nobody`
//! cannot reach them. The owner notes that folder, so that it is swept as everything else is.

use std::fs;
use std::os::unix::fs::{PermissionsExt, lchown};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::WalkDir;

use super::error::PostgresError;
use crate::engine::copy::copy;
use crate::engine::runs::{Owner, RunFolder};
use crate::engine::runtime::PostgresPrograms;

/// Where everybody may have files.
const FOR_ALL: [&str; 2] = ["/tmp", "/var/tmp"];

/// A user that is not root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct User {
    pub(super) uid: u32,
    pub(super) gid: u32,
}

/// A folder for one server, and as whom it runs there.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) folder: RunFolder,
    /// `None` for ourselves.
    pub(super) user: Option<User>,
}

impl Place {
    /// A new place. Files that are put there are for [`Place::give`].
    pub(super) fn find(owner: &Arc<Owner>) -> Result<Self, PostgresError> {
        if !rustix::process::geteuid().is_root() {
            return Ok(Self { folder: owner.folder("postgres")?, user: None });
        }
        let refused = |reason: &str| PostgresError::Root { reason: reason.to_owned() };
        let accounts = fs::read_to_string("/etc/passwd").unwrap_or_default();
        let user = nobody(&accounts).ok_or_else(|| refused("there is no user `nobody` here"))?;
        let temporary = std::env::temp_dir();
        let candidates = std::iter::once(temporary.as_path()).chain(FOR_ALL.iter().map(Path::new));
        let base = candidates.filter_map(|folder| folder.canonicalize().ok()).find(|folder| is_open(folder));
        let base = base.ok_or_else(|| refused("every folder for temporary files is closed to others"))?;
        let folder = owner.folder_elsewhere(&base, "postgres")?;
        let place = Self { folder, user: Some(user) };
        place.give(place.path())?;
        Ok(place)
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Makes `folder` and all in it the server's own; of a link itself, not what it leads to.
    pub(super) fn give(&self, folder: &Path) -> Result<(), PostgresError> {
        let Some(user) = self.user else { return Ok(()) };
        for entry in WalkDir::new(folder) {
            let given = entry.map_err(std::io::Error::from);
            let given = given.and_then(|entry| lchown(entry.path(), Some(user.uid), Some(user.gid)));
            given.map_err(PostgresError::io("give to another user", folder))?;
        }
        Ok(())
    }

    /// The folder with the programs, where the server's user can start them.
    pub(super) fn programs(&self, programs: &PostgresPrograms) -> Result<PathBuf, PostgresError> {
        if self.user.is_none() || is_open(&programs.folder) {
            return Ok(programs.folder.clone());
        }
        let own = self.path().join("programs");
        for part in ["bin/postgres", "bin/initdb", "lib/postgresql", "share"] {
            let (from, to) = (programs.folder.join(part), own.join(part));
            copy(&from, &to).map_err(PostgresError::io("copy", &from))?;
        }
        self.give(&own)?;
        Ok(own)
    }
}

/// Whether everybody may pass through `folder` and the folders above it.
fn is_open(folder: &Path) -> bool {
    folder.ancestors().all(|above| fs::metadata(above).is_ok_and(|it| it.permissions().mode() & 0o001 != 0))
}

/// The line of `nobody` in the list of users: `nobody:x:65534:65534:…`.
fn nobody(accounts: &str) -> Option<User> {
    let line = accounts.lines().find_map(|line| line.strip_prefix("nobody:"))?;
    let mut fields = line.split(':').skip(1).map(|field| field.parse().ok());
    let user = User { uid: fields.next()??, gid: fields.next()?? };
    (user.uid != 0).then_some(user)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_found_and_is_not_root() {
        let accounts = "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65533:nobody:/nonexistent:/bin/false\n";
        assert_eq!(nobody(accounts), Some(User { uid: 65534, gid: 65533 }));
        assert_eq!(nobody("nobody:x:0:0::/:/bin/sh\n"), None);
        assert_eq!(nobody("root:x:0:0:root:/root:/bin/sh\n"), None);
    }

    #[test]
    fn a_place_is_the_users_own_and_goes_with_its_owner() {
        let runs = tempfile::tempdir().unwrap();
        let owner = Owner::claim(runs.path()).unwrap();
        let place = Place::find(&owner).unwrap();
        let (path, uid) = (place.path().to_owned(), rustix::process::geteuid().as_raw());
        let owned_by = std::os::unix::fs::MetadataExt::uid(&fs::metadata(&path).unwrap());
        assert_eq!(owned_by, place.user.map_or(uid, |user| user.uid));
        assert_eq!(uid == 0, place.user.is_some(), "who is no other runs it as themselves");
        drop((place, owner));
        assert!(!path.exists() && !path.parent().unwrap().exists());
    }
}
