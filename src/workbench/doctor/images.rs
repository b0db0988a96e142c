//! What workbenches have prepared in Docker.

use super::{Group, Symptom, home, size};
use crate::engine::EngineKind;
use crate::engine::docker::{self, DockerError, KeptImage};
use crate::workbench::Workbench;
use std::time::SystemTime;

impl Workbench {
    /// The images that were prepared in Docker; none where `--engine` leaves Docker out, or there is none.
    ///
    /// # Errors
    /// Where there is one that does not tell.
    pub(super) async fn images(&self) -> Result<Vec<KeptImage>, DockerError> {
        if !matches!(self.engine.kind(), EngineKind::Auto | EngineKind::Docker) {
            return Ok(Vec::new());
        }
        match docker::images(self.engine.cache(), SystemTime::now()).await {
            Err(DockerError::NoSocket { .. }) => Ok(Vec::new()),
            found => found,
        }
    }
}

/// Nothing to say where there are none.
pub(super) fn look(images: &[KeptImage]) -> Option<Symptom> {
    const WHAT: &str = "Images in Docker";
    let sum = |can_go: bool| images.iter().filter(|it| it.can_go || !can_go).map(|it| it.bytes).sum::<u64>();
    let found =
        format!("{} in {} that a workbench made", size(sum(false)), home::several(images.len(), "image"));
    match (images.len(), images.iter().filter(|image| image.can_go).count()) {
        (0, _) => None,
        (_, 0) => Some(Symptom::good(Group::Home, WHAT, found)),
        (_, unused) => {
            let unused = home::several(unused, "image");
            let found = format!("{found}; {unused}, {}, not used for 30 days", size(sum(true)));
            Some(Symptom::good(Group::Home, WHAT, found).fix(home::PRUNE.to_owned()))
        }
    }
}
