//! Files that must be as they were made: listed with size and SHA-256, checked cheaply at every start.
//!
//! Summing 250 MB at each start would be felt, so a stamp (size and time of change) of each file that was found
//! good is kept beside the list. A file whose stamp still fits is taken as good; any other is summed again.

use std::collections::HashMap;
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use sha2::{Digest, Sha256};
use walkdir::WalkDir;

/// A file, or a symbolic link, and what must be in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sealed {
    /// Relative to the folder that was sealed.
    pub(crate) path: String,
    pub(crate) bytes: u64,
    /// Of the content, or of the target's path for a link; lower-case hexadecimal.
    pub(crate) sha256: String,
}

/// A file that is not as it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Damage {
    /// Relative to the folder.
    pub(crate) path: String,
    pub(crate) kind: DamageKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DamageKind {
    Missing,
    Changed,
}

/// How closely to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Sums only files whose size or time of change differs from when they were last found good.
    Stamps,
    /// Sums every file.
    Sums,
}

/// Lists every file below `folder` as it is now.
pub(crate) fn seal(folder: &Path) -> io::Result<Vec<Sealed>> {
    let mut sealed = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_dir() {
            continue;
        }
        let Some(path) = entry.path().strip_prefix(folder).ok().and_then(Path::to_str) else {
            return Err(io::Error::other(format!("{} is not a name in UTF-8", entry.path().display())));
        };
        let bytes = fs::symlink_metadata(entry.path())?.len();
        sealed.push(Sealed { path: path.to_owned(), bytes, sha256: sum(entry.path())? });
    }
    Ok(sealed)
}

/// One file, to be checked in the folder that it is in.
pub(crate) fn seal_file(file: &Path) -> io::Result<Sealed> {
    let name = file.file_name().and_then(|name| name.to_str());
    let name = name.ok_or_else(|| io::Error::other("not a name in UTF-8"))?;
    Ok(Sealed { path: name.to_owned(), bytes: fs::symlink_metadata(file)?.len(), sha256: sum(file)? })
}

/// Names the files of `sealed` that are missing or changed in `folder`, and renews `stamps`.
pub(crate) fn check(
    folder: &Path,
    sealed: &[Sealed],
    stamps: &Path,
    depth: Depth,
) -> io::Result<Vec<Damage>> {
    let known = match depth {
        Depth::Stamps => read_stamps(stamps),
        Depth::Sums => HashMap::new(),
    };
    let mut damage = Vec::new();
    let mut good = String::new();
    let mut renewed = false;
    for file in sealed {
        let path = folder.join(&file.path);
        let broken = |kind| Damage { path: file.path.clone(), kind };
        let metadata = match fs::symlink_metadata(&path) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                damage.push(broken(DamageKind::Missing));
                continue;
            }
            Err(error) => return Err(error),
        };
        let stamp = stamp(&metadata);
        if known.get(&file.path) != Some(&stamp) {
            renewed = true;
            if metadata.len() != file.bytes || sum(&path)? != file.sha256 {
                damage.push(broken(DamageKind::Changed));
                continue;
            }
        }
        good.push_str(&format!("{stamp}\t{}\n", file.path));
    }
    if renewed {
        write_whole(stamps, good.as_bytes())?;
    }
    Ok(damage)
}

/// Writes the list of [`seal`] to `file`, one `sha256, bytes, path` a line.
pub(crate) fn write_seal(file: &Path, sealed: &[Sealed]) -> io::Result<()> {
    let lines: String =
        sealed.iter().map(|file| format!("{}\t{}\t{}\n", file.sha256, file.bytes, file.path)).collect();
    let whole = format!("{lines}{}\n", digest(&[lines.as_bytes()]));
    write_whole(file, whole.as_bytes())
}

/// Reads a list back; `None` if there is none or it is not whole.
pub(crate) fn read_seal(file: &Path) -> Option<Vec<Sealed>> {
    let whole = fs::read_to_string(file).ok()?;
    let (lines, sum) = whole.trim_end_matches('\n').rsplit_once('\n')?;
    let lines = format!("{lines}\n");
    if digest(&[lines.as_bytes()]) != sum {
        return None;
    }
    lines
        .lines()
        .map(|line| {
            let mut columns = line.splitn(3, '\t');
            let sha256 = columns.next()?.to_owned();
            let bytes = columns.next()?.parse().ok()?;
            Some(Sealed { path: columns.next()?.to_owned(), bytes, sha256 })
        })
        .collect()
}

/// Remembers in the time of a seal that what it describes was used: what nobody uses can be removed some day.
pub(crate) fn note_use(seal: &Path) {
    // Without the time it looks unused, and costs to be made again.
    let _ = File::options().write(true).open(seal).and_then(|seal| seal.set_modified(SystemTime::now()));
}

/// Writes a file so that it is either the old one or the new one, never half of either.
pub(crate) fn write_whole(file: &Path, content: &[u8]) -> io::Result<()> {
    let folder = file.parent().ok_or_else(|| io::Error::other("a file without a folder"))?;
    let mut draft = tempfile::NamedTempFile::new_in(folder)?;
    io::Write::write_all(&mut draft, content)?;
    draft.persist(file)?;
    Ok(())
}

/// The SHA-256 of several pieces, each set apart from the next by its length; lower-case hexadecimal.
pub(crate) fn digest(pieces: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for piece in pieces {
        if pieces.len() > 1 {
            hasher.update((piece.len() as u64).to_be_bytes());
        }
        hasher.update(piece);
    }
    hex(&hasher.finalize())
}

fn sum(path: &Path) -> io::Result<String> {
    if fs::symlink_metadata(path)?.is_symlink() {
        return Ok(digest(&[fs::read_link(path)?.as_os_str().as_bytes()]));
    }
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex(&hasher.finalize())),
            read => hasher.update(buffer.get(..read).unwrap_or_default()),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Size and time of change; the inode's own time too, which no tool sets back.
fn stamp(metadata: &Metadata) -> String {
    use std::os::unix::fs::MetadataExt;
    let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    format!(
        "{}\t{}\t{}.{}",
        metadata.len(),
        modified.map_or(0, |time| time.as_nanos()),
        metadata.ctime(),
        metadata.ctime_nsec()
    )
}

/// A list of stamps that cannot be read costs a full look, nothing else.
fn read_stamps(file: &Path) -> HashMap<String, String> {
    let lines = fs::read_to_string(file).unwrap_or_default();
    lines
        .lines()
        .filter_map(|line| line.rsplit_once('\t'))
        .map(|(stamp, path)| (path.into(), stamp.into()))
        .collect()
}

/// Where the seal and the stamps of a folder are: beside it, so that they are not part of what they describe.
pub(crate) fn beside(folder: &Path, ending: &str) -> PathBuf {
    let mut name = folder.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, PathBuf, PathBuf) {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("folder");
        fs::create_dir_all(folder.join("deep")).unwrap();
        fs::write(folder.join("a.jar"), "a").unwrap();
        fs::write(folder.join("deep/b.jar"), "bb").unwrap();
        std::os::unix::fs::symlink("a.jar", folder.join("link")).unwrap();
        let stamps = beside(&folder, ".stamps");
        (root, folder, stamps)
    }

    #[test]
    fn an_untouched_folder_is_whole() {
        let (_root, folder, stamps) = folder();
        let sealed = seal(&folder).unwrap();
        assert_eq!(sealed.len(), 3);
        assert_eq!(check(&folder, &sealed, &stamps, Depth::Stamps).unwrap(), []);
        assert_eq!(check(&folder, &sealed, &stamps, Depth::Stamps).unwrap(), []);
    }

    #[test]
    fn names_what_is_missing_and_what_changed() {
        let (_root, folder, stamps) = folder();
        let sealed = seal(&folder).unwrap();
        assert_eq!(check(&folder, &sealed, &stamps, Depth::Stamps).unwrap(), []);
        fs::write(folder.join("deep/b.jar"), "bX").unwrap();
        fs::remove_file(folder.join("link")).unwrap();
        let damage = check(&folder, &sealed, &stamps, Depth::Stamps).unwrap();
        let named: Vec<_> = damage.iter().map(|damage| (damage.path.as_str(), damage.kind)).collect();
        assert_eq!(named, [("deep/b.jar", DamageKind::Changed), ("link", DamageKind::Missing)]);
    }

    #[test]
    fn a_new_time_alone_is_no_damage() {
        let (_root, folder, stamps) = folder();
        let sealed = seal(&folder).unwrap();
        check(&folder, &sealed, &stamps, Depth::Stamps).unwrap();
        File::options().write(true).open(folder.join("a.jar")).unwrap().set_modified(UNIX_EPOCH).unwrap();
        assert_eq!(check(&folder, &sealed, &stamps, Depth::Stamps).unwrap(), []);
    }

    #[test]
    fn a_seal_that_was_cut_is_no_seal() {
        let (_root, folder, _) = folder();
        let sealed = seal(&folder).unwrap();
        let file = beside(&folder, ".seal");
        write_seal(&file, &sealed).unwrap();
        assert_eq!(read_seal(&file), Some(sealed));
        let whole = fs::read_to_string(&file).unwrap();
        let (_, tail) = whole.split_once('\n').unwrap();
        fs::write(&file, tail).unwrap();
        assert_eq!(read_seal(&file), None);
    }
}
