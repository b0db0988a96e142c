//! Removes what a workbench has left in Docker: its containers with their volumes, then its networks.

use std::time::Duration;

use testcontainers::bollard::errors::Error as ClientError;
use testcontainers::bollard::query_parameters::{ListContainersOptionsBuilder, ListNetworksOptionsBuilder};

use super::aside::aside;
use super::daemon::Daemon;
use super::error::DockerError;
use super::removal::remove;
use super::{labels, ping};

/// Removing a running container takes tenths of a second; there are a handful.
const PATIENCE: Duration = Duration::from_secs(30);

/// Removes everything that carries `owner`'s label from the Docker at `host`, and returns how many containers and
/// networks there were. It blocks: for the start and the end of a workbench.
///
/// # Errors
/// Where that Docker does not answer: they are still there then, or go with it.
pub(in crate::engine) fn sweep(host: &str, owner: &str) -> Result<usize, DockerError> {
    let (host, owner) = (host.to_owned(), owner.to_owned());
    aside(PATIENCE, move || async move { remove_all(&Daemon::at(&host)?, &owner).await })
        .unwrap_or(Err(DockerError::Silent { doing: "remove containers", within: PATIENCE }))
}

async fn remove_all(daemon: &Daemon, owner: &str) -> Result<usize, DockerError> {
    ping::ping(daemon.found(), ping::PATIENCE).await?;
    let filters = labels::filter(&[(labels::OWNER, owner)]);
    let options = ListContainersOptionsBuilder::new().all(true).filters(&filters).build();
    let containers = daemon.client.list_containers(Some(options)).await;
    let mut removed = 0;
    for id in containers.map_err(daemon.failed("list containers"))?.into_iter().filter_map(|it| it.id) {
        remove(daemon, &id).await.map_err(daemon.failed("remove a container"))?;
        removed += 1;
    }
    let options = ListNetworksOptionsBuilder::new().filters(&filters).build();
    let networks = daemon.client.list_networks(Some(options)).await;
    for id in networks.map_err(daemon.failed("list networks"))?.into_iter().filter_map(|it| it.id) {
        match daemon.client.remove_network(&id).await {
            Ok(()) => removed += 1,
            // Somebody else has removed it since it was listed.
            Err(ClientError::DockerResponseServerError { status_code: 404, .. }) => {}
            Err(error) => return Err(daemon.failed("remove a network")(error)),
        }
    }
    Ok(removed)
}
