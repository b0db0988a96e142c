//! A Docker that answered, with a client to speak to it.

use testcontainers::bollard::{API_DEFAULT_VERSION, Docker, errors::Error as ClientError};
use testcontainers::core::client::docker_client_instance;

use super::classify;
use super::error::DockerError;
use super::find::{Found, find, is_found_without_help};

/// How long a request may take before it counts as unanswered. Starting a container takes a second.
const PATIENCE: u64 = 60;

/// Cheap to clone. Its connections are made request by request, so that it can be used from any runtime.
#[derive(Debug, Clone)]
pub(crate) struct Daemon {
    pub(super) client: Docker,
    found: Found,
}

impl Daemon {
    /// The one that this process would use.
    ///
    /// # Errors
    /// As [`find`]; [`DockerError::Elsewhere`] where the library that starts containers would not find it.
    pub(crate) async fn open() -> Result<Self, DockerError> {
        let found = find().await?;
        if !is_found_without_help(&found) {
            return Err(DockerError::Elsewhere { host: found.host });
        }
        let client = docker_client_instance().await;
        let client = client
            .map_err(|error| DockerError::Unfit { host: found.host.clone(), reason: error.to_string() })?;
        Ok(Self { client, found })
    }

    /// The one at a host that was written down, whether it answers or not.
    pub(super) fn at(host: &str) -> Result<Self, DockerError> {
        let found = Found::named(host);
        let client = match found.file() {
            Some(_) => Docker::connect_with_unix(host, PATIENCE, API_DEFAULT_VERSION),
            None => Docker::connect_with_http(host, PATIENCE, API_DEFAULT_VERSION),
        };
        let client = client.map_err(|error| classify::request(&found, "answer", &error))?;
        Ok(Self { client, found })
    }

    /// As `DOCKER_HOST` would name it.
    pub(crate) fn host(&self) -> &str {
        &self.found.host
    }

    pub(super) fn found(&self) -> &Found {
        &self.found
    }

    /// Tells what an error means that came up while we were `doing` something, a verb phrase.
    pub(super) fn failed(&self, doing: &'static str) -> impl Fn(ClientError) -> DockerError + use<'_> {
        move |error| classify::request(&self.found, doing, &error)
    }

    /// The same for testcontainers, which wraps the client's errors.
    pub(super) fn not_started(&self, error: testcontainers::TestcontainersError) -> DockerError {
        classify::start(&self.found, &error)
    }
}
