//! An image with a formatted data directory and an archive of Kafka's classes in it, made once from Kafka's own: a
//! start then needs no formatter, which is a JVM of its own, and half the time for the broker.
//!
//! A start never depends on it: where it cannot be made, Kafka's image is used as it comes, more slowly.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use testcontainers::bollard::errors::Error as ClientError;
use testcontainers::bollard::models::ContainerConfig;
use testcontainers::bollard::query_parameters::{
    CommitContainerOptionsBuilder, ContainerArchiveInfoOptionsBuilder, ListImagesOptionsBuilder,
    RemoveImageOptionsBuilder,
};

use super::daemon::Daemon;
use super::error::DockerError;
use super::image::{NAME, OWN, TAG};
use super::pull::pull;
use super::script::{self, JAVA_IS};
use super::start::{Start, Starter};
use super::{kept, labels};
use crate::engine::error::EngineError;
use crate::engine::local::jvm;
use crate::engine::progress::Report;
use crate::engine::runtime::WITH_AOT_CACHE;
use crate::engine::shape::Shape;
use crate::engine::sums::digest;

/// Raise it when preparation or scripts change.
const RECIPE: &str = "1";
/// Java 25 puts its cache together in a second JVM after the first has ended.
const WRITING: Duration = Duration::from_secs(120);
/// Ours, so that nobody takes it for Kafka's.
pub(super) const REPOSITORY: &str = "kafka-workbench/kafka";

/// What brokers are started from.
#[derive(Debug, Clone)]
pub(super) enum Base {
    /// A prepared image, by its id.
    Prepared {
        id: String,
        /// The Java in it: "21".
        java: String,
    },
    /// Kafka's image as it comes.
    Plain,
}

/// Takes the image that is there, else prepares one; fetches Kafka's where that is missing.
///
/// # Errors
/// Where Kafka's image is not there and does not come.
pub(super) async fn ensure(starter: &Starter, cache: &Path, report: &Report) -> Result<Base, EngineError> {
    let daemon = starter.daemon();
    let base = fetched(daemon, report).await?;
    let cache_id = cache_id(cache);
    let recipe = [RECIPE, &script::prepare(""), jvm::LOGGING].join("\n");
    let key = short(&digest(&[base.as_bytes(), recipe.as_bytes(), cache_id.as_bytes()]));
    if let Some(prepared) = there(daemon, &key).await? {
        if let Base::Prepared { id, .. } = &prepared {
            kept::note_use(daemon, id, &key).await;
        }
        return Ok(prepared);
    }
    let note = note(cache, &key);
    if note.exists() {
        return Ok(Base::Plain);
    }
    report.stage("Teaching Kafka to start quickly (once)");
    match prepare(starter, &key, &cache_id).await {
        Ok(prepared) => {
            forget_older(daemon, &cache_id, &key).await;
            Ok(prepared)
        }
        Err(error) => {
            tracing::warn!(%error, "no prepared image of Kafka: containers start without, more slowly");
            if is_passing(&error) {
                return Ok(Base::Plain);
            }
            let write = fs::create_dir_all(cache).and_then(|()| fs::write(&note, error.to_string()));
            write.map_err(EngineError::io("write", &note))?;
            Ok(Base::Plain)
        }
    }
}

/// Whether it can go better the next time: then it is not written down.
fn is_passing(error: &EngineError) -> bool {
    matches!(
        error,
        EngineError::NotReady { .. }
            | EngineError::Docker(
                DockerError::Down { .. }
                    | DockerError::NoSpace { .. }
                    | DockerError::Silent { .. }
                    | DockerError::PortTaken { .. }
            )
    )
}

/// The id of Kafka's image, where it is there.
pub(super) async fn image_id(daemon: &Daemon) -> Result<Option<String>, DockerError> {
    match daemon.client.inspect_image(&format!("{NAME}:{TAG}")).await {
        Ok(image) => Ok(image.id),
        Err(ClientError::DockerResponseServerError { status_code: 404, .. }) => Ok(None),
        Err(error) => Err(daemon.failed("look at an image")(error)),
    }
}

/// The same, once it was fetched where it was missing.
async fn fetched(daemon: &Daemon, report: &Report) -> Result<String, DockerError> {
    if let Some(id) = image_id(daemon).await? {
        return Ok(id);
    }
    pull(daemon, NAME, TAG, report).await?;
    let id = image_id(daemon).await?;
    id.ok_or_else(|| DockerError::Other {
        doing: "keep an image",
        said: format!("{NAME}:{TAG} was fetched and is not there"),
    })
}

async fn there(daemon: &Daemon, key: &str) -> Result<Option<Base>, DockerError> {
    let options =
        ListImagesOptionsBuilder::new().filters(&labels::filter(&[(labels::PREPARED, key)])).build();
    let images = daemon.client.list_images(Some(options)).await.map_err(daemon.failed("list images"))?;
    Ok(images.into_iter().next().map(|image| Base::Prepared {
        java: image.labels.get(labels::JAVA).cloned().unwrap_or_default(),
        id: image.id,
    }))
}

/// Formats, runs a broker with real traffic, ends it properly, and keeps what the container then holds.
async fn prepare(starter: &Starter, key: &str, cache_id: &str) -> Result<Base, EngineError> {
    let daemon = starter.daemon();
    let (cluster, name) = starter.start(Start::Training, &Shape::alone(), &Report::silent()).await?;
    cluster.canary().await?;
    let java = java_in(&cluster.printed());
    cluster.end(WRITING).await?;
    let archive =
        if java.parse().is_ok_and(|java: u32| java >= WITH_AOT_CACHE) { "kafka.aot" } else { "kafka.jsa" };
    let options = ContainerArchiveInfoOptionsBuilder::new().path(&format!("{OWN}/{archive}")).build();
    let written = daemon.client.get_container_archive_info(&name, Some(options)).await;
    let written = written.map_err(daemon.failed("find the archive of classes"))?;
    if written.size <= 0 {
        return Err(
            DockerError::Other { doing: "prepare an image", said: "the archive is empty".into() }.into()
        );
    }
    let labels = [
        (labels::PREPARED, key),
        (labels::CACHE, cache_id),
        (labels::JAVA, &java),
        // A container's labels go into what is made of it, and from there into other containers.
        (labels::OWNER, ""),
    ];
    let changes: Vec<_> = labels.iter().map(|(name, value)| format!("LABEL {name}=\"{value}\"")).collect();
    let options = CommitContainerOptionsBuilder::new()
        .container(&name)
        .repo(REPOSITORY)
        .tag(&tag(key))
        .changes(&changes.join("\n"))
        .build();
    let image = daemon.client.commit_container(options, ContainerConfig::default()).await;
    let image = image.map_err(daemon.failed("keep a prepared image"))?;
    cluster.stop().await;
    Ok(Base::Prepared { id: image.id, java })
}

/// What the script tells of the image's Java.
fn java_in(log: &[String]) -> String {
    log.iter().find_map(|line| line.strip_prefix(JAVA_IS)).map_or("", str::trim).to_owned()
}

/// Those that this cache had before. One that a container still uses goes the next time.
async fn forget_older(daemon: &Daemon, cache_id: &str, key: &str) {
    let filters = labels::filter(&[(labels::CACHE, cache_id)]);
    let options = ListImagesOptionsBuilder::new().filters(&filters).build();
    let images = daemon.client.list_images(Some(options)).await.unwrap_or_default();
    for image in images.iter().filter(|image| image.labels.get(labels::PREPARED).is_some_and(|it| it != key))
    {
        let options = RemoveImageOptionsBuilder::new().force(false).build();
        if let Err(error) = daemon.client.remove_image(&image.id, Some(options), None).await {
            tracing::debug!(%error, image = image.id, "an older prepared image stays for now");
        }
    }
}

/// What tells the images of one cache from those of others.
pub(super) fn cache_id(cache: &Path) -> String {
    short(&digest(&[cache.to_string_lossy().as_bytes()]))
}

/// By which tag an image goes.
pub(super) fn tag(key: &str) -> String {
    format!("{TAG}-{key}")
}

/// Where the reason is for not having one.
fn note(cache: &Path, key: &str) -> PathBuf {
    cache.join(format!("no-prepared-image-{key}.txt"))
}

fn short(digest: &str) -> String {
    digest.chars().take(16).collect()
}
