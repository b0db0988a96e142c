//! PostgreSQL's programs, fetched when a lab first needs a database.

use std::path::{Path, PathBuf};

use super::error::RuntimeError;
use super::tool::Tools;
use super::{Depth, environment, lock, python};
use crate::engine::progress::Report;

/// An installation that was looked at: its programs start on this machine.
#[derive(Debug, Clone)]
pub struct PostgresPrograms {
    /// Holds `bin`, `lib` and `share`.
    pub folder: PathBuf,
    /// As PostgreSQL names it: `18.4`.
    pub version: String,
    /// The cache that it is in, for what is made with it.
    pub cache: PathBuf,
}

impl PostgresPrograms {
    /// Makes sure that the programs are there and whole. The first time they are fetched (25 MB); afterwards sizes
    /// and times are looked at. Safe to call from several workbenches at once.
    ///
    /// # Errors
    /// [`RuntimeError`], with a hint that names the way out.
    pub async fn prepare(cache: &Path, report: &Report) -> Result<Self, RuntimeError> {
        std::fs::create_dir_all(cache).map_err(RuntimeError::io("make the folder", cache))?;
        let _lock = lock(cache, report).await?;
        let tools = Tools::of(cache);
        tools.end_strays();
        if is_musl() {
            return Err(RuntimeError::PostgresUnbuilt { reason: "its C library is musl, not glibc" });
        }
        let base = python::find(&tools).await?;
        let told = report.clone();
        // How the environment is made is of no interest, that it takes a while is.
        let brief = Report::new(move |progress| {
            if progress.stage.contains("PostgreSQL") {
                told.tell(progress);
            } else if progress.stage.starts_with("Making") {
                told.stage("Fetching PostgreSQL (25 MB)");
            }
        });
        let environment =
            environment::ensure(&tools, cache, &base, environment::POSTGRES, Depth::Stamps, &brief).await?;
        let folder = environment.postgres().unwrap_or_else(|| environment.folder.clone());
        let version = version(&tools, &folder.join("bin/postgres")).await?;
        Ok(Self { folder, version, cache: cache.to_owned() })
    }
}

/// The package is built against glibc.
fn is_musl() -> bool {
    let holds = |folder: &str, prefix: &str| {
        std::fs::read_dir(folder).is_ok_and(|entries| {
            entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with(prefix))
        })
    };
    holds("/lib", "ld-musl-") && !["/lib", "/lib64"].iter().any(|folder| holds(folder, "ld-linux"))
}

/// `postgres (PostgreSQL) 18.4` → `18.4`. Whatever keeps a program from being started is seen here: a shared
/// library that is missing, a file system on which nothing may be executed.
async fn version(tools: &Tools, program: &Path) -> Result<String, RuntimeError> {
    let outcome = tools.run("ask PostgreSQL for its version", program, ["--version"], |_| {}).await?;
    let word = outcome.last_word();
    match word.rsplit(' ').next().filter(|_| outcome.success) {
        Some(version) => Ok(version.to_owned()),
        None => Err(outcome.failure("start PostgreSQL", "PostgreSQL")),
    }
}
