//! One attempt at a time on a cluster, and a note of what it makes there.
//!
//! Both lie in the home, one file of each for a cluster. The operating system releases the lock of a workbench that was
//! killed; the note it leaves says what it made. A topic is known by its id, so that one that somebody has made since
//! under the same name is told apart.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::error::ExternalError;
use crate::engine::error::EngineError;
use crate::engine::eventually::eventually;
use crate::engine::process::held;
use crate::engine::progress::Report;
use crate::engine::sums::digest;
use crate::evidence::cel::Names;

/// Longer than any attempt; `verify` has several wait for each other.
const OTHERS: Duration = Duration::from_secs(60 * 60);

/// What an attempt makes on a cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Made {
    /// Topics under the lab's names; with their ids once they are there.
    pub(super) topics: BTreeMap<String, Option<Uuid>>,
    /// Consumer groups under the lab's names.
    pub(super) groups: BTreeSet<String>,
}

/// A cluster that nobody else of this home uses.
#[derive(Debug)]
pub(super) struct Note {
    path: PathBuf,
    made: Mutex<Made>,
    /// Released with the file, however we end.
    _lock: File,
}

impl Note {
    /// Waits until the cluster is free, and gives what an attempt has left that did not come to its end.
    ///
    /// # Errors
    /// Where the folder cannot be used.
    pub(super) async fn take(
        folder: &Path,
        cluster: &str,
        report: &Report,
    ) -> Result<(Note, Made), EngineError> {
        fs::create_dir_all(folder).map_err(EngineError::io("make the folder", folder))?;
        // An id is letters, digits, - and _; what somebody else's cluster calls itself is nothing to trust.
        let name = digest(&[cluster.as_bytes()]);
        let lock = folder.join(format!("{name}.lock"));
        let file = File::create(&lock).map_err(EngineError::io("write", &lock))?;
        let said = AtomicBool::new(false);
        let locked = eventually("another attempt on this cluster to end", OTHERS, || async {
            match file.try_lock() {
                Ok(()) => Ok(Ok(())),
                Err(TryLockError::Error(error)) => Ok(Err(error)),
                Err(TryLockError::WouldBlock) => {
                    if !said.swap(true, Ordering::Relaxed) {
                        report.stage("Waiting for another attempt on this cluster to end");
                    }
                    Err("it still runs")
                }
            }
        });
        let locked = locked.await.map_err(ExternalError::Busy)?;
        locked.map_err(EngineError::io("lock", &lock))?;
        let path = folder.join(format!("{name}.json"));
        let left = match fs::read(&path) {
            // What was cut short names nothing for sure, and nothing is removed by it.
            Ok(text) => serde_json::from_slice(&text).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Made::default(),
            // It may name what would then stay for ever.
            Err(error) => return Err(EngineError::io("read", &path)(error)),
        };
        Ok((Note { path, made: Mutex::default(), _lock: file }, left))
    }

    /// Notes under which names things will be made.
    ///
    /// # Errors
    /// Where the note cannot be written; then nothing must be made.
    pub(super) fn begin(&self, names: &Names) -> Result<(), EngineError> {
        self.change(|made| {
            made.topics.extend(names.topics.iter().map(|topic| (topic.clone(), None)));
            made.groups.extend(names.groups.iter().cloned());
        })
    }

    /// Notes that a topic and a group of this name are gone.
    ///
    /// # Errors
    /// As [`Note::begin`].
    pub(super) fn forget(&self, name: &str) -> Result<(), EngineError> {
        self.change(|made| {
            made.topics.remove(name);
            made.groups.remove(name);
        })?;
        if *held(&self.made) == Made::default() {
            self.clear();
        }
        Ok(())
    }

    /// Notes that a topic is there.
    ///
    /// # Errors
    /// As [`Note::begin`].
    pub(super) fn made(&self, topic: &str, id: Uuid) -> Result<(), EngineError> {
        self.change(|made| {
            made.topics.insert(topic.to_owned(), Some(id));
        })
    }

    /// Everything of these names that was made is gone. Gives the topics that are still noted: those of a canary that
    /// was stopped half-way, which may even be made yet. They stay noted for the next attempt.
    pub(super) fn settle(&self, names: &Names) -> Vec<String> {
        let mut made = held(&self.made);
        made.topics.retain(|topic, _| !names.topics.contains(topic));
        made.groups.retain(|group| !names.groups.contains(group));
        let rest: Vec<String> = made.topics.keys().cloned().collect();
        drop(made);
        match rest.is_empty() {
            true => self.clear(),
            // Where it cannot be written, the next attempt looks for more than there is.
            false => drop(self.change(|_| {})),
        }
        rest
    }

    /// Nothing is noted any more.
    pub(super) fn clear(&self) {
        *held(&self.made) = Made::default();
        // Where it stays, the next attempt looks for what is not there any more.
        let _ = fs::remove_file(&self.path);
    }

    fn change(&self, change: impl FnOnce(&mut Made)) -> Result<(), EngineError> {
        let mut made = held(&self.made);
        change(&mut made);
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let written = tempfile::NamedTempFile::new_in(folder).and_then(|mut file| {
            serde_json::to_writer(&mut file, &*made)?;
            file.flush()?;
            file.as_file().sync_all()?;
            file.persist(&self.path).map_err(|error| error.error)?;
            Ok(())
        });
        written.map_err(EngineError::io("write", &self.path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        Names { topics: ["orders".to_owned()].into(), groups: ["billing".to_owned()].into() }
    }

    #[tokio::test]
    async fn what_was_made_is_known_to_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let (note, left) = Note::take(folder.path(), "cluster", &Report::silent()).await.unwrap();
        assert_eq!(left, Made::default());
        note.begin(&names()).unwrap();
        let id = Uuid::from_u128(7);
        note.made("orders", id).unwrap();
        // Killed: nothing is cleared.
        drop(note);
        let (note, left) = Note::take(folder.path(), "cluster", &Report::silent()).await.unwrap();
        assert_eq!(left.topics, [("orders".to_owned(), Some(id))].into());
        assert_eq!(left.groups, names().groups);
        note.clear();
        drop(note);
        let (_, left) = Note::take(folder.path(), "cluster", &Report::silent()).await.unwrap();
        assert_eq!(left, Made::default());
    }

    #[tokio::test]
    async fn two_clusters_are_two_notes_and_one_is_for_one() {
        let folder = tempfile::tempdir().unwrap();
        let first = Note::take(folder.path(), "a", &Report::silent()).await.unwrap();
        let other = Note::take(folder.path(), "b", &Report::silent()).await;
        assert!(other.is_ok());
        let report = Report::silent();
        let mut waiting = Box::pin(Note::take(folder.path(), "a", &report));
        assert!(futures::poll!(&mut waiting).is_pending());
        drop(first);
        assert!(waiting.await.is_ok());
    }
}
