//! Which Docker there is on this machine: the first that answers.
//!
//! What the reader has named is taken at their word: `DOCKER_HOST`, else a context. Otherwise the sockets of the
//! usual providers are tried one after the other.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use super::context;
use super::error::DockerError;
use super::ping::{PATIENCE, ping};

/// Whose socket it is: each is started in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provider {
    /// Docker's own engine, or whatever was named.
    Docker,
    /// Docker Desktop.
    Desktop,
    /// Podman, which speaks Docker's language on a socket of its own.
    Podman,
    /// Colima.
    Colima,
    /// Rancher Desktop.
    Rancher,
    /// OrbStack.
    OrbStack,
}

impl Provider {
    /// As the object of "start it with".
    pub(super) fn how_to_start(self) -> &'static str {
        match self {
            Self::Docker if cfg!(target_os = "macos") => "`open -a Docker`",
            Self::Docker => "`sudo systemctl start docker`",
            Self::Desktop if cfg!(target_os = "macos") => "`open -a Docker`",
            Self::Desktop => "`systemctl --user start docker-desktop`",
            Self::Podman => "`systemctl --user start podman.socket`",
            Self::Colima => "`colima start`",
            Self::Rancher => "Rancher Desktop's window",
            Self::OrbStack => "`orb start`",
        }
    }
}

/// A Docker that answered, or is about to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// As `DOCKER_HOST` would name it.
    pub host: String,
    /// Whose it is.
    pub provider: Provider,
}

impl Found {
    pub(super) fn socket(path: impl fmt::Display, provider: Provider) -> Self {
        Self { host: format!("unix://{path}"), provider }
    }

    /// One that was written down or named.
    pub(super) fn named(host: &str) -> Self {
        Self { host: host.to_owned(), provider: provider_of(host) }
    }

    /// The file, where it is one.
    pub(super) fn file(&self) -> Option<PathBuf> {
        self.host.strip_prefix("unix://").map(PathBuf::from)
    }
}

/// What the search goes by: of this process, or of a test.
#[derive(Debug, Clone, Default)]
pub(super) struct Surroundings {
    /// `DOCKER_HOST`.
    pub(super) docker_host: Option<String>,
    /// `DOCKER_CONTEXT`.
    pub(super) docker_context: Option<String>,
    /// `DOCKER_CONFIG`, else `~/.docker`.
    pub(super) docker_config: Option<PathBuf>,
    pub(super) home: Option<PathBuf>,
    /// `XDG_RUNTIME_DIR`.
    pub(super) runtime_dir: Option<PathBuf>,
    /// `/`, but for a test.
    pub(super) root: PathBuf,
    /// How long an answer may take.
    pub(super) patience: Duration,
}

impl Surroundings {
    pub(super) fn of_this_process() -> Self {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
        let home = etcetera::home_dir().ok();
        Self {
            docker_host: variable("DOCKER_HOST"),
            docker_context: variable("DOCKER_CONTEXT"),
            docker_config: variable("DOCKER_CONFIG")
                .map(PathBuf::from)
                .or_else(|| home.as_ref().map(|home| home.join(".docker"))),
            home,
            runtime_dir: variable("XDG_RUNTIME_DIR").map(PathBuf::from),
            root: PathBuf::from("/"),
            patience: PATIENCE,
        }
    }

    /// Where each provider puts its socket, the most usual first.
    fn usual(&self) -> Vec<Found> {
        let mut found = Vec::new();
        let mut at = |base: Option<&PathBuf>, path: &str, provider| {
            found.extend(base.map(|base| Found::socket(base.join(path).display(), provider)));
        };
        at(Some(&self.root), "var/run/docker.sock", Provider::Docker);
        at(self.runtime_dir.as_ref(), "docker.sock", Provider::Docker);
        at(self.home.as_ref(), ".docker/run/docker.sock", Provider::Desktop);
        at(self.home.as_ref(), ".docker/desktop/docker.sock", Provider::Desktop);
        at(self.home.as_ref(), ".orbstack/run/docker.sock", Provider::OrbStack);
        at(self.home.as_ref(), ".colima/default/docker.sock", Provider::Colima);
        at(self.home.as_ref(), ".rd/docker.sock", Provider::Rancher);
        at(self.runtime_dir.as_ref(), "podman/podman.sock", Provider::Podman);
        at(Some(&self.root), "run/podman/podman.sock", Provider::Podman);
        found
    }
}

/// The Docker that this process would use.
///
/// # Errors
/// The most telling of what the places said: a socket that may not be used before one behind which nobody is.
pub async fn find() -> Result<Found, DockerError> {
    find_in(&Surroundings::of_this_process()).await
}

pub(super) async fn find_in(around: &Surroundings) -> Result<Found, DockerError> {
    if let Some(named) = named(around)? {
        ping(&named, around.patience).await?;
        return Ok(named);
    }
    let usual = around.usual();
    let mut worst: Option<DockerError> = None;
    for candidate in &usual {
        match ping(candidate, around.patience).await {
            Ok(()) => return Ok(candidate.clone()),
            Err(error) => {
                if worst.as_ref().is_none_or(|worst| telling(&error) > telling(worst)) {
                    worst = Some(error);
                }
            }
        }
    }
    match worst {
        Some(error) if !matches!(error, DockerError::NoSocket { .. }) => Err(error),
        _ => Err(DockerError::NoSocket { looked: usual.iter().filter_map(Found::file).collect() }),
    }
}

/// Whether testcontainers comes to the same: it goes by `DOCKER_HOST`, else by the most usual socket.
pub(super) fn is_found_without_help(found: &Found) -> bool {
    match Surroundings::of_this_process().docker_host {
        Some(named) => named == found.host,
        None => *found == Found::socket("/var/run/docker.sock", Provider::Docker),
    }
}

/// What `DOCKER_HOST` has to be before a process starts in which containers are to be used: `None` where it is that
/// already, or where there is no Docker.
pub async fn missing_host() -> Option<String> {
    let found = find().await.ok()?;
    (!is_found_without_help(&found)).then_some(found.host)
}

/// What the reader has named, if anything.
fn named(around: &Surroundings) -> Result<Option<Found>, DockerError> {
    if let Some(host) = &around.docker_host {
        return on_this_machine(host, "DOCKER_HOST").map(Some);
    }
    let Some(context) = context::current(around)? else { return Ok(None) };
    on_this_machine(&context.host, &format!("the Docker context {:?}", context.name)).map(Some)
}

/// Containers publish on their own machine's loopback, so a daemon elsewhere is of no use.
fn on_this_machine(host: &str, named_by: &str) -> Result<Found, DockerError> {
    let remote = || DockerError::Remote { host: host.to_owned(), named_by: named_by.to_owned() };
    let Some((scheme, rest)) = host.split_once("://") else { return Err(remote()) };
    let is_here = match scheme {
        "unix" => true,
        "tcp" | "http" => {
            let name = rest.rsplit_once(':').map_or(rest, |(name, _)| name);
            matches!(name, "localhost" | "127.0.0.1" | "[::1]")
        }
        _ => false,
    };
    if is_here { Ok(Found::named(host)) } else { Err(remote()) }
}

/// A named socket tells by its path whose it is.
fn provider_of(path: &str) -> Provider {
    let marks = [
        (".docker/", Provider::Desktop),
        (".orbstack/", Provider::OrbStack),
        ("colima", Provider::Colima),
        (".rd/", Provider::Rancher),
        ("podman", Provider::Podman),
    ];
    marks.into_iter().find(|(mark, _)| path.contains(mark)).map_or(Provider::Docker, |(_, provider)| provider)
}

/// Which of several failures says most about what the reader has.
fn telling(error: &DockerError) -> u8 {
    match error {
        DockerError::NoSocket { .. } => 0,
        DockerError::Down { .. } => 1,
        DockerError::Unfit { .. } => 2,
        DockerError::Silent { .. } => 3,
        _ => 4,
    }
}
