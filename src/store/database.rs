//! The database of a home.

use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Progress: attempts, lessons, proofs.
#[derive(Debug)]
pub struct Store {
    connection: Mutex<Connection>,
}

/// Why progress could not be read or kept.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A newer workbench has written it.
    #[error("{} was written by a newer version of the workbench (schema {found}, this one knows {known})", path.display())]
    Newer {
        /// The database.
        path: PathBuf,
        /// Its schema.
        found: usize,
        /// Ours.
        known: usize,
    },
    /// The database could not be opened.
    #[error("the progress in {} cannot be opened: {why}", path.display())]
    Open {
        /// The database.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// A statement failed.
    #[error("the progress could not be read or written: {0}")]
    Statement(#[from] rusqlite::Error),
}

impl StoreError {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            StoreError::Newer { .. } => Some(
                "start the newer version, or take another folder with --home DIR; nothing was changed"
                    .to_owned(),
            ),
            StoreError::Open { path, .. } => Some(format!(
                "your files are not touched; move {} away to begin with empty progress",
                path.display()
            )),
            StoreError::Statement(_) => None,
        }
    }
}

/// The schema, a step a version. Steps are only ever added.
const STEPS: &[M<'_>] = &[M::up(
    "CREATE TABLE attempt (
        id TEXT PRIMARY KEY,
        lab TEXT NOT NULL,
        began TEXT NOT NULL,
        outcome TEXT NOT NULL,
        held INTEGER NOT NULL,
        total INTEGER NOT NULL,
        headline TEXT NOT NULL,
        digest TEXT NOT NULL
    ) STRICT;
    CREATE INDEX attempt_by_lab ON attempt (lab, began);
    CREATE TABLE lesson (
        slug TEXT PRIMARY KEY,
        opened TEXT NOT NULL,
        finished TEXT
    ) STRICT;
    CREATE TABLE prediction (
        lesson TEXT NOT NULL,
        block TEXT NOT NULL,
        choice TEXT NOT NULL,
        right INTEGER NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (lesson, block)
    ) STRICT;
    CREATE TABLE hint (
        lab TEXT NOT NULL,
        stage TEXT NOT NULL,
        shown INTEGER NOT NULL,
        PRIMARY KEY (lab, stage)
    ) STRICT;
    CREATE TABLE proof (
        rule TEXT PRIMARY KEY,
        body TEXT NOT NULL
    ) STRICT;
    CREATE TABLE offer (
        fragment TEXT PRIMARY KEY,
        state TEXT NOT NULL,
        at TEXT NOT NULL
    ) STRICT;",
)];

impl Store {
    /// Opens the database at `path`, and brings it to this version's schema.
    ///
    /// # Errors
    /// Where it is newer, damaged, or cannot be written.
    pub fn open(path: &Path) -> Result<Store, StoreError> {
        let failed = |why: String| StoreError::Open { path: path.to_owned(), why };
        // Of two that open a fresh home at the same moment the second finds the schema there.
        let one_at_a_time =
            File::create(path.with_extension("lock")).and_then(|file| file.lock().map(|()| file));
        let _one_at_a_time = one_at_a_time.map_err(|e| failed(e.to_string()))?;
        let mut connection = Connection::open(path).map_err(|e| failed(e.to_string()))?;
        // A second workbench on this home writes now and then.
        connection.busy_timeout(Duration::from_secs(5))?;
        // With the write-ahead log a crash loses nothing that was answered for.
        let prepared = connection
            .pragma_update(None, "journal_mode", "wal")
            .and_then(|()| connection.pragma_update(None, "synchronous", "normal"))
            .and_then(|()| connection.pragma_update(None, "foreign_keys", true));
        prepared.map_err(|e| failed(e.to_string()))?;
        let found: usize = connection
            .query_row("PRAGMA user_version", [], |row| row.get::<_, u32>(0))
            .map_err(|e| failed(e.to_string()))? as usize;
        if found > STEPS.len() {
            return Err(StoreError::Newer { path: path.to_owned(), found, known: STEPS.len() });
        }
        Migrations::from_slice(STEPS).to_latest(&mut connection).map_err(|e| failed(e.to_string()))?;
        Ok(Store { connection: Mutex::new(connection) })
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Connection> {
        // A statement either happened or did not, whoever panicked.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Now, as the database keeps times: RFC 3339, UTC, to the millisecond.
pub(super) fn now() -> String {
    let now = jiff::Timestamp::now();
    format!("{now:.3}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;

    #[test]
    fn the_schema_is_sound() {
        Migrations::from_slice(STEPS).validate().unwrap();
    }

    #[test]
    fn many_that_open_a_fresh_one_at_once_all_have_it() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("progress.sqlite");
        let together = Barrier::new(8);
        std::thread::scope(|scope| {
            let open = || {
                together.wait();
                Store::open(&path).map(|_| ())
            };
            let all: Vec<_> = (0..8).map(|_| scope.spawn(open)).collect();
            for one in all {
                one.join().unwrap().unwrap();
            }
        });
    }

    #[test]
    fn a_newer_database_is_left_alone() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("progress.sqlite");
        Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
        let error = Store::open(&path).unwrap_err();
        assert!(matches!(error, StoreError::Newer { found: 99, .. }), "{error}");
    }

    #[test]
    fn a_damaged_database_is_told() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("progress.sqlite");
        std::fs::write(&path, "this is no database, and long enough to be taken for one".repeat(100))
            .unwrap();
        let error = Store::open(&path).unwrap_err();
        assert!(matches!(error, StoreError::Open { .. }), "{error}");
        assert!(error.hint().unwrap().contains("your files are not touched"));
    }
}
