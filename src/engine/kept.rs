//! What the cache keeps, how large it is, and what of it nobody has used for long.
//!
//! All of it can be made or fetched again. Removed is what was not used for 30 days, but never the last that was used
//! of its kind: an environment for another Python, an archive for another Java, jars of another Kafka.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::Serialize;
use walkdir::WalkDir;

use super::runtime::is_jar_of_ours;
use super::sums::beside;

/// Long enough for a course that rests over the holidays.
const UNUSED_FOR: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// One thing in the cache.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// What it is: "Python environment".
    pub what: &'static str,
    /// A folder, or a file.
    pub path: PathBuf,
    /// Its size, in bytes.
    pub bytes: u64,
    /// Nobody has used it for 30 days, and it is not the last of its kind.
    pub can_go: bool,
    #[serde(skip)]
    used: SystemTime,
    /// Its seal and the like, which lie beside it.
    #[serde(skip)]
    company: Vec<PathBuf>,
}

/// Everything in `cache`, the largest first. What is only linked to from there was not made by us, and is left out.
///
/// # Errors
/// As the file system says.
pub fn kept(cache: &Path, now: SystemTime) -> io::Result<Vec<Kept>> {
    let mut all = Vec::new();
    for (folder, what) in [
        ("python", "Python environment"),
        ("postgres", "PostgreSQL"),
        ("archives", "archive of classes"),
        ("formatted", "formatted directory"),
    ] {
        let mut these = folders(&cache.join(folder), what)?;
        let last = these.iter().map(|kept| kept.used).max();
        for kept in &mut these {
            kept.can_go = Some(kept.used) != last && is_old(kept.used, now);
        }
        all.extend(these);
    }
    all.extend(jars(&cache.join("jars"), now)?);
    all.sort_by_key(|kept| std::cmp::Reverse(kept.bytes));
    Ok(all)
}

/// Removes one thing, and what belongs to it.
///
/// # Errors
/// As the file system says; what is left has no seal any more, and counts for nothing.
pub fn remove(kept: &Kept) -> io::Result<()> {
    // The seal first: without it a half-removed folder is one that was never finished.
    for file in &kept.company {
        fs::remove_file(file)?;
    }
    if kept.path.is_dir() { fs::remove_dir_all(&kept.path) } else { fs::remove_file(&kept.path) }
}

fn folders(parent: &Path, what: &'static str) -> io::Result<Vec<Kept>> {
    let mut found = Vec::new();
    for path in entries(parent)? {
        if !fs::symlink_metadata(&path)?.is_dir() {
            continue;
        }
        let company: Vec<PathBuf> = [".seal", ".stamps", ".txt"]
            .iter()
            .map(|end| beside(&path, end))
            .filter(|it| it.exists())
            .collect();
        let inside = entries(&path)?.into_iter().filter(|it| it.extension().is_some_and(|end| end == "seal"));
        let seals = company.iter().take(1).cloned().chain(inside);
        let used = seals.filter_map(|seal| modified(&seal).ok()).max();
        let used = used.map_or_else(|| modified(&path), Ok)?;
        let bytes = size(&path);
        found.push(Kept { what, path, bytes, can_go: false, used, company });
    }
    Ok(found)
}

/// The jars that are on our list as one, others each by itself.
fn jars(folder: &Path, now: SystemTime) -> io::Result<Vec<Kept>> {
    let files = entries(folder)?.into_iter().filter(|path| path.extension().is_some_and(|end| end == "jar"));
    let (ours, others): (Vec<PathBuf>, Vec<PathBuf>) =
        files.partition(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(is_jar_of_ours));
    let mut found = Vec::new();
    if !ours.is_empty() {
        found.push(Kept {
            what: "jars of Kafka",
            path: folder.to_owned(),
            bytes: ours.iter().map(|jar| size(jar)).sum(),
            can_go: false,
            used: now,
            company: Vec::new(),
        });
    }
    for path in others {
        let used = modified(&path)?;
        let (bytes, can_go) = (size(&path), is_old(used, now));
        found.push(Kept { what: "jar of another Kafka", path, bytes, can_go, used, company: Vec::new() });
    }
    Ok(found)
}

/// What lies in a folder of ours; nothing where it is not there, or is a link to somewhere else.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    if !fs::symlink_metadata(folder).is_ok_and(|metadata| metadata.is_dir()) {
        return Ok(Vec::new());
    }
    fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect()
}

/// Whether that is longer ago than a course may rest.
pub(super) fn is_old(used: SystemTime, now: SystemTime) -> bool {
    now.duration_since(used).is_ok_and(|since| since > UNUSED_FOR)
}

fn modified(path: &Path) -> io::Result<SystemTime> {
    fs::symlink_metadata(path)?.modified()
}

fn size(path: &Path) -> u64 {
    let entries = WalkDir::new(path).into_iter().flatten();
    entries.filter_map(|entry| entry.metadata().ok()).filter(fs::Metadata::is_file).map(|it| it.len()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_secs(24 * 60 * 60);

    /// A folder with a seal that was last used so many days ago.
    fn make(cache: &Path, path: &str, days: u32) {
        let folder = cache.join(path);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("file"), "1234").unwrap();
        fs::write(beside(&folder, ".seal"), "").unwrap();
        age(&beside(&folder, ".seal"), days);
    }

    fn age(file: &Path, days: u32) {
        let file = fs::File::options().write(true).open(file).unwrap();
        file.set_modified(SystemTime::now() - DAY * days).unwrap();
    }

    fn can_go(cache: &Path) -> Vec<String> {
        let kept = kept(cache, SystemTime::now()).unwrap();
        let names = kept.iter().filter(|kept| kept.can_go);
        let mut names: Vec<String> =
            names.map(|kept| kept.path.strip_prefix(cache).unwrap().display().to_string()).collect();
        names.sort();
        names
    }

    #[test]
    fn what_is_old_goes_but_never_the_last_of_its_kind() {
        let cache = tempfile::tempdir().unwrap();
        make(cache.path(), "python/used", 1);
        make(cache.path(), "python/forgotten", 31);
        make(cache.path(), "python/resting", 29);
        make(cache.path(), "formatted/last", 90);
        make(cache.path(), "formatted/older", 91);
        assert_eq!(can_go(cache.path()), ["formatted/older", "python/forgotten"]);
    }

    #[test]
    fn jars_of_this_kafka_stay_however_old() {
        let cache = tempfile::tempdir().unwrap();
        fs::create_dir(cache.path().join("jars")).unwrap();
        for (name, days) in [("kafka_2.13-4.3.1.jar", 90), ("kafka_2.13-4.2.0.jar", 90), ("new-1.jar", 2)] {
            fs::write(cache.path().join("jars").join(name), "1234").unwrap();
            age(&cache.path().join("jars").join(name), days);
        }
        assert_eq!(can_go(cache.path()), ["jars/kafka_2.13-4.2.0.jar"]);
    }

    #[test]
    fn what_is_linked_to_is_not_ours() {
        let (cache, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        make(other.path(), "used", 1);
        make(other.path(), "forgotten", 31);
        std::os::unix::fs::symlink(other.path(), cache.path().join("python")).unwrap();
        assert_eq!(can_go(cache.path()), [""; 0]);
    }

    #[test]
    fn it_goes_with_its_seal() {
        let cache = tempfile::tempdir().unwrap();
        make(cache.path(), "python/used", 1);
        make(cache.path(), "python/forgotten", 31);
        let all = kept(cache.path(), SystemTime::now()).unwrap();
        remove(all.iter().find(|kept| kept.can_go).unwrap()).unwrap();
        let mut left: Vec<_> =
            fs::read_dir(cache.path().join("python")).unwrap().map(|it| it.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["used", "used.seal"]);
    }
}
