//! What the server is told: its settings, and who may connect.

/// The settings of one server.
#[derive(Debug)]
pub(super) struct Settings<'a> {
    pub(super) port: u16,
    /// Stands in the title of each of its processes, whose environment PostgreSQL overwrites with that title: so
    /// they are found by their owner's mark.
    pub(super) name: &'a str,
}

/// `postgresql.conf`. A database of minutes, which no crash of the machine has to leave whole.
pub(super) fn render(settings: &Settings<'_>) -> String {
    let Settings { port, name } = settings;
    format!(
        "\
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
cluster_name = '{name}'
password_encryption = 'scram-sha-256'
max_connections = 100
wal_level = logical
max_wal_senders = 8
max_replication_slots = 8
max_logical_replication_workers = 0
fsync = off
full_page_writes = off
shared_buffers = '16MB'
min_wal_size = '8MB'
max_wal_size = '64MB'
autovacuum = off
# Files of the data directory, in place of segments in /dev/shm that would outlive a killed server.
dynamic_shared_memory_type = mmap
timezone = 'UTC'
log_timezone = 'UTC'
"
    )
}

/// `pg_hba.conf`: from this machine, with a password, and for everybody but the superuser into one database alone.
/// The word `replication` is about copies of the whole server: logical replication connects to its database.
pub(super) fn access(superuser: &str, database: &str) -> String {
    format!(
        "\
host all {superuser} 127.0.0.1/32 scram-sha-256
host replication {superuser} 127.0.0.1/32 scram-sha-256
host {database} all 127.0.0.1/32 scram-sha-256
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_trusted_and_nothing_listens_elsewhere() {
        let settings = render(&Settings { port: 20_000, name: "1-ff/postgres-1" });
        assert!(
            settings.contains("listen_addresses = '127.0.0.1'\nport = 20000\nunix_socket_directories = ''")
        );
        let access = access("workbench", "lab");
        assert!(
            !access.contains("trust")
                && access.lines().all(|line| line.ends_with("127.0.0.1/32 scram-sha-256"))
        );
    }
}
