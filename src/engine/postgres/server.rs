//! A running server, and what it is asked.

use std::net::SocketAddr;
use std::sync::Arc;

use serde_json::Value;
use tokio::sync::Mutex;
use tokio_postgres::Client;

use super::account::Place;
use super::client::{self, Login, connect};
use super::error::PostgresError;
use super::host::Host;
use super::{By, DATABASE, LEARNER, fresh};

/// A PostgreSQL that nobody else uses. Dropped, it is ended and its data removed.
#[derive(Debug)]
pub struct Postgres {
    host: Host,
    address: SocketAddr,
    version: String,
    superuser: Login,
    learner: Login,
    /// In a database of our own, as the superuser.
    own: Client,
    /// In the lab's database; made when they are first needed, and again after [`Postgres::fresh`].
    as_learner: Mutex<Option<Arc<Client>>>,
    as_superuser: Mutex<Option<Arc<Client>>>,
    /// Last: the data goes when nobody writes to it any more.
    _place: Place,
}

impl Postgres {
    pub(super) fn new(
        host: Host,
        address: SocketAddr,
        version: String,
        superuser: Login,
        own: Client,
        place: Place,
    ) -> Self {
        let learner = Login::new(LEARNER);
        let (as_learner, as_superuser) = (Mutex::default(), Mutex::default());
        Self { host, address, version, superuser, learner, own, as_learner, as_superuser, _place: place }
    }

    /// Where the server itself listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// As it names itself: `18.4`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// For a program that connects to `address`: role, password and database, in the form that clients take
    /// (PostgreSQL manual, 32.1.1.2).
    pub fn url(&self, address: SocketAddr) -> String {
        format!("postgresql://{LEARNER}:{}@{address}/{DATABASE}", self.learner.password)
    }

    /// Whether it runs.
    ///
    /// # Errors
    /// [`PostgresError::Gone`], with its last lines.
    pub fn check_alive(&self) -> Result<(), PostgresError> {
        self.host.ended().map_or(Ok(()), |status| Err(PostgresError::Gone { status, log: self.host.tail() }))
    }

    /// Makes it as new: whoever is connected is sent away, databases, roles and replication slots are removed, and
    /// an empty database is there for [`LEARNER`], to whom it answers.
    ///
    /// # Errors
    /// Where the server does not do it.
    pub async fn fresh(&self) -> Result<(), PostgresError> {
        *self.as_learner.lock().await = None;
        *self.as_superuser.lock().await = None;
        fresh::make(&self.own, &self.learner).await?;
        self.rows(By::Learner, "SELECT 1 AS answer").await.map(drop)
    }

    /// Does statements in the lab's database, all of them in one transaction unless they say otherwise.
    ///
    /// # Errors
    /// [`PostgresError::Refused`] with what the server says.
    pub async fn run(&self, by: By, statements: &str) -> Result<(), PostgresError> {
        client::run(&*self.client(by).await?, statements).await
    }

    /// The rows of a query in the lab's database, each an object of its columns in their order.
    ///
    /// # Errors
    /// As [`Postgres::run`]; a statement that is no query is refused.
    pub async fn rows(&self, by: By, query: &str) -> Result<Vec<Value>, PostgresError> {
        client::rows(&*self.client(by).await?, query).await
    }

    /// Ends the sessions whose connections come from these ports of this machine, and waits until what they had
    /// begun is undone.
    ///
    /// # Errors
    /// Where the server does not answer.
    pub async fn end_sessions(&self, ports: &[u16]) -> Result<(), PostgresError> {
        let ports = ports.iter().map(u16::to_string).collect::<Vec<_>>().join(",");
        let statement = format!(
            "DO $$ BEGIN PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity \
             WHERE client_port = ANY (ARRAY[{ports}]::int[]); END $$"
        );
        client::run(&self.own, &statement).await
    }

    /// The last lines of its log, oldest first.
    pub fn log_tail(&self) -> Vec<String> {
        self.host.tail()
    }

    /// Ends it and removes its data, without holding up the caller's thread as dropping would.
    pub async fn stop(self) {
        let _ = tokio::task::spawn_blocking(move || drop(self)).await;
    }

    async fn client(&self, by: By) -> Result<Arc<Client>, PostgresError> {
        let (kept, login) = match by {
            By::Learner => (&self.as_learner, &self.learner),
            By::Superuser => (&self.as_superuser, &self.superuser),
        };
        let mut kept = kept.lock().await;
        if let Some(client) = kept.as_ref().filter(|client| !client.is_closed()) {
            return Ok(Arc::clone(client));
        }
        let client = Arc::new(connect(self.address, login, DATABASE).await?);
        *kept = Some(Arc::clone(&client));
        Ok(client)
    }
}
