//! The living skill, as attempts and pages need it.

use super::{Workbench, WorkbenchError};
use crate::attempt::Inspect;
use crate::engine::runs::RunFolder;
use std::path::PathBuf;
use std::sync::Arc;

/// The rubric, as a step of a scenario asks it.
pub(super) fn rubric(_workbench: &Workbench) -> Result<Inspect, WorkbenchError> {
    Ok(Arc::new(|_| Vec::new()))
}

impl Workbench {
    pub(super) fn living_skill(&self) -> Result<PathBuf, WorkbenchError> {
        Ok(self.home.skill())
    }

    pub(super) fn fresh_scaffold(&self) -> Result<RunFolder, WorkbenchError> {
        Ok(self.engine.owner().folder("scaffold")?)
    }
}
