//! Attempts as files: written whole or not at all, read strictly, the newest kept.

use crate::grade::Bundle;
use crate::store::Home;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Bundles that a home keeps; of a stage with some records each takes a few tens of kilobytes.
const KEPT: usize = 200;

/// Why a bundle could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// The file.
    #[error("could not {doing} {}: {source}", path.display())]
    File {
        /// As a verb.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// It is no bundle.
    #[error("{} is no bundle of an attempt: {why}", path.display())]
    NoBundle {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// A newer workbench wrote it.
    #[error("{} was written by a newer version of the workbench (form {found}, this one knows {})", path.display(), Bundle::VERSION)]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its form.
        found: u64,
    },
}

impl BundleError {
    /// The file that was named is not one that this workbench can read.
    pub(super) fn is_usage(&self) -> bool {
        !matches!(self, BundleError::File { doing: "write", .. })
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            BundleError::File { .. } | BundleError::NoBundle { .. } => {
                "a bundle is a file that `grade` has written; its path stands at the end of a verdict"
                    .to_owned()
            }
            BundleError::Newer { .. } => {
                "use the version of the workbench that wrote it, or a newer one".to_owned()
            }
        }
    }
}

/// Writes `bundle` into the home, and removes the oldest there beyond those that are kept.
pub(super) fn save(home: &Home, bundle: &Bundle) -> Result<PathBuf, BundleError> {
    let path = home.bundle(&bundle.attempt);
    write(&path, bundle)?;
    prune(&home.attempts());
    Ok(path)
}

/// Writes `bundle` to `path`, whole or not at all.
pub(super) fn write(path: &Path, bundle: &Bundle) -> Result<(), BundleError> {
    let failed = |source| BundleError::File { doing: "write", path: path.to_owned(), source };
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    serde_json::to_writer(&mut file, bundle).map_err(|error| failed(error.into()))?;
    file.flush().map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Reads the bundle in `path`.
pub(super) fn load(path: &Path) -> Result<Bundle, BundleError> {
    let text = fs::read(path).map_err(|source| BundleError::File {
        doing: "read",
        path: path.to_owned(),
        source,
    })?;
    let no_bundle =
        |error: serde_json::Error| BundleError::NoBundle { path: path.to_owned(), why: error.to_string() };
    let value: serde_json::Value = serde_json::from_slice(&text).map_err(no_bundle)?;
    match value.get("bundle_version").and_then(serde_json::Value::as_u64) {
        Some(found) if found > u64::from(Bundle::VERSION) => {
            Err(BundleError::Newer { path: path.to_owned(), found })
        }
        _ => serde_json::from_value(value).map_err(no_bundle),
    }
}

/// Ids begin with the time, so that names sort by age.
fn prune(folder: &Path) {
    let mut bundles: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    bundles.sort();
    let too_many = bundles.len().saturating_sub(KEPT);
    for path in &bundles[..too_many] {
        if let Err(error) = fs::remove_file(path) {
            tracing::warn!(path = %path.display(), %error, "an old bundle could not be removed");
        }
    }
}
