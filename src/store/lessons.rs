//! What was read and predicted.

use super::database::now;
use super::{Store, StoreError};
use rusqlite::params;

/// A lesson that was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LessonRow {
    /// The lesson's folder name.
    pub slug: String,
    /// When it was opened last, RFC 3339, UTC.
    pub opened: String,
    /// Whether its end was reached.
    pub finished: bool,
}

/// The last answer to a predict block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PredictionRow {
    /// The block's id.
    pub block: String,
    /// The option that was chosen.
    pub choice: String,
    /// Whether the broker agreed.
    pub right: bool,
}

impl Store {
    /// Notes that a lesson was opened.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn open_lesson(&self, slug: &str) -> Result<(), StoreError> {
        self.lock().execute(
            "INSERT INTO lesson (slug, opened) VALUES (?1, ?2)
             ON CONFLICT (slug) DO UPDATE SET opened = excluded.opened",
            params![slug, now()],
        )?;
        Ok(())
    }

    /// Notes that a lesson was read to its end.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn finish_lesson(&self, slug: &str) -> Result<(), StoreError> {
        self.lock().execute(
            "INSERT INTO lesson (slug, opened, finished) VALUES (?1, ?2, ?2)
             ON CONFLICT (slug) DO UPDATE SET finished = excluded.finished",
            params![slug, now()],
        )?;
        Ok(())
    }

    /// The lessons that were opened, the latest first.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn lessons(&self) -> Result<Vec<LessonRow>, StoreError> {
        let connection = self.lock();
        let mut select =
            connection.prepare("SELECT slug, opened, finished FROM lesson ORDER BY opened DESC, slug")?;
        let rows = select
            .query_map([], |row| {
                Ok(LessonRow {
                    slug: row.get(0)?,
                    opened: row.get(1)?,
                    finished: row.get::<_, Option<String>>(2)?.is_some(),
                })
            })?
            .collect::<Result<_, _>>()?;
        Ok(rows)
    }

    /// Keeps an answer in place of the one before.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn predict(&self, lesson: &str, block: &str, choice: &str, right: bool) -> Result<(), StoreError> {
        self.lock().execute(
            "INSERT OR REPLACE INTO prediction (lesson, block, choice, right, at) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![lesson, block, choice, right, now()],
        )?;
        Ok(())
    }

    /// The answers to the blocks of a lesson.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn predictions(&self, lesson: &str) -> Result<Vec<PredictionRow>, StoreError> {
        let connection = self.lock();
        let mut select = connection
            .prepare("SELECT block, choice, right FROM prediction WHERE lesson = ?1 ORDER BY block")?;
        let rows = select
            .query_map([lesson], |row| {
                Ok(PredictionRow { block: row.get(0)?, choice: row.get(1)?, right: row.get(2)? })
            })?
            .collect::<Result<_, _>>()?;
        Ok(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_answer_replaces_the_earlier() {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(&home.path().join("p.sqlite")).unwrap();
        store.open_lesson("05").unwrap();
        store.predict("05", "order", "a", false).unwrap();
        store.predict("05", "order", "b", true).unwrap();
        store.finish_lesson("05").unwrap();
        let answer = PredictionRow { block: "order".into(), choice: "b".into(), right: true };
        assert_eq!(store.predictions("05").unwrap(), [answer]);
        assert!(store.lessons().unwrap()[0].finished);
    }
}
