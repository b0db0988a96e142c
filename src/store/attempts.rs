//! Attempts that were recorded.

use super::{Store, StoreError};
use rusqlite::{OptionalExtension, Row, params};
use serde::Serialize;

/// An attempt, as it is listed. Its bundle is a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AttemptRow {
    /// Its id, which is also the bundle's name.
    pub id: String,
    /// The lab's folder name.
    pub lab: String,
    /// When it began, RFC 3339, UTC.
    pub began: String,
    /// `passed`, `failed` or `not_graded`.
    pub outcome: String,
    /// Checks that held.
    pub held: i64,
    /// Checks that there are.
    pub total: i64,
    /// What it came to, in a sentence.
    pub headline: String,
    /// The digest of the lab's file at the time.
    pub digest: String,
}

const COLUMNS: &str = "id, lab, began, outcome, held, total, headline, digest";

impl Store {
    /// Keeps an attempt.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn add_attempt(&self, row: &AttemptRow) -> Result<(), StoreError> {
        self.lock().execute(
            &format!("INSERT INTO attempt ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"),
            params![row.id, row.lab, row.began, row.outcome, row.held, row.total, row.headline, row.digest],
        )?;
        Ok(())
    }

    /// The attempts at a lab, newest first.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn attempts(&self, lab: &str) -> Result<Vec<AttemptRow>, StoreError> {
        let connection = self.lock();
        let mut select = connection
            .prepare(&format!("SELECT {COLUMNS} FROM attempt WHERE lab = ?1 ORDER BY began DESC, id DESC"))?;
        let rows = select.query_map([lab], read)?.collect::<Result<_, _>>()?;
        Ok(rows)
    }

    /// The attempt of this id.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn attempt(&self, id: &str) -> Result<Option<AttemptRow>, StoreError> {
        let connection = self.lock();
        let row = connection
            .query_row(&format!("SELECT {COLUMNS} FROM attempt WHERE id = ?1"), [id], read)
            .optional()?;
        Ok(row)
    }

    /// The labs that were passed.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn passed_labs(&self) -> Result<Vec<String>, StoreError> {
        let connection = self.lock();
        let mut select =
            connection.prepare("SELECT DISTINCT lab FROM attempt WHERE outcome = 'passed' ORDER BY lab")?;
        let labs = select.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(labs)
    }

    /// How many hints of a stage were shown.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn hints_shown(&self, lab: &str, stage: &str) -> Result<usize, StoreError> {
        let shown: Option<u32> = self
            .lock()
            .query_row("SELECT shown FROM hint WHERE lab = ?1 AND stage = ?2", [lab, stage], |row| row.get(0))
            .optional()?;
        Ok(shown.unwrap_or(0) as usize)
    }

    /// Notes how many hints of a stage were shown. It never goes down.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn show_hints(&self, lab: &str, stage: &str, shown: usize) -> Result<(), StoreError> {
        self.lock().execute(
            "INSERT INTO hint (lab, stage, shown) VALUES (?1, ?2, ?3)
             ON CONFLICT (lab, stage) DO UPDATE SET shown = max(shown, excluded.shown)",
            params![lab, stage, u32::try_from(shown).unwrap_or(u32::MAX)],
        )?;
        Ok(())
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<AttemptRow> {
    Ok(AttemptRow {
        id: row.get(0)?,
        lab: row.get(1)?,
        began: row.get(2)?,
        outcome: row.get(3)?,
        held: row.get(4)?,
        total: row.get(5)?,
        headline: row.get(6)?,
        digest: row.get(7)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, outcome: &str) -> AttemptRow {
        AttemptRow {
            id: id.into(),
            lab: "05-first-producer".into(),
            began: format!("2026-01-01T00:00:0{id}Z"),
            outcome: outcome.into(),
            held: 3,
            total: 10,
            headline: "x".into(),
            digest: "d".into(),
        }
    }

    #[test]
    fn attempts_are_there_after_a_restart_newest_first() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("progress.sqlite");
        let store = Store::open(&path).unwrap();
        for (id, outcome) in [("1", "failed"), ("2", "passed")] {
            store.add_attempt(&row(id, outcome)).unwrap();
        }
        store.show_hints("l", "s", 2).unwrap();
        store.show_hints("l", "s", 1).unwrap();
        drop(store);
        let store = Store::open(&path).unwrap();
        assert_eq!(store.attempts("05-first-producer").unwrap(), [row("2", "passed"), row("1", "failed")]);
        assert_eq!(store.passed_labs().unwrap(), ["05-first-producer"]);
        assert_eq!(store.attempt("1").unwrap(), Some(row("1", "failed")));
        assert_eq!(store.attempt("3").unwrap(), None);
        assert_eq!(store.hints_shown("l", "s").unwrap(), 2);
    }
}
