//! What runs in a container, as testcontainers wants it told: an image, a shell script, files.

use testcontainers::Image;
use testcontainers::core::{CopyToContainer, Mount, WaitFor};

/// Kafka's own image. What it starts by itself is passed over: its scripts know settings by environment variables
/// only, and ours are a file, the same for every engine.
pub(super) const NAME: &str = "apache/kafka";
/// The version that the local engine has too.
pub(super) const TAG: &str = "4.3.1";

/// The folder of settings in a container: made by the copying, readable for the image's user.
pub(super) const SETTINGS: &str = "/etc/kafka-workbench";
/// The folder that the broker writes to, in a place where every image lets its user write.
pub(super) const OWN: &str = "/tmp/kafka-workbench";

/// A shell script in an image.
#[derive(Debug, Clone, Default)]
pub(super) struct Script {
    pub(super) name: String,
    pub(super) tag: String,
    pub(super) script: String,
    pub(super) files: Vec<CopyToContainer>,
    pub(super) mounts: Vec<Mount>,
}

impl Script {
    /// One more file: a path in the container, and what it holds.
    pub(super) fn with_file(mut self, path: String, content: impl Into<Vec<u8>>) -> Self {
        self.files.push(CopyToContainer::new(content.into(), path));
        self
    }
}

impl Image for Script {
    fn name(&self) -> &str {
        &self.name
    }

    fn tag(&self) -> &str {
        &self.tag
    }

    /// None: a line in a log is no readiness, and the cluster is asked for more than any line can say.
    fn ready_conditions(&self) -> Vec<WaitFor> {
        Vec::new()
    }

    fn entrypoint(&self) -> Option<&str> {
        Some("/bin/sh")
    }

    fn cmd(&self) -> impl IntoIterator<Item = impl Into<std::borrow::Cow<'_, str>>> {
        ["-c", &self.script]
    }

    fn mounts(&self) -> impl IntoIterator<Item = &Mount> {
        &self.mounts
    }

    fn copy_to_sources(&self) -> impl IntoIterator<Item = &CopyToContainer> {
        &self.files
    }
}
