//! A running server.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustix::process::Signal;
use serde_json::Value;
use tokio::sync::Mutex;
use tokio_postgres::Client;

use super::account::Place;
use super::client::{self, Login, connect};
use super::error::PostgresError;
use super::settings::{Settings, access, render};
use super::{By, DATABASE, LEARNER, SUPERUSER, fresh};
use crate::engine::eventually::{eventually, eventually_blocking};
use crate::engine::local::ports;
use crate::engine::process::{Launch, Process};
use crate::engine::progress::Report;
use crate::engine::runs::{MARK, Owner, kill_marked};
use crate::engine::runtime::PostgresPrograms;

/// A port can be lost to another server between its choice and the start; three times in a row, hardly.
const TRIES: usize = 3;
/// Half a second as a rule.
const INITIALISING: Duration = Duration::from_secs(60);
/// A tenth of a second as a rule.
const STARTING: Duration = Duration::from_secs(30);
/// It tells its processes to leave everything as it is, and waits for them.
const ENDING: Duration = Duration::from_secs(5);
/// The database that the workbench's own connection is in, which no lab gets to see.
const OWN_DATABASE: &str = "postgres";

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

/// What a server runs on. A container is another.
#[derive(Debug)]
enum Host {
    Process { process: Process, mark: String },
}

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
        let place = Place::find(owner)?;
        let folder = place.programs(programs)?;
        let superuser = Login::new(SUPERUSER);
        let mark = format!("{}/{}", owner.mark(), file_name(place.path()));
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
            let [port] = ports::free().map_err(|error| PostgresError::Port { reason: error.to_string() })?;
            write(&place, "data/postgresql.conf", &render(&Settings { port, name: &mark }))?;
            let started = boot(&launch("postgres", &["-D", "data"]), &mark);
            let host = started.map_err(PostgresError::io("start", &folder.join("bin/postgres")))?;
            let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
            match host.wait_until_ready(address, &superuser).await {
                Err(PostgresError::Start { log, .. }) if tries < TRIES && port_was_taken(&log) => tries += 1,
                Err(other) => return Err(other),
                Ok(own) => break (host, address, own),
            }
        };
        let started = Self {
            host,
            address,
            version: programs.version.clone(),
            superuser,
            learner: Login::new(LEARNER),
            own,
            as_learner: Mutex::default(),
            as_superuser: Mutex::default(),
            _place: place,
        };
        started.fresh().await?;
        Ok(started)
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

impl Host {
    fn ended(&self) -> Option<String> {
        match self {
            Self::Process { process, .. } => process.ended().map(|status| status.to_string()),
        }
    }

    fn tail(&self) -> Vec<String> {
        match self {
            Self::Process { process, .. } => process.tail(),
        }
    }

    /// The first connection.
    async fn wait_until_ready(&self, address: SocketAddr, login: &Login) -> Result<Client, PostgresError> {
        let ready = eventually("PostgreSQL to answer", STARTING, || async {
            match self.ended() {
                Some(status) => Ok(Err(status)),
                None => connect(address, login, OWN_DATABASE).await.map(Ok),
            }
        });
        match ready.await {
            Ok(Ok(client)) => Ok(client),
            Ok(Err(status)) => {
                let Self::Process { process, .. } = self;
                // For everything that it printed.
                let _ = process.wait("the end of PostgreSQL", ENDING).await;
                Err(PostgresError::Start { status, log: self.tail() })
            }
            Err(overdue) => Err(PostgresError::NotReady { overdue, log: self.tail() }),
        }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let Self::Process { process, mark } = self;
        // "Immediate": its processes end at once, and what it shares with them is given back.
        let _ = process.signal(Signal::QUIT);
        let ended = eventually_blocking("the end of PostgreSQL", ENDING, || {
            process.ended().ok_or("it is still running")
        });
        if ended.is_err() {
            kill_marked(mark);
        }
    }
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

fn boot(launch: &Launch, mark: &str) -> std::io::Result<Host> {
    let process = Process::start(launch, |_| {})?;
    Ok(Host::Process { process, mark: mark.to_owned() })
}

/// A file for the server's eyes only.
fn write(place: &Place, name: &str, content: &str) -> Result<std::path::PathBuf, PostgresError> {
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
