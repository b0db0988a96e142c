//! Which clusters are open at this moment, so that the reader's own tools find them.
//!
//! A note lies in the folder of the workbench that has the cluster, which nobody else may read, and goes with the
//! run. What a workbench left that was killed does not count: nobody holds its lock.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::{OWNER, Owner, RunFolder, RunsError, gate};

const NOTE: &str = "cluster.json";

/// A cluster that programs use now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenCluster {
    /// Whose it is: "lesson 05-first-producer".
    pub what: String,
    /// `host:port,…` of its brokers, with nothing between.
    pub bootstrap: String,
    /// When it was opened: microseconds since 1970.
    pub opened: u64,
}

impl Owner {
    /// Tells that a cluster is open, until the folder that is given back is dropped.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn opened(self: &Arc<Self>, what: &str, bootstrap: &str) -> Result<RunFolder, RunsError> {
        let folder = self.folder("open")?;
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let opened = u64::try_from(since.as_micros()).unwrap_or(u64::MAX);
        let note = OpenCluster { what: what.to_owned(), bootstrap: bootstrap.to_owned(), opened };
        let path = folder.path().join(NOTE);
        let written = serde_json::to_vec(&note).map_err(std::io::Error::other);
        let written = written.and_then(|json| crate::engine::sums::write_whole(&path, &json));
        written.map_err(|source| RunsError { what: "write", path, source })?;
        Ok(folder)
    }
}

/// The clusters of all workbenches below `runs` that are alive, the one that was opened last first.
///
/// # Errors
/// When `runs` cannot be locked or read.
pub fn open_clusters(runs: &Path) -> Result<Vec<OpenCluster>, RunsError> {
    let mut found: Vec<OpenCluster> = owners(runs)?
        .into_iter()
        .flat_map(|owner| fs::read_dir(owner).into_iter().flatten().flatten())
        // One that ends at this moment has no note any more.
        .filter_map(|run| serde_json::from_slice(&fs::read(run.path().join(NOTE)).ok()?).ok())
        .collect();
    found.sort_by_key(|cluster| std::cmp::Reverse(cluster.opened));
    Ok(found)
}

/// How many workbenches are at work below `runs`, our own among them.
///
/// # Errors
/// When `runs` cannot be locked or read.
pub fn living(runs: &Path) -> Result<usize, RunsError> {
    owners(runs).map(|owners| owners.len())
}

/// The folders of workbenches that are alive.
fn owners(runs: &Path) -> Result<Vec<PathBuf>, RunsError> {
    let _gate = gate(runs)?;
    let entries =
        fs::read_dir(runs).map_err(|source| RunsError { what: "read", path: runs.into(), source })?;
    Ok(entries.flatten().map(|entry| entry.path()).filter(|owner| lives(owner)).collect())
}

/// Whether somebody holds the lock of an owner's folder.
fn lives(owner: &Path) -> bool {
    File::open(owner.join(OWNER))
        .is_ok_and(|lock| matches!(lock.try_lock_shared(), Err(TryLockError::WouldBlock)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(runs: &Path) -> Vec<String> {
        open_clusters(runs).unwrap().into_iter().map(|cluster| cluster.what).collect()
    }

    #[test]
    fn the_last_opened_comes_first_and_goes_with_its_run() {
        let runs = tempfile::tempdir().unwrap();
        let (one, other) = (Owner::claim(runs.path()).unwrap(), Owner::claim(runs.path()).unwrap());
        let first = one.opened("lesson", "127.0.0.1:1").unwrap();
        let second = other.opened("attempt", "127.0.0.1:2").unwrap();
        assert_eq!(names(runs.path()), ["attempt", "lesson"]);
        drop(second);
        assert_eq!(names(runs.path()), ["lesson"]);
        drop(first);
        assert_eq!(names(runs.path()), [""; 0]);
    }

    #[test]
    fn what_a_dead_workbench_left_does_not_count() {
        let runs = tempfile::tempdir().unwrap();
        let owner = Owner::claim(runs.path()).unwrap();
        let _open = owner.opened("lesson", "127.0.0.1:1").unwrap();
        let (living, dead) = (runs.path().join(owner.mark()), runs.path().join("1-00000000000000ff"));
        fs::create_dir_all(dead.join("open-1")).unwrap();
        fs::write(dead.join(OWNER), "").unwrap();
        fs::copy(living.join("open-1").join(NOTE), dead.join("open-1").join(NOTE)).unwrap();
        assert_eq!(names(runs.path()).len(), 1);
    }
}
