//! What brokers and labs run on: Java, Kafka's jars and a Python environment, in a cache of our own.
//!
//! A machine needs Python 3.10 and nothing else: the environment brings a Java, and the fetcher of the jars.
//! Everything in the cache has a sum, looked at on every start; what is damaged is made or fetched again, and
//! what is whole needs no network.

mod error;
mod python;
mod environment;
mod install;
mod tool;
mod java;
mod artifacts;
mod jars;
mod look;
mod postgres;

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::eventually::eventually;
use super::progress::Report;
pub use super::sums::Depth;
use super::sums::digest;
use environment::Environment;
pub use environment::client;
pub use error::RuntimeError;
pub(super) use jars::is_ours as is_jar_of_ours;
pub use jars::{ClassPath, KAFKA_HOME};
pub(crate) use java::WITH_AOT_CACHE;
pub use java::{JAVA, Java};
pub use look::{Look, State, look};
pub use postgres::PostgresPrograms;
pub use python::{PYTHON, Python};
use tool::Tools;

/// Another workbench may be on its first start, which takes minutes on a slow line.
const OTHERS_PREPARING: Duration = Duration::from_secs(20 * 60);

/// All that is needed to start brokers and labs.
#[derive(Debug, Clone)]
pub struct Runtime {
    /// For brokers.
    pub java: Java,
    /// Kafka's jars.
    pub class_path: ClassPath,
    /// The interpreter of the environment that labs run in: `bin/python`, with its tools beside it.
    pub python: PathBuf,
    /// The folder that all of it is in, and where archives and formatted directories go.
    pub cache: PathBuf,
}

impl Runtime {
    /// What an archive of classes belongs to: this Java and this class path, to the byte.
    pub(crate) fn identity(&self) -> String {
        digest(&[self.java.identity.as_bytes(), self.class_path.identity.as_bytes()])
    }
}

/// Makes sure that everything is there and whole, and says where.
///
/// The first time it installs the environment and fetches the jars (about 145 MB); afterwards it looks at sizes
/// and times only. Safe to call from several workbenches at once: one prepares, the others wait.
///
/// # Errors
/// [`RuntimeError`], with a hint that names the way out.
pub async fn prepare(cache: &Path, report: &Report) -> Result<Runtime, RuntimeError> {
    prepare_with(cache, Depth::Stamps, report).await
}

/// [`prepare`], with a choice of how closely to look at what is there.
///
/// # Errors
/// As [`prepare`].
pub async fn prepare_with(cache: &Path, depth: Depth, report: &Report) -> Result<Runtime, RuntimeError> {
    let (tools, _lock) = tools(cache, report).await?;
    let environment = environment(&tools, cache, depth, report).await?;
    let java = java::find(&tools, &environment).await?;
    let class_path = jars::ensure(&tools, cache, &environment, depth, report).await?;
    Ok(Runtime { java, class_path, python: environment.python, cache: cache.to_owned() })
}

/// The interpreter that labs run in, in an environment that is made where it is missing; no Java and no Kafka.
///
/// # Errors
/// As [`prepare`].
pub async fn prepare_python(cache: &Path, report: &Report) -> Result<PathBuf, RuntimeError> {
    let (tools, _lock) = tools(cache, report).await?;
    Ok(environment(&tools, cache, Depth::Stamps, report).await?.python)
}

/// What is wrong with the environment that programs run in, whose `python` is in `bin`; `None` where it is as it was made.
pub async fn damage_to_python(bin: &Path) -> Option<String> {
    let folder = bin.parent()?;
    match environment::damage(folder, Depth::Stamps).await {
        Ok(Some(damage)) => (!damage.is_empty()).then(|| environment::told(&damage)),
        Ok(None) => Some("its list of files is missing".to_owned()),
        Err(error) => Some(error.to_string()),
    }
}

/// What prepares a cache, and the right to do so.
async fn tools(cache: &Path, report: &Report) -> Result<(Tools, File), RuntimeError> {
    fs::create_dir_all(cache).map_err(RuntimeError::io("make the folder", cache))?;
    let lock = lock(cache, report).await?;
    let tools = Tools::of(cache);
    tools.end_strays();
    Ok((tools, lock))
}

async fn environment(
    tools: &Tools,
    cache: &Path,
    depth: Depth,
    report: &Report,
) -> Result<Environment, RuntimeError> {
    report.stage("Looking for Python");
    let base = python::find(tools).await?;
    environment::ensure(tools, cache, &base, environment::ALL, depth, report).await
}

/// One workbench at a time prepares a cache. The lock goes with the file.
pub(crate) async fn lock(cache: &Path, report: &Report) -> Result<File, RuntimeError> {
    let path = cache.join("prepare.lock");
    let file = File::create(&path).map_err(RuntimeError::io("write", &path))?;
    let said = AtomicBool::new(false);
    let locked = eventually("another workbench to prepare this folder", OTHERS_PREPARING, || async {
        match file.try_lock() {
            Ok(()) => Ok(Ok(())),
            Err(TryLockError::Error(error)) => Ok(Err(error)),
            Err(TryLockError::WouldBlock) => {
                if !said.swap(true, Ordering::Relaxed) {
                    report.stage("Waiting for another workbench that is preparing the same folder");
                }
                Err("it is still preparing")
            }
        }
    });
    locked.await?.map_err(RuntimeError::io("lock", &path))?;
    Ok(file)
}
