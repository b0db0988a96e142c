//! The home: one folder that holds all that the workbench keeps for a learner.

use etcetera::BaseStrategy;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// The folders of a home, which are there.
#[derive(Debug, Clone)]
pub struct Home {
    root: PathBuf,
}

/// Why a home cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum HomeError {
    /// Nobody said where it is, and the platform does not say either.
    #[error("there is no folder to keep your work in: the platform names no data directory")]
    Nowhere,
    /// It cannot be written to.
    #[error("the folder {} cannot be used: {source}", path.display())]
    Unusable {
        /// The folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// Another `serve` has it.
    #[error("another workbench is serving from {}", path.display())]
    Taken {
        /// The home.
        path: PathBuf,
    },
}

impl HomeError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            HomeError::Nowhere | HomeError::Unusable { .. } => {
                "name another folder with --home DIR or KAFKA_WORKBENCH_HOME".to_owned()
            }
            HomeError::Taken { .. } => {
                "use the page that is open already, or stop the other one, or take another --home".to_owned()
            }
        }
    }
}

fn usual() -> Result<PathBuf, HomeError> {
    let platform = etcetera::choose_base_strategy().map_err(|_| HomeError::Nowhere)?;
    Ok(platform.data_dir().join("kafka-workbench"))
}

/// What is made in a home.
const FOLDERS: [&str; 5] = ["attempts", "cache", "labs", "runs", "skill"];

impl Home {
    /// Opens the home at `given`, else at the platform's data directory, and makes what is missing.
    ///
    /// # Errors
    /// Where there is no such folder and none can be made, or nothing can be written to it.
    pub fn open(given: Option<&Path>) -> Result<Home, HomeError> {
        let root = match given {
            Some(path) => std::path::absolute(path)
                .map_err(|source| HomeError::Unusable { path: path.to_owned(), source })?,
            None => usual()?,
        };
        for folder in FOLDERS {
            let path = root.join(folder);
            fs::create_dir_all(&path).map_err(|source| HomeError::Unusable { path: root.clone(), source })?;
        }
        // A folder can be there and not be writable, or its disk be full.
        tempfile::tempfile_in(root.join("attempts"))
            .map_err(|source| HomeError::Unusable { path: root.clone(), source })?;
        Ok(Home { root })
    }

    /// Whether it is the one that is taken where nobody names another.
    pub fn is_usual(&self) -> bool {
        usual().is_ok_and(|usual| usual == self.root)
    }

    /// Takes the home for a `serve`, until the file that is given back is dropped.
    ///
    /// # Errors
    /// Where another one has it.
    pub fn claim(&self) -> Result<File, HomeError> {
        let path = self.root.join("serve.lock");
        let failed = |source| HomeError::Unusable { path: path.clone(), source };
        let file = File::create(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(HomeError::Taken { path: self.root.clone() }),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }

    /// The home itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Jars, archives and the Python environment.
    pub fn cache(&self) -> PathBuf {
        self.root.join("cache")
    }

    /// What runs now, and what it needs.
    pub fn runs(&self) -> PathBuf {
        self.root.join("runs")
    }

    /// Saved attempts.
    pub fn attempts(&self) -> PathBuf {
        self.root.join("attempts")
    }

    /// The bundle of a saved attempt, whose id must be one of ours: it becomes part of a path.
    pub fn bundle(&self, attempt: &str) -> PathBuf {
        self.attempts().join(format!("{attempt}.json"))
    }

    /// The learner's files of a lab.
    pub fn lab(&self, slug: &str) -> PathBuf {
        self.root.join("labs").join(slug)
    }

    /// Where files go that the learner wants to be rid of.
    pub fn trash(&self) -> PathBuf {
        self.root.join("trash")
    }

    /// The living skill.
    pub fn skill(&self) -> PathBuf {
        self.root.join("skill").join("kafka-events")
    }

    /// Progress.
    pub fn database(&self) -> PathBuf {
        self.root.join("progress.sqlite")
    }
}
