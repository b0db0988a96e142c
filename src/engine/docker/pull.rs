//! Fetches an image, with bytes shown.

use std::collections::BTreeMap;
use std::time::Duration;

use futures::StreamExt;
use testcontainers::bollard::models::CreateImageInfo;
use testcontainers::bollard::query_parameters::CreateImageOptionsBuilder;

use super::classify;
use super::daemon::Daemon;
use super::error::DockerError;
use crate::engine::progress::Report;

/// A slow line brings something every few seconds; a registry that is cut off brings nothing at all.
const PATIENCE: Duration = Duration::from_secs(60);
/// The layers of an image come after its list, one by one: the sum is known when all were named.
const STAGE: &str = "Fetching Kafka's image";

/// Fetches `name:tag` from its registry.
///
/// # Errors
/// [`DockerError::Pull`] with which of the usual reasons it is, [`DockerError::Silent`] when nothing comes any more.
pub(super) async fn pull(daemon: &Daemon, name: &str, tag: &str, report: &Report) -> Result<(), DockerError> {
    let image = format!("{name}:{tag}");
    report.stage(STAGE);
    let options = CreateImageOptionsBuilder::new().from_image(name).tag(tag).build();
    let mut events = daemon.client.create_image(Some(options), None, None);
    let mut layers = Layers::default();
    loop {
        let event = tokio::time::timeout(PATIENCE, events.next()).await;
        let event = event.map_err(|_| DockerError::Silent { doing: "fetch an image", within: PATIENCE })?;
        match event {
            None => return Ok(()),
            Some(Err(error)) => return Err(classify::pull(daemon.found(), &image, &error)),
            Some(Ok(event)) => {
                if let Some((done, total)) = layers.take(&event) {
                    report.bytes(STAGE, done, total);
                }
            }
        }
    }
}

/// How much of each layer is there.
#[derive(Debug, Default)]
struct Layers(BTreeMap<String, (u64, u64)>);

impl Layers {
    /// Notes what an event says; the sums, if it said anything about bytes that come over the line.
    fn take(&mut self, event: &CreateImageInfo) -> Option<(u64, u64)> {
        let id = event.id.clone()?;
        match event.status.as_deref()? {
            "Downloading" => {
                let detail = event.progress_detail.as_ref()?;
                let (done, total) =
                    (u64::try_from(detail.current?).ok()?, u64::try_from(detail.total?).ok()?);
                self.0.insert(id, (done, total));
            }
            // What follows, verifying and unpacking, counts the same bytes again.
            "Download complete" | "Pull complete" => {
                let (done, total) = self.0.get_mut(&id)?;
                *done = *total;
            }
            _ => return None,
        }
        Some(self.0.values().fold((0, 0), |sum, layer| (sum.0 + layer.0, sum.1 + layer.1)))
    }
}

#[cfg(test)]
mod tests {
    use testcontainers::bollard::models::ProgressDetail;

    use super::*;

    fn event(id: &str, status: &str, bytes: Option<(i64, i64)>) -> CreateImageInfo {
        CreateImageInfo {
            id: Some(id.to_owned()),
            status: Some(status.to_owned()),
            progress_detail: bytes
                .map(|(current, total)| ProgressDetail { current: Some(current), total: Some(total) }),
            ..CreateImageInfo::default()
        }
    }

    #[test]
    fn layers_add_up_and_are_counted_once() {
        let mut layers = Layers::default();
        let told: Vec<_> = [
            event("4.3.1", "Pulling from apache/kafka", None),
            event("a", "Pulling fs layer", None),
            event("a", "Downloading", Some((10, 100))),
            event("b", "Downloading", Some((5, 50))),
            event("a", "Download complete", None),
            event("a", "Extracting", Some((32, 100))),
            event("b", "Downloading", Some((50, 50))),
            event("a", "Pull complete", None),
            event("c", "Already exists", None),
        ]
        .iter()
        .filter_map(|event| layers.take(event))
        .collect();
        assert_eq!(told, [(10, 100), (15, 150), (105, 150), (150, 150), (150, 150)]);
    }
}
