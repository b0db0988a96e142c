//! Sees to it that a container is gone: from before it is made until it is known to be removed.
//!
//! A start can be given up between two requests, when nobody yet knows an id. So the name is ours, chosen before,
//! and whoever drops this removes what bears it.

use std::time::Duration;

use testcontainers::ContainerAsync;
use testcontainers::bollard::errors::Error as ClientError;
use testcontainers::bollard::query_parameters::RemoveContainerOptionsBuilder;

use super::aside::aside;
use super::daemon::Daemon;
use super::image::Script;
use crate::engine::eventually::eventually;

/// Killing and removing takes tenths of a second. Past this the next workbench's sweep does it.
const PATIENCE: Duration = Duration::from_secs(15);
/// A request to create it may be on its way when the start is given up: it comes about a moment later, or never.
const ON_ITS_WAY: Duration = Duration::from_secs(2);

/// A name under which there may be a container. Dropped, it leaves none.
#[derive(Debug)]
pub(super) struct Removal {
    daemon: Daemon,
    name: String,
    container: State,
}

#[derive(Debug)]
enum State {
    /// Being made.
    Coming,
    /// Made, and to be removed by its own kind: testcontainers' drop needs a runtime that can be blocked.
    There(Box<ContainerAsync<Script>>),
    /// It could not be started, but may have been made.
    Refused,
}

impl Removal {
    pub(super) fn of(daemon: &Daemon, name: &str) -> Self {
        Self { daemon: daemon.clone(), name: name.to_owned(), container: State::Coming }
    }

    pub(super) fn started(&mut self, container: ContainerAsync<Script>) {
        self.container = State::There(Box::new(container));
    }

    pub(super) fn refused(&mut self) {
        self.container = State::Refused;
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Removal {
    fn drop(&mut self) {
        let (daemon, name) = (self.daemon.clone(), self.name.clone());
        let container = std::mem::replace(&mut self.container, State::Refused);
        let removed = aside(PATIENCE, move || async move {
            match container {
                State::There(container) => container.rm().await.map_err(|error| error.to_string()),
                State::Refused => remove(&daemon, &name).await.map(drop).map_err(|error| error.to_string()),
                State::Coming => {
                    // One that never comes is what was wanted.
                    let _ = eventually("a container that was given up", ON_ITS_WAY, || async {
                        match remove(&daemon, &name).await {
                            Ok(true) => Ok(()),
                            Ok(false) => Err("it is not there".to_owned()),
                            Err(error) => Err(error.to_string()),
                        }
                    })
                    .await;
                    Ok(())
                }
            }
        });
        if let Some(Err(reason)) = removed {
            tracing::warn!(container = %self.name, reason, "a container stays until the next start sweeps it");
        }
    }
}

/// Kills and removes a container with its volumes; `false` where there is none.
pub(super) async fn remove(daemon: &Daemon, name: &str) -> Result<bool, ClientError> {
    let options = RemoveContainerOptionsBuilder::new().force(true).v(true).build();
    match daemon.client.remove_container(name, Some(options)).await {
        Ok(()) => Ok(true),
        Err(ClientError::DockerResponseServerError { status_code: 404, .. }) => Ok(false),
        // Somebody else is removing it.
        Err(ClientError::DockerResponseServerError { status_code: 409, .. }) => Ok(true),
        Err(error) => Err(error),
    }
}
