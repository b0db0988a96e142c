//! Makes a server as if it were new, for the next stage.

use tokio_postgres::Client;

use super::client::{Login, run};
use super::error::PostgresError;
use super::{DATABASE, LEARNER};

/// Ends whatever is connected, and removes every database and role that is not the server's own.
const EMPTY: &str = "\
DO $$
BEGIN
    PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity
        WHERE pid <> pg_backend_pid() AND backend_type IN ('client backend', 'walsender');
    PERFORM pg_drop_replication_slot(slot_name) FROM pg_replication_slots;
END $$";

/// Roles own nothing any more once the databases are gone.
const ROLES: &str = "\
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT rolname FROM pg_roles WHERE rolname !~ '^pg_' AND rolname <> current_user LOOP
        EXECUTE format('DROP ROLE %I', name);
    END LOOP;
END $$";

/// Makes it so, over a superuser's connection to another database than any of a lab.
pub(super) async fn make(client: &Client, learner: &Login) -> Result<(), PostgresError> {
    run(client, EMPTY).await?;
    let databases =
        "SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> current_database()";
    let databases = super::client::rows(client, databases).await?;
    for name in databases.iter().filter_map(|row| row.get("datname")?.as_str()) {
        // Not in a transaction: one statement by itself.
        run(client, &format!("DROP DATABASE \"{}\" WITH (FORCE)", name.replace('"', "\"\""))).await?;
    }
    run(client, ROLES).await?;
    let password = &learner.password;
    run(client, &format!("CREATE ROLE {LEARNER} LOGIN PASSWORD '{password}'")).await?;
    run(client, &format!("CREATE DATABASE {DATABASE} OWNER {LEARNER}")).await
}
