//! The database of a stage: a server that is empty at its start, and the proxy before it.

use super::clock::Clock;
use super::run::Trouble;
use super::scenario::Scenario;
use crate::course::Lab;
use crate::engine::Postgres;
use crate::engine::postgres::{By, PostgresError};
use crate::evidence::{DatabaseTransaction, StepResult};
use crate::gateway::Peers;
use crate::gateway::postgres::{CommitHold, HeldCommit, Proxy};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// Programs that have ended are gone at once. What one of them asked for last may still be done, and is waited for.
const LAST_STATEMENT: Duration = Duration::from_secs(5);

/// What programs find at `DATABASE_URL`. Dropped, it closes every connection.
pub(super) struct Database {
    pub(super) server: Arc<Postgres>,
    proxy: Proxy,
}

impl Database {
    pub(super) fn open(server: &Arc<Postgres>, clock: Clock, peers: Peers) -> Result<Database, Trouble> {
        let proxy = Proxy::open(server.address(), clock.epoch(), peers).map_err(Trouble::ours)?;
        Ok(Database { server: Arc::clone(server), proxy })
    }

    /// What tells a program where it is.
    pub(super) fn variable(&self) -> (String, String) {
        ("DATABASE_URL".to_owned(), self.server.url(self.proxy.address()))
    }

    pub(super) fn hold(&self, hold: CommitHold) -> HeldCommit {
        self.proxy.hold(hold)
    }

    pub(super) fn transactions(&self) -> Vec<DatabaseTransaction> {
        self.proxy.transactions()
    }

    /// Waits until nothing that programs have begun goes on; they have ended.
    pub(super) async fn settle(&self) -> Result<(), Trouble> {
        let Err(left) = self.proxy.settled(LAST_STATEMENT).await else { return Ok(()) };
        self.server.end_sessions(&left).await.map_err(Trouble::ours)?;
        let settled = self.proxy.settled(LAST_STATEMENT).await;
        settled.map_err(|_| Trouble::ours("PostgreSQL goes on with what a program asked that has ended"))
    }
}

impl Scenario<'_> {
    /// Gives programs a database, which nothing is in.
    pub(super) fn open_database(&mut self, server: &Arc<Postgres>) -> Result<(), Trouble> {
        self.database = Some(Database::open(server, self.clock, self.peers.clone())?);
        Ok(())
    }

    /// Reads the lab's queries, once nothing goes on that programs have begun.
    pub(super) async fn read_rows(&mut self) -> Result<(), Trouble> {
        let Some(database) = &self.database else { return Ok(()) };
        database.settle().await?;
        let from = self.clock.now();
        match rows(&database.server, &self.order.lab).await {
            Ok(rows) => self.known.rows = rows,
            Err(NoRows::Trouble(error)) => return Err(Trouble::ours(error)),
            // What there is in the database is the program's doing: it is judged.
            Err(NoRows::Refused { query, why }) => {
                let (id, kind) = (format!("rows-{query}"), "rows".to_owned());
                let result =
                    json!({ "expected": format!("the database answers the query `{query}`"), "got": why });
                let error = Some(format!("the database refused the query `{query}`"));
                let step = StepResult {
                    id: id.clone(),
                    kind,
                    from,
                    to: self.clock.now(),
                    result,
                    error,
                    meant: false,
                };
                self.known.steps.insert(id, step);
            }
        }
        Ok(())
    }
}

/// Why there are no rows.
pub(super) enum NoRows {
    /// The database refuses the query of this name: what it is about is not there, or not as it should be.
    Refused { query: String, why: String },
    /// It does not answer.
    Trouble(PostgresError),
}

impl std::fmt::Display for NoRows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            NoRows::Refused { query, why } => write!(f, "the database refused the query `{query}`: {why}"),
            NoRows::Trouble(error) => error.fmt(f),
        }
    }
}

/// The rows of every query of the lab, as they are now. They are asked in the programs' name, who own what there is.
pub(super) async fn rows(server: &Postgres, lab: &Lab) -> Result<BTreeMap<String, Vec<Value>>, NoRows> {
    let mut rows = BTreeMap::new();
    for (name, query) in &lab.spec.queries {
        let answered = server.rows(By::Learner, query).await.map_err(|error| match error {
            PostgresError::Refused(refusal) => {
                NoRows::Refused { query: name.clone(), why: refusal.to_string() }
            }
            other => NoRows::Trouble(other),
        })?;
        rows.insert(name.clone(), answered);
    }
    Ok(rows)
}
