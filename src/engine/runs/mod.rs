//! What this workbench has running and lying about, so that nothing of it outlives its owner.
//!
//! Each workbench process claims a folder below `runs/` and holds a lock on it for as long as it lives, however
//! it ends. Everything that it starts carries the folder's name as a mark, in its environment and (a JVM) on its
//! command line, from the very first instruction on: there is no moment in which a process is running and not
//! yet recorded. Containers carry it as a label. Whoever starts next sweeps the folders whose lock is free: first the
//! processes and containers with that mark, then the files.

mod marked;
mod open;

use std::fs::{self, DirBuilder, File, TryLockError};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use serde::Serialize;
use thiserror::Error;

use super::docker;
use super::sums::digest;

pub use marked::{MARK, kill_all as kill_marked, marked};
pub use open::{OpenCluster, living, open_clusters};

/// Held while a folder is claimed or swept, so that no owner is swept between making its folder and locking it.
const GATE: &str = "gate.lock";
const OWNER: &str = "owner.lock";
/// Holds the host of a Docker in which there may be containers of the owner.
const DOCKER: &str = "docker-host";

/// The folder of runs could not be used.
#[derive(Debug, Error)]
#[error("could not {what} {}: {source}", path.display())]
pub struct RunsError {
    what: &'static str,
    path: PathBuf,
    source: io::Error,
}

/// What a sweep found of owners that are gone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Swept {
    /// Owners that ended without tidying up.
    pub owners: usize,
    /// Processes of theirs that were still running, now killed.
    pub processes: usize,
    /// Containers and networks of theirs, now removed.
    pub containers: usize,
}

/// This workbench process, as long as it lives.
#[derive(Debug)]
pub struct Owner {
    id: String,
    home: String,
    folder: PathBuf,
    next: AtomicU32,
    swept: Swept,
    /// Released by the operating system even when we are killed.
    _lock: File,
}

/// A folder below an owner's, removed with all that is in it when dropped.
#[derive(Debug)]
pub struct RunFolder {
    path: PathBuf,
    /// The owner's folder must not go before those in it.
    _owner: Arc<Owner>,
}

impl Owner {
    /// Sweeps what earlier owners left below `runs`, then claims a folder there.
    ///
    /// # Errors
    /// When `runs` cannot be made, locked or written to.
    pub fn claim(runs: &Path) -> Result<Arc<Self>, RunsError> {
        let _gate = gate(runs)?;
        let swept = sweep_behind_gate(runs)?;
        let id = format!("{}-{:016x}", std::process::id(), rand::random::<u64>());
        let folder = runs.join(&id);
        make_private(&folder).map_err(|source| RunsError {
            what: "make the folder",
            path: folder.clone(),
            source,
        })?;
        let path = folder.join(OWNER);
        let lock = File::create(&path).and_then(|file| file.lock().map(|()| file));
        let lock = lock.map_err(|source| RunsError { what: "lock", path, source })?;
        let home = fs::canonicalize(runs).unwrap_or_else(|_| runs.to_owned());
        let home = digest(&[home.as_os_str().as_bytes()]).chars().take(16).collect();
        Ok(Arc::new(Self { id, home, folder, next: AtomicU32::new(1), swept, _lock: lock }))
    }

    /// What every process that we start carries: set the variable [`MARK`] to this.
    pub fn mark(&self) -> &str {
        &self.id
    }

    /// What was swept when this owner came.
    pub fn swept(&self) -> Swept {
        self.swept
    }

    /// Tells this home from others in what is not in it, such as a container: 16 letters and digits.
    pub fn home(&self) -> &str {
        &self.home
    }

    /// Writes down that there may be containers that carry our mark in the Docker at `host`, before the first is
    /// made. Whoever sweeps us then removes those too, and keeps the note until they are gone.
    pub(crate) fn note_docker(&self, host: &str) -> Result<(), RunsError> {
        let path = self.folder.join(DOCKER);
        fs::write(&path, host).map_err(|source| RunsError { what: "write", path, source })
    }

    /// A new folder of its own, for one run of something.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn folder(self: &Arc<Self>, purpose: &str) -> Result<RunFolder, RunsError> {
        let path = self.folder.join(format!("{purpose}-{}", self.next.fetch_add(1, Ordering::Relaxed)));
        make_private(&path).map_err(|source| RunsError {
            what: "make the folder",
            path: path.clone(),
            source,
        })?;
        Ok(RunFolder { path, _owner: Arc::clone(self) })
    }

    /// Kills every process that carries our mark, and returns how many there were.
    pub fn end_all(&self) -> usize {
        marked::kill_all(&self.id)
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        remove(&self.folder, &self.id);
    }
}

impl RunFolder {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for RunFolder {
    fn drop(&mut self) {
        // As above.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// Ends and removes what owners left that are gone, below `runs`. Owners that are alive are not touched.
///
/// # Errors
/// When `runs` cannot be locked or read.
pub fn sweep(runs: &Path) -> Result<Swept, RunsError> {
    let _gate = gate(runs)?;
    sweep_behind_gate(runs)
}

fn sweep_behind_gate(runs: &Path) -> Result<Swept, RunsError> {
    let mut swept = Swept::default();
    let entries =
        fs::read_dir(runs).map_err(|source| RunsError { what: "read", path: runs.into(), source })?;
    for entry in entries.flatten().filter(|entry| entry.path().is_dir()) {
        let Ok(lock) = File::create(entry.path().join(OWNER)) else { continue };
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock | TryLockError::Error(_)) => continue,
        }
        let Ok(mark) = entry.file_name().into_string() else { continue };
        let removed = remove(&entry.path(), &mark);
        swept.owners += removed.owners;
        swept.processes += removed.processes;
        swept.containers += removed.containers;
    }
    Ok(swept)
}

/// Ends what carries an owner's mark, then removes the owner's folder. Where a Docker that may hold containers of
/// the owner does not answer, its note stays for the next sweep.
fn remove(folder: &Path, mark: &str) -> Swept {
    let processes = marked::kill_all(mark);
    let containers = match fs::read_to_string(folder.join(DOCKER)) {
        Err(_) => Ok(0),
        Ok(host) => docker::sweep(&host, mark),
    };
    match containers {
        Ok(containers) => {
            // What stays is found by the next sweep.
            let _ = fs::remove_dir_all(folder);
            Swept { owners: 1, processes, containers }
        }
        Err(error) => {
            tracing::warn!(%error, owner = mark, "its containers are removed once Docker answers again");
            let entries = fs::read_dir(folder).into_iter().flatten().flatten();
            for entry in entries.filter(|entry| entry.path().is_dir()) {
                let _ = fs::remove_dir_all(entry.path());
            }
            Swept { owners: 0, processes, containers: 0 }
        }
    }
}

fn gate(runs: &Path) -> Result<File, RunsError> {
    fs::create_dir_all(runs).map_err(|source| RunsError {
        what: "make the folder",
        path: runs.into(),
        source,
    })?;
    let path = runs.join(GATE);
    let file = File::create(&path).and_then(|file| file.lock().map(|()| file));
    file.map_err(|source| RunsError { what: "lock", path, source })
}

/// What labs leave here is the learner's alone.
fn make_private(folder: &Path) -> io::Result<()> {
    DirBuilder::new().mode(0o700).create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_living_are_not_swept() {
        let runs = tempfile::tempdir().unwrap();
        let owner = Owner::claim(runs.path()).unwrap();
        let folder = owner.folder("cluster").unwrap();
        assert_eq!(sweep(runs.path()).unwrap(), Swept::default());
        assert!(folder.path().is_dir());
    }

    #[test]
    fn the_dead_leave_nothing() {
        let runs = tempfile::tempdir().unwrap();
        let dead = runs.path().join("1-00000000000000ff");
        fs::create_dir_all(dead.join("cluster-1/data")).unwrap();
        assert_eq!(sweep(runs.path()).unwrap(), Swept { owners: 1, processes: 0, containers: 0 });
        assert!(!dead.exists());
    }

    #[test]
    fn a_folder_goes_with_its_run() {
        let runs = tempfile::tempdir().unwrap();
        let folder = Owner::claim(runs.path()).unwrap().folder("cluster").unwrap();
        let (own, owners) = (folder.path().to_owned(), folder.path().parent().unwrap().to_owned());
        drop(folder);
        assert!(!own.exists() && !owners.exists());
    }
}
