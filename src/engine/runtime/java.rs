//! Finds a Java: 25 that is there, else the one that the Python environment brings, else 17 that is there.
//!
//! Java 25 first, because with an ahead-of-time cache it starts Kafka twice as fast as Java 17 with an archive
//! of classes.

use std::fs;
use std::path::{Path, PathBuf};

use super::environment::Environment;
use super::error::RuntimeError;
use super::tool::Tools;
use crate::engine::sums::digest;

/// Names the `java` to use, in place of any other.
pub const JAVA: &str = "KAFKA_WORKBENCH_JAVA";

/// Kafka 4's brokers need it.
const OLDEST: u32 = 17;
/// The first release that makes an ahead-of-time cache in one step (JEP 514).
pub(crate) const WITH_AOT_CACHE: u32 = 25;

/// A Java that runs brokers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Java {
    /// The `java` program.
    pub program: PathBuf,
    /// The feature release: 17, 25.
    pub version: u32,
    /// Changes whenever the runtime does: an archive of classes belongs to one exact runtime.
    pub(crate) identity: String,
}

pub(super) async fn find(tools: &Tools, environment: &Environment) -> Result<Java, RuntimeError> {
    if let Some(program) = std::env::var_os(JAVA).filter(|name| !name.is_empty()).map(PathBuf::from) {
        return match ask(tools, &program).await {
            Ok(java) if java.version >= OLDEST => Ok(java),
            Ok(java) => {
                Err(RuntimeError::JavaUnfit { program, reason: format!("it is Java {}", java.version) })
            }
            Err(reason) => Err(RuntimeError::JavaUnfit { program, reason }),
        };
    }
    let mut older: Option<Java> = None;
    for program in installed() {
        match ask(tools, &program).await {
            Ok(java) if java.version >= WITH_AOT_CACHE => return Ok(java),
            Ok(java) if java.version >= OLDEST && older.is_none() => older = Some(java),
            Ok(_) | Err(_) => {}
        }
    }
    if let Some(program) = environment.java()
        && let Ok(java) = ask(tools, &program).await
    {
        return Ok(java);
    }
    older.ok_or(RuntimeError::JavaMissing)
}

/// `JAVA_HOME` first, as Java's own tools do.
fn installed() -> impl Iterator<Item = PathBuf> {
    let home = std::env::var_os("JAVA_HOME").filter(|home| !home.is_empty());
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    home.map(|home| PathBuf::from(home).join("bin"))
        .into_iter()
        .chain(folders)
        .map(|folder| folder.join("java"))
        .filter(|java| java.is_file())
}

/// Reads the file `release` that every JDK carries; starts `java` only where there is none.
async fn ask(tools: &Tools, program: &Path) -> Result<Java, String> {
    let real = fs::canonicalize(program).map_err(|error| error.to_string())?;
    let release = real.parent().and_then(Path::parent).map(|home| home.join("release"));
    let described = match release.and_then(|release| fs::read_to_string(release).ok()) {
        Some(release) if release.contains("JAVA_VERSION=") => release,
        _ => {
            let outcome = tools.run(
                "ask Java for its version",
                &real,
                ["-XshowSettings:properties", "-version"],
                |_| {},
            );
            let outcome = outcome.await.map_err(|error| error.to_string())?;
            if !outcome.success {
                return Err(outcome.last_word());
            }
            outcome.lines.join("\n")
        }
    };
    if described.to_lowercase().contains("openj9") {
        return Err("it is OpenJ9, which has other options and archives than HotSpot".into());
    }
    let version = version(&described).ok_or("it does not say its version")?;
    Ok(Java { identity: identity(&real, &described), program: real, version })
}

/// The feature release, from `JAVA_VERSION="25.0.2"` or `java.specification.version = 25`.
fn version(described: &str) -> Option<u32> {
    described.lines().find_map(|line| {
        let (name, value) = line.split_once('=')?;
        let value = value.trim().trim_matches('"');
        match name.trim() {
            "JAVA_VERSION" | "java.specification.version" => {
                value.split(['.', '-', '+']).next()?.parse().ok()
            }
            _ => None,
        }
    })
}

/// Where it is, what it says of itself, and the machine code that it runs.
fn identity(real: &Path, described: &str) -> String {
    let library = real.parent().and_then(Path::parent).map(|home| home.join("lib/server/libjvm.so"));
    let size = library.and_then(|library| fs::metadata(library).ok()).map_or(0, |metadata| metadata.len());
    digest(&[real.to_string_lossy().as_bytes(), described.as_bytes(), &size.to_be_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_versions_as_jdks_write_them() {
        assert_eq!(version("IMPLEMENTOR=\"Eclipse\"\nJAVA_VERSION=\"25.0.2\"\n"), Some(25));
        assert_eq!(version("JAVA_VERSION=\"26-ea\""), Some(26));
        assert_eq!(version("    java.specification.version = 17"), Some(17));
        assert_eq!(version("JAVA_VERSION=\"1.8.0_402\""), Some(1));
        assert_eq!(version("openjdk"), None);
    }
}
