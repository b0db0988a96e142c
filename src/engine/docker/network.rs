//! A network for the containers of one cluster, in which they find each other by name.

use std::collections::HashMap;
use std::time::Duration;

use testcontainers::bollard::models::NetworkCreateRequest;

use super::aside::aside;
use super::daemon::Daemon;
use super::error::DockerError;

/// Removing an empty one takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(10);

/// Dropped, it is removed: the containers in it first.
#[derive(Debug)]
pub(super) struct Network {
    daemon: Daemon,
    name: String,
}

impl Network {
    /// Made here and not by testcontainers, whose networks have no labels: nobody could sweep them.
    pub(super) async fn make(
        daemon: &Daemon,
        name: &str,
        labels: &[(&str, &str)],
    ) -> Result<Self, DockerError> {
        // From before it is made: the start can be given up while it is.
        let network = Self { daemon: daemon.clone(), name: name.to_owned() };
        let labels: HashMap<_, _> =
            labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let request = NetworkCreateRequest {
            name: name.to_owned(),
            labels: Some(labels),
            ..NetworkCreateRequest::default()
        };
        daemon.client.create_network(request).await.map_err(daemon.failed("make a network"))?;
        Ok(network)
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        let (daemon, name) = (self.daemon.clone(), self.name.clone());
        // One that stays is swept with its owner.
        let _ = aside(PATIENCE, move || async move { daemon.client.remove_network(&name).await });
    }
}
