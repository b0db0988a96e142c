//! What was proved, and what was said to offers.

use super::database::now;
use super::{Store, StoreError};
use rusqlite::params;

/// What was said to a fragment that was offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfferState {
    /// It was taken, whole or in part.
    Accepted,
    /// It was not wanted.
    Declined,
}

impl Store {
    /// Keeps a proof of a rule, as JSON, in place of the one before.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn put_proof(&self, rule: &str, body: &str) -> Result<(), StoreError> {
        self.lock().execute("INSERT OR REPLACE INTO proof (rule, body) VALUES (?1, ?2)", [rule, body])?;
        Ok(())
    }

    /// All proofs, as JSON, by rule.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn proofs(&self) -> Result<Vec<String>, StoreError> {
        let connection = self.lock();
        let mut select = connection.prepare("SELECT body FROM proof ORDER BY rule")?;
        let bodies = select.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(bodies)
    }

    /// Notes what was said to a fragment.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn answer_offer(&self, fragment: &str, state: OfferState) -> Result<(), StoreError> {
        let state = match state {
            OfferState::Accepted => "accepted",
            OfferState::Declined => "declined",
        };
        self.lock().execute(
            "INSERT OR REPLACE INTO offer (fragment, state, at) VALUES (?1, ?2, ?3)",
            params![fragment, state, now()],
        )?;
        Ok(())
    }

    /// What was said to fragments, by their names.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn offers(&self) -> Result<Vec<(String, OfferState)>, StoreError> {
        let connection = self.lock();
        let mut select = connection.prepare("SELECT fragment, state FROM offer ORDER BY fragment")?;
        let rows = select
            .query_map([], |row| {
                let state = match row.get::<_, String>(1)?.as_str() {
                    "accepted" => OfferState::Accepted,
                    _ => OfferState::Declined,
                };
                Ok((row.get(0)?, state))
            })?
            .collect::<Result<_, _>>()?;
        Ok(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_on_an_offer_counts() {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(&home.path().join("p.sqlite")).unwrap();
        store.answer_offer("05-first-producer", OfferState::Declined).unwrap();
        store.answer_offer("05-first-producer", OfferState::Accepted).unwrap();
        store.put_proof("flush", "{}").unwrap();
        assert_eq!(store.offers().unwrap(), [("05-first-producer".to_owned(), OfferState::Accepted)]);
        assert_eq!(store.proofs().unwrap(), ["{}"]);
    }
}
