//! The images that workbenches have prepared in this Docker, and which of them nobody has used for long.
//!
//! Docker notes when an image was last given its name. A workbench that takes an image up gives it its name once
//! more; so the time of the last use lies with the image, for whatever home it was made.

use std::path::Path;
use std::time::{Duration, SystemTime};

use serde::Serialize;
use testcontainers::bollard::errors::Error as ClientError;
use testcontainers::bollard::models::ImageSummary;
use testcontainers::bollard::query_parameters::{
    ListImagesOptionsBuilder, RemoveImageOptionsBuilder, TagImageOptionsBuilder,
};

use super::daemon::Daemon;
use super::error::DockerError;
use super::image::{NAME, TAG};
use super::labels;
use super::prepared::{REPOSITORY, cache_id, tag};
use crate::engine::kept::is_old;

/// An image that was prepared, and can be prepared again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeptImage {
    /// As Docker calls it.
    pub name: String,
    /// What goes with it, in bytes: what it shares with Kafka's own image stays.
    pub bytes: u64,
    /// Nobody has used it for 30 days, and it is neither the last of all nor the last of this cache.
    pub can_go: bool,
    #[serde(skip)]
    id: String,
    #[serde(skip)]
    is_own: bool,
    #[serde(skip)]
    used: SystemTime,
}

/// All images that workbenches have prepared in the Docker of this process, the largest first. `cache` is ours.
///
/// # Errors
/// Where there is no Docker, or it does not tell.
pub async fn images(cache: &Path, now: SystemTime) -> Result<Vec<KeptImage>, DockerError> {
    let daemon = Daemon::open().await?;
    let options = ListImagesOptionsBuilder::new().filters(&labels::any(labels::PREPARED)).shared_size(true);
    let listed = daemon.client.list_images(Some(options.build())).await;
    let own = cache_id(cache);
    let base = daemon.client.inspect_image(&format!("{NAME}:{TAG}")).await.ok();
    let base = base.and_then(|base| u64::try_from(base.size?).ok()).unwrap_or(0);
    let mut images = Vec::new();
    for image in listed.map_err(daemon.failed("list images"))? {
        let used = used(&daemon, &image).await;
        let size = |of: i64| u64::try_from(of).ok();
        // Docker before 23 does not say what is shared: -1.
        let shared = size(image.shared_size).unwrap_or(base);
        images.push(KeptImage {
            name: name(&image),
            bytes: size(image.size).unwrap_or(0).saturating_sub(shared),
            can_go: false,
            is_own: image.labels.get(labels::CACHE) == Some(&own),
            id: image.id,
            used,
        });
    }
    judge(&mut images, now);
    images.sort_by(|a, b| b.bytes.cmp(&a.bytes).then_with(|| a.name.cmp(&b.name)));
    Ok(images)
}

/// Removes an image; `false` where it stays, as a container is made of it.
///
/// # Errors
/// Where Docker does not answer.
pub async fn remove_image(image: &KeptImage) -> Result<bool, DockerError> {
    let daemon = Daemon::open().await?;
    let options = RemoveImageOptionsBuilder::new().force(false).build();
    match daemon.client.remove_image(&image.id, Some(options), None).await {
        Ok(_) => Ok(true),
        Err(ClientError::DockerResponseServerError { status_code: 409, .. }) => Ok(false),
        // Somebody else has removed it.
        Err(ClientError::DockerResponseServerError { status_code: 404, .. }) => Ok(true),
        Err(error) => Err(daemon.failed("remove an image")(error)),
    }
}

/// Notes that the image of this key is used now.
pub(super) async fn note_use(daemon: &Daemon, id: &str, key: &str) {
    let options = TagImageOptionsBuilder::new().repo(REPOSITORY).tag(&tag(key)).build();
    if let Err(error) = daemon.client.tag_image(id, Some(options)).await {
        tracing::debug!(%error, "Docker does not note when an image was used");
    }
}

/// Its name, else its id: of one without a name Docker says `<none>:<none>`.
fn name(image: &ImageSummary) -> String {
    image.repo_tags.iter().find(|tag| !tag.starts_with("<none>")).unwrap_or(&image.id).clone()
}

/// When it was last named, else when it was made.
async fn used(daemon: &Daemon, image: &ImageSummary) -> SystemTime {
    let made = SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(image.created).unwrap_or(0));
    let found = daemon.client.inspect_image(&image.id).await.ok();
    let named = found.and_then(|image| Some(SystemTime::from(image.metadata?.last_tag_time?)));
    // Of an image that was never named here Docker says the year 1.
    named.filter(|named| *named > made).unwrap_or(made)
}

fn judge(images: &mut [KeptImage], now: SystemTime) {
    let last = images.iter().map(|image| image.used).max();
    let last_own = images.iter().filter(|image| image.is_own).map(|image| image.used).max();
    for image in images {
        let is_last = Some(image.used) == last || (image.is_own && Some(image.used) == last_own);
        image.can_go = !is_last && is_old(image.used, now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_secs(24 * 60 * 60);

    fn can_go(images: &[(&str, bool, u32)]) -> Vec<String> {
        let now = SystemTime::now();
        let image = |(name, is_own, days): &(&str, bool, u32)| KeptImage {
            name: (*name).to_owned(),
            bytes: 1,
            can_go: false,
            id: String::new(),
            is_own: *is_own,
            used: now - DAY * *days,
        };
        let mut images: Vec<KeptImage> = images.iter().map(image).collect();
        judge(&mut images, now);
        images.into_iter().filter(|image| image.can_go).map(|image| image.name).collect()
    }

    #[test]
    fn what_is_old_goes_but_never_the_last() {
        assert_eq!(can_go(&[("only", false, 90)]), [""; 0]);
        assert_eq!(can_go(&[("new", false, 1), ("resting", false, 29), ("old", false, 31)]), ["old"]);
        assert_eq!(can_go(&[("older", true, 91), ("old", true, 90), ("others", false, 1)]), ["older"]);
    }
}
