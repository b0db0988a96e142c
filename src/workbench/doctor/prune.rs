//! Removes from the cache, and from Docker, what nobody has used for long.

use crate::engine::docker::{KeptImage, remove_image};
use crate::engine::kept::{Kept, kept, remove};
use crate::engine::runs::living;
use crate::engine::{DockerError, EngineError};
use crate::workbench::{Workbench, WorkbenchError};
use serde::Serialize;
use std::time::SystemTime;

/// What was removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pruned {
    /// Each thing, the largest first.
    pub removed: Vec<Kept>,
    /// Images that were prepared in Docker.
    pub images: Vec<KeptImage>,
    /// What all of it took, in bytes.
    pub freed: u64,
}

impl Workbench {
    /// Removes what was not used for 30 days and is not the last of its kind; all of it can be made or fetched again.
    ///
    /// # Errors
    /// Where another workbench is at work on this home, whose ground it could be, or something cannot be removed.
    pub async fn prune(&self) -> Result<Pruned, WorkbenchError> {
        let others = living(&self.home.runs())?.saturating_sub(1);
        if others > 0 {
            return Err(WorkbenchError::HomeInUse);
        }
        let cache = self.home.cache();
        let all = kept(&cache, SystemTime::now()).map_err(WorkbenchError::file("read", &cache))?;
        let removed: Vec<Kept> = all.into_iter().filter(|kept| kept.can_go).collect();
        for kept in &removed {
            remove(kept).map_err(WorkbenchError::file("remove", &kept.path))?;
        }
        let images = self.prune_images().await.map_err(EngineError::from)?;
        let freed = removed.iter().map(|kept| kept.bytes).chain(images.iter().map(|image| image.bytes)).sum();
        Ok(Pruned { removed, images, freed })
    }

    /// A Docker that is out of reach keeps what it has, and is no reason not to clean up elsewhere.
    async fn prune_images(&self) -> Result<Vec<KeptImage>, DockerError> {
        let images = match self.images().await {
            Ok(images) => images,
            Err(error) => {
                tracing::warn!(%error, "images in Docker were not looked at");
                return Ok(Vec::new());
            }
        };
        let mut removed = Vec::new();
        for image in images.into_iter().filter(|image| image.can_go) {
            if remove_image(&image).await? {
                removed.push(image);
            }
        }
        Ok(removed)
    }
}
