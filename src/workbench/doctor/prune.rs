//! Removes from the cache what nobody has used for long.

use crate::engine::kept::{Kept, kept, remove};
use crate::engine::runs::living;
use crate::workbench::{Workbench, WorkbenchError};
use serde::Serialize;
use std::time::SystemTime;

/// What was removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pruned {
    /// Each thing, the largest first.
    pub removed: Vec<Kept>,
    /// What they took, in bytes.
    pub freed: u64,
}

impl Workbench {
    /// Removes what was not used for 30 days and is not the last of its kind; all of it can be made or fetched again.
    ///
    /// # Errors
    /// Where another workbench is at work on this home, whose ground it could be, or a file cannot be removed.
    pub fn prune(&self) -> Result<Pruned, WorkbenchError> {
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
        let freed = removed.iter().map(|kept| kept.bytes).sum();
        Ok(Pruned { removed, freed })
    }
}
