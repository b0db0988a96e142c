//! From nothing to a server that answers.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::account::Place;
use super::client::Login;
use super::error::PostgresError;
use super::host::Host;
use super::server::Postgres;
use super::settings::{Settings, access, render};
use super::{DATABASE, SUPERUSER};
use crate::engine::local::ports;
use crate::engine::process::{Launch, Process};
use crate::engine::progress::Report;
use crate::engine::runs::{MARK, Owner};
use crate::engine::runtime::PostgresPrograms;

/// A port can be lost to another server between its choice and the start; three times in a row, hardly.
const TRIES: usize = 3;
/// Half a second as a rule.
const INITIALISING: Duration = Duration::from_secs(60);
/// The database that the workbench's own connection is in, which no lab gets to see.
const OWN_DATABASE: &str = "postgres";

impl Postgres {
    /// Starts a server with an empty database, and asks it as a program would.
    ///
    /// # Errors
    /// [`PostgresError`]: it cannot run as anybody here, does not start, or does not get ready.
    pub async fn start(
        programs: &PostgresPrograms,
        owner: &Arc<Owner>,
        report: &Report,
    ) -> Result<Self, PostgresError> {
        report.stage("Starting PostgreSQL");
        let refused = |reason: String| PostgresError::Port { reason };
        start_on(programs, owner, || {
            let free = ports::free(1).map_err(|error| refused(error.to_string()))?;
            free.first().copied().ok_or_else(|| refused("none is free".to_owned()))
        })
        .await
    }
}

/// Starts one on the first of these ports that is really free.
pub(super) async fn start_on(
    programs: &PostgresPrograms,
    owner: &Arc<Owner>,
    mut port: impl FnMut() -> Result<u16, PostgresError>,
) -> Result<Postgres, PostgresError> {
    let place = Place::find(owner)?;
    let folder = place.programs(programs)?;
    let superuser = Login::new(SUPERUSER);
    // Ends in a slash, so that the first is not found in the tenth.
    let mark = format!("{}/{}/", owner.mark(), file_name(place.path()));
    let launch = |program: &str, args: &[&str]| Launch {
        program: folder.join("bin").join(program),
        args: args.iter().map(Into::into).collect(),
        variables: vec![(MARK.to_owned(), (&mark).into()), ("LC_ALL".to_owned(), "C".into())],
        user: place.user.map(|user| (user.uid, user.gid)),
        folder: Some(place.path().to_owned()),
        ..Launch::default()
    };
    initialise(&place, &superuser, &launch).await?;
    let mut tries = 1;
    let (host, address, own) = loop {
        let port = port()?;
        write(&place, "data/postgresql.conf", &render(&Settings { port, name: &mark }))?;
        let launch = launch("postgres", &["-D", "data"]);
        let host = Host::boot(&launch, &mark).map_err(PostgresError::io("start", &launch.program))?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        match host.wait_until_ready(address, &superuser, OWN_DATABASE).await {
            Err(PostgresError::Start { log, .. }) if tries < TRIES && port_was_taken(&log) => tries += 1,
            Err(other) => return Err(other),
            Ok(own) => break (host, address, own),
        }
    };
    let started = Postgres::new(host, address, programs.version.clone(), superuser, own, place);
    started.fresh().await?;
    Ok(started)
}

/// Makes the data directory, with a password that is never written down again.
async fn initialise(
    place: &Place,
    superuser: &Login,
    launch: &impl Fn(&str, &[&str]) -> Launch,
) -> Result<(), PostgresError> {
    let secret = write(place, "secret", &superuser.password)?;
    let args = ["-D", "data", "-U", SUPERUSER, "--pwfile=secret", "--auth=scram-sha-256", "--encoding=UTF8"];
    let args = [&args[..], &["--locale=C", "--wal-segsize=4", "--no-sync", "--no-instructions"]].concat();
    let launch = launch("initdb", &args);
    let process = Process::start(&launch, |_| {}).map_err(PostgresError::io("start", &launch.program))?;
    let ended = process.wait("the end of initdb", INITIALISING).await;
    let removed = fs::remove_file(&secret);
    let failed = |reason: String| PostgresError::Init { reason, log: process.tail() };
    let status = ended.map_err(|overdue| failed(overdue.to_string()))?;
    if !status.success() {
        let said =
            process.tail().into_iter().rev().find(|line| line.contains("error:") || line.contains("FATAL:"));
        return Err(failed(said.unwrap_or_else(|| status.to_string())));
    }
    removed.map_err(PostgresError::io("remove", &secret))?;
    write(place, "data/pg_hba.conf", &access(SUPERUSER, DATABASE)).map(drop)
}

/// A file for the server's eyes only.
fn write(place: &Place, name: &str, content: &str) -> Result<PathBuf, PostgresError> {
    let path = place.path().join(name);
    let written = fs::write(&path, content)
        .and_then(|()| fs::set_permissions(&path, fs::Permissions::from_mode(0o600)));
    written.map_err(PostgresError::io("write", &path))?;
    place.give(&path)?;
    Ok(path)
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn port_was_taken(log: &[String]) -> bool {
    log.iter().any(|line| line.contains("Address already in use"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_port_that_was_taken_is_left_to_whoever_has_it() {
        let folder = std::env::var_os("KAFKA_WORKBENCH_TEST_CACHE")
            .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target/test-cache"), PathBuf::from);
        let programs = PostgresPrograms::prepare(&folder, &Report::silent()).await.unwrap();
        let runs = tempfile::tempdir().unwrap();
        let owner = Owner::claim(runs.path()).unwrap();
        // Somebody who takes connections and says nothing.
        let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let free = ports::free(1).unwrap()[0];
        let mut ports = vec![free, taken.local_addr().unwrap().port()];
        let server = start_on(&programs, &owner, || Ok(ports.pop().unwrap())).await.unwrap();
        assert_eq!(server.address().port(), free);
        server.stop().await;

        let always = || Ok(taken.local_addr().unwrap().port());
        let error = start_on(&programs, &owner, always).await.unwrap_err();
        assert!(matches!(&error, PostgresError::Start { log, .. } if port_was_taken(log)), "{error:?}");
    }
}
