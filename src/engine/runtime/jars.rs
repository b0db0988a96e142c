//! Kafka's jars: fetched once, checked at every start, or taken from an unpacked Kafka that is there.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use serde::Deserialize;

use super::artifacts::{self, Artifact};
use super::environment::Environment;
use super::error::RuntimeError;
use super::tool::Tools;
use crate::engine::process::held;
use crate::engine::progress::Report;
use crate::engine::sums::{self, Damage, Depth, digest};

/// Names an unpacked Apache Kafka to use in place of the jars that the workbench fetches.
pub const KAFKA_HOME: &str = "KAFKA_HOME";

/// The broker's settings are those of Kafka 4.
const OLDEST: u32 = 4;

const FETCHER: &str = include_str!("fetch_artifacts.py");

/// The jars that a broker runs from, each by its path: an archive of classes does not accept a wildcard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassPath {
    /// As `java -cp` takes it.
    pub joined: OsString,
    /// "4.3.1".
    pub kafka_version: String,
    /// Changes whenever a jar does.
    pub(crate) identity: String,
}

pub(super) async fn ensure(
    tools: &Tools,
    cache: &Path,
    environment: &Environment,
    depth: Depth,
    report: &Report,
) -> Result<ClassPath, RuntimeError> {
    if let Some(home) = home() {
        return from_home(&home);
    }
    let folder = cache.join("jars");
    fs::create_dir_all(&folder).map_err(RuntimeError::io("make the folder", &folder))?;
    let kafka = artifacts::of("kafka");
    report.stage("Checking Kafka");
    let broken = broken(&folder, &kafka, depth).await?;
    if !broken.is_empty() {
        fetch(tools, &folder, &broken, kafka.len(), environment, report).await?;
    }
    fetched(&folder)
}

/// The jars as they would be used, and those of them that are missing or changed. Touches nothing.
pub(super) async fn look(cache: &Path, depth: Depth) -> Result<(ClassPath, Vec<Damage>), RuntimeError> {
    if let Some(home) = home() {
        return Ok((from_home(&home)?, Vec::new()));
    }
    let folder = cache.join("jars");
    Ok((fetched(&folder)?, damage(&folder, &artifacts::of("kafka"), depth).await?))
}

/// Whether Kafka, as we fetch it, has a jar of this name.
pub(crate) fn is_ours(name: &str) -> bool {
    artifacts::of("kafka").iter().any(|artifact| artifact.file == name)
}

/// Of how many jars Kafka consists.
pub(crate) fn count() -> usize {
    artifacts::of("kafka").len()
}

fn home() -> Option<PathBuf> {
    std::env::var_os(KAFKA_HOME).filter(|home| !home.is_empty()).map(PathBuf::from)
}

fn fetched(folder: &Path) -> Result<ClassPath, RuntimeError> {
    let kafka = artifacts::of("kafka");
    let sums: String = kafka.iter().map(|artifact| artifact.sha256).collect();
    let files = kafka.iter().map(|artifact| folder.join(&artifact.file)).collect();
    class_path(files, artifacts::kafka_version().to_owned(), digest(&[sums.as_bytes()]))
}

/// Those that are missing or changed; what has changed is removed.
async fn broken(folder: &Path, all: &[Artifact], depth: Depth) -> Result<Vec<Artifact>, RuntimeError> {
    let damage = damage(folder, all, depth).await?;
    for changed in damage.iter().filter(|damage| damage.kind == sums::DamageKind::Changed) {
        tracing::warn!(file = %changed.path, "this jar is not as it was fetched, and is fetched again");
        let path = folder.join(&changed.path);
        fs::remove_file(&path).map_err(RuntimeError::io("remove", &path))?;
    }
    Ok(all
        .iter()
        .filter(|artifact| damage.iter().any(|damage| damage.path == artifact.file))
        .cloned()
        .collect())
}

async fn damage(folder: &Path, all: &[Artifact], depth: Depth) -> Result<Vec<Damage>, RuntimeError> {
    let sealed: Vec<_> = all.iter().map(Artifact::sealed).collect();
    let at = folder.to_owned();
    let check = move || sums::check(&at, &sealed, &sums::beside(&at, ".stamps"), depth);
    let damage = tokio::task::spawn_blocking(check).await.map_err(std::io::Error::other).flatten();
    damage.map_err(RuntimeError::io("check", folder))
}

/// A line of the fetcher's.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Said {
    Bytes { bytes: u64 },
    Failed { failed: String, why: String },
}

async fn fetch(
    tools: &Tools,
    folder: &Path,
    wanted: &[Artifact],
    of: usize,
    environment: &Environment,
    report: &Report,
) -> Result<(), RuntimeError> {
    let doing = "fetch Kafka";
    remove_scratch(folder).map_err(RuntimeError::io("tidy up", folder))?;
    let scratch = tempfile::tempdir_in(folder).map_err(RuntimeError::io("write to", folder))?;
    let list = scratch.path().join("wanted.json");
    let json = serde_json::to_vec(wanted).map_err(std::io::Error::other);
    json.and_then(|json| fs::write(&list, json)).map_err(RuntimeError::io("write", &list))?;

    let total: u64 = wanted.iter().map(|artifact| artifact.bytes).sum();
    let stage = match wanted {
        [only] => format!("Fetching {}", only.file),
        _ => format!("Fetching Kafka {} ({} jars)", artifacts::kafka_version(), wanted.len()),
    };
    report.bytes(stage.clone(), 0, total);
    let heard = report.clone();
    let failures = Arc::new(Mutex::new(Vec::new()));
    let failed_so_far = Arc::clone(&failures);
    let on_line = move |line: &str| match serde_json::from_str(line) {
        Ok(Said::Bytes { bytes }) => heard.bytes(stage.clone(), bytes.min(total), total),
        Ok(Said::Failed { failed, why }) => held(&failed_so_far).push(format!("{failed}: {why}")),
        Err(_) => {}
    };
    let args: [OsString; 5] = ["-I".into(), "-c".into(), FETCHER.into(), list.into(), folder.into()];
    let mut outcome = tools.run(doing, &environment.python, args, on_line).await?;

    // Told by what is there, not by what was said: a helper that was killed says nothing.
    let still = broken(folder, wanted, Depth::Stamps).await?;
    let Some(first) = still.first() else { return Ok(()) };
    let failures = std::mem::take(&mut *held(&failures));
    if failures.is_empty() && outcome.success {
        let version = artifacts::kafka_version().to_owned();
        return Err(RuntimeError::WrongFile { file: first.file.clone(), version });
    }
    if !failures.is_empty() {
        outcome.lines = failures;
    }
    let what = match still.len() {
        1 => format!("{} of Kafka {}", first.file, artifacts::kafka_version()),
        all if all == of => format!("the {all} jars of Kafka {}", artifacts::kafka_version()),
        many => format!("{many} of the {of} jars of Kafka {}", artifacts::kafka_version()),
    };
    Err(outcome.failure(doing, &what))
}

/// What a fetcher that was killed left half-way; jars themselves are files, not folders.
fn remove_scratch(folder: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// No sums are known for somebody else's Kafka; sizes and times stand in for them.
fn from_home(home: &Path) -> Result<ClassPath, RuntimeError> {
    let unfit = |reason: &str| RuntimeError::KafkaHome { path: home.to_owned(), reason: reason.to_owned() };
    let listing = fs::read_dir(home.join("libs")).map_err(|_| unfit("it has no folder `libs`"))?;
    let files = listing.flatten().map(|entry| entry.path());
    let mut jars: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|ending| ending == "jar")).collect();
    jars.sort();
    let version = jars.iter().find_map(|jar| {
        let name = jar.file_name()?.to_str()?.strip_prefix("kafka_2.13-")?.strip_suffix(".jar")?;
        name.starts_with(|first: char| first.is_ascii_digit()).then(|| name.to_owned())
    });
    let version = version.ok_or_else(|| unfit("it has no libs/kafka_2.13-….jar"))?;
    let major = version.split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < OLDEST) {
        return Err(unfit(&format!("it is Kafka {version}")));
    }
    let mut described = String::new();
    for jar in &jars {
        let metadata = fs::metadata(jar).map_err(RuntimeError::io("read", jar))?;
        described.push_str(&format!(
            "{}\t{}\t{:?}\n",
            jar.display(),
            metadata.len(),
            metadata.modified().ok()
        ));
    }
    class_path(jars, version, digest(&[described.as_bytes()]))
}

fn class_path(files: Vec<PathBuf>, kafka_version: String, sums: String) -> Result<ClassPath, RuntimeError> {
    let folder = files.first().and_then(|file| file.parent()).map(Path::to_owned).unwrap_or_default();
    let joined = std::env::join_paths(files).map_err(|_| RuntimeError::ColonInPath { path: folder })?;
    let identity = digest(&[joined.as_encoded_bytes(), sums.as_bytes()]);
    Ok(ClassPath { joined, kafka_version, identity })
}
