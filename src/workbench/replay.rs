//! Looks at a saved attempt again, without Kafka.

use super::BundleError;
use super::bundles;
use crate::grade::{Bundle, Verdict};
use std::path::Path;

/// The bundle in `path`, as it was saved.
///
/// # Errors
/// Where it cannot be read.
pub fn read(path: &Path) -> Result<Bundle, BundleError> {
    bundles::load(path)
}

/// The bundle in `path`, and the verdict on it, judged anew.
///
/// # Errors
/// Where it cannot be read.
pub fn replay(path: &Path) -> Result<(Bundle, Verdict), BundleError> {
    let bundle = read(path)?;
    let verdict = bundle.judge();
    Ok((bundle, verdict))
}
