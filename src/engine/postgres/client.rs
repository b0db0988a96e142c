//! The workbench's own connections to a server, past any proxy.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::Value;
use tokio_postgres::{Client, Config, NoTls};

use super::error::PostgresError;
use crate::engine::letters::letters;

/// On loopback a connection is there at once, or not at all; the password takes a moment.
const CONNECTING: Duration = Duration::from_secs(10);
/// What a program has locked is waited for no longer than this: without a limit a scenario would stand still for ever.
/// Then the server refuses the statement, which is the program's doing.
const UNLOCKED_WITHIN: &str = "-c lock_timeout=10s";
/// How connections of the workbench show in `pg_stat_activity`.
pub(super) const NAME: &str = "kafka-workbench";

/// Who connects, and with what.
#[derive(Clone)]
pub(super) struct Login {
    pub(super) role: &'static str,
    pub(super) password: String,
}

impl Login {
    /// With a password that nobody knows: letters and digits, so that it can stand in an address as it is.
    pub(super) fn new(role: &'static str) -> Self {
        Self { role, password: letters(24) }
    }
}

impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Login({})", self.role)
    }
}

/// A connection of its own.
///
/// # Errors
/// [`PostgresError::Refused`] where the server says no, [`PostgresError::Unreachable`] where it says nothing.
pub(super) async fn connect(
    address: SocketAddr,
    login: &Login,
    database: &str,
) -> Result<Client, PostgresError> {
    let mut config = Config::new();
    config.host(address.ip().to_string()).port(address.port()).dbname(database).application_name(NAME);
    config.options(UNLOCKED_WITHIN);
    config.user(login.role).password(&login.password).connect_timeout(CONNECTING);
    let connected = tokio::time::timeout(CONNECTING, config.connect(NoTls)).await;
    let late = || PostgresError::Unreachable { doing: "connect to", reason: "it does not answer".to_owned() };
    let (client, connection) =
        connected.map_err(|_| late())?.map_err(|error| PostgresError::of("connect to", &error))?;
    // It ends when the client is dropped; why it ended before, the next request says.
    tokio::spawn(connection);
    Ok(client)
}

/// Does statements that give nothing back, one after the other.
pub(super) async fn run(client: &Client, statements: &str) -> Result<(), PostgresError> {
    client.batch_execute(statements).await.map_err(|error| PostgresError::of("ask", &error))
}

/// The rows of a query, each an object with its columns. PostgreSQL itself says what a value is in JSON: numbers
/// stay numbers, times are text in ISO 8601, what is NULL is null.
pub(super) async fn rows(client: &Client, query: &str) -> Result<Vec<Value>, PostgresError> {
    let query = query.trim().trim_end_matches(';');
    // A line of its own, as the query may end in a comment; the star, as a column may have any name.
    let asked = format!("SELECT row_to_json(answer.*)::text FROM (\n{query}\n) AS answer");
    let answered = client.query(&asked, &[]).await.map_err(|error| PostgresError::of("ask", &error))?;
    let row = |row: &tokio_postgres::Row| {
        let text: &str = row.try_get(0).map_err(|error| PostgresError::of("ask", &error))?;
        let reason = |error: serde_json::Error| error.to_string();
        serde_json::from_str(text)
            .map_err(reason)
            .map_err(|reason| PostgresError::Unreachable { doing: "understand", reason })
    };
    answered.iter().map(row).collect()
}
