//! `replay`: judges a saved attempt again.

use super::args::Args;
use super::{Status, grade};
use crate::workbench::{self, WorkbenchError};
use std::path::Path;

pub(super) fn run(args: &Args, bundle: &Path) -> Result<Status, WorkbenchError> {
    let (read, verdict) = workbench::replay(bundle)?;
    grade::print(args, &read, &verdict, bundle);
    Ok(grade::status(&verdict))
}
