//! The working folder: a fresh copy, made of layers.

use super::Layer;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// A learner's folder is a few files of text. More than this is a mistake, and must not fill the disk.
const LARGEST: u64 = 64 << 20;
/// Folders that tools leave and that no program of a lab needs a copy of.
const LEFT_OUT: [&str; 4] = [".git", "__pycache__", ".venv", "target"];

/// Why a working folder could not be made.
#[derive(Debug, thiserror::Error)]
pub enum WorkspaceError {
    /// A file could not be copied.
    #[error("could not copy {}: {source}", path.display())]
    Copy {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The folder is too large to be a learner's.
    #[error("{} holds more than {} MB; a lab's folder is a few files of text", path.display(), LARGEST >> 20)]
    TooLarge {
        /// The folder.
        path: PathBuf,
    },
    /// A folder that was named is not there.
    #[error("there is no folder {}", path.display())]
    Missing {
        /// The folder.
        path: PathBuf,
    },
}

/// Lays `layers` over each other in `to`, which is made.
pub(super) fn make(layers: &[Layer], to: &Path) -> Result<(), WorkspaceError> {
    fs::create_dir_all(to).map_err(|source| WorkspaceError::Copy { path: to.to_owned(), source })?;
    for layer in layers {
        if !layer.from.is_dir() {
            return Err(WorkspaceError::Missing { path: layer.from.clone() });
        }
        copy(&layer.from, &to.join(&layer.to), layer.but)?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path, but: &[&str]) -> Result<(), WorkspaceError> {
    let mut size = 0;
    let kept = |entry: &walkdir::DirEntry| {
        let is = |name: &&str| entry.file_name() == *name;
        !LEFT_OUT.iter().any(is) && (entry.depth() != 1 || !but.iter().any(is))
    };
    for entry in WalkDir::new(from).follow_links(false).into_iter().filter_entry(kept) {
        let entry = entry.map_err(|error| WorkspaceError::Copy {
            path: error.path().unwrap_or(from).to_owned(),
            source: error.into(),
        })?;
        let failed = |source| WorkspaceError::Copy { path: entry.path().to_owned(), source };
        let target = to.join(entry.path().strip_prefix(from).unwrap_or(entry.path()));
        if entry.file_type().is_dir() {
            fs::create_dir_all(&target).map_err(failed)?;
        } else if entry.file_type().is_file() {
            size += entry.metadata().map_or(0, |metadata| metadata.len());
            if size > LARGEST {
                return Err(WorkspaceError::TooLarge { path: from.to_owned() });
            }
            fs::copy(entry.path(), &target).map_err(failed)?;
        } else if entry.file_type().is_symlink() {
            // `node_modules` and the like hold links between their files; they are kept as they are.
            let link = fs::read_link(entry.path()).map_err(failed)?;
            std::os::unix::fs::symlink(link, &target).map_err(failed)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_layers_win_and_leftovers_stay_behind() {
        let home = tempfile::tempdir().unwrap();
        let (starter, mine, skill) = (home.path().join("s"), home.path().join("m"), home.path().join("k"));
        for (file, text) in [
            (starter.join("producer.py"), "starter"),
            (starter.join("given.py"), "given"),
            (mine.join("producer.py"), "mine"),
            (mine.join("__pycache__/x.pyc"), "left"),
            (mine.join("again/producer.py"), "another"),
            (mine.join("lib/again"), "mine"),
            (skill.join("SKILL.md"), "skill"),
        ] {
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        let work = home.path().join("work");
        let layers = [
            Layer::whole(&starter),
            Layer::whole(&mine).but(&["again"]),
            Layer { to: "kafka-events".into(), ..Layer::whole(skill) },
        ];
        make(&layers, &work).unwrap();
        let read = |file: &str| fs::read_to_string(work.join(file)).ok();
        assert_eq!(read("producer.py").as_deref(), Some("mine"));
        assert_eq!(read("given.py").as_deref(), Some("given"));
        assert_eq!(read("kafka-events/SKILL.md").as_deref(), Some("skill"));
        assert!(!work.join("__pycache__").exists());
        assert!(!work.join("again").exists());
        assert_eq!(read("lib/again").as_deref(), Some("mine"));
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let home = tempfile::tempdir().unwrap();
        let error = make(&[Layer::whole("/nowhere/at/all")], &home.path().join("w")).unwrap_err();
        assert_eq!(error.to_string(), "there is no folder /nowhere/at/all");
    }
}
