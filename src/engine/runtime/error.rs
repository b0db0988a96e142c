//! What can be wrong with the ground that Kafka and labs stand on.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::jars::KAFKA_HOME;
use super::java::JAVA;
use super::python::PYTHON;
use crate::engine::eventually::Overdue;

/// Why Java, Kafka's jars or the Python environment are not there. One sentence; the way out is
/// [`RuntimeError::hint`], what a tool printed is [`RuntimeError::log`].
#[derive(Debug, Error)]
pub enum RuntimeError {
    /// No interpreter was found at all.
    #[error("Python 3.10 or newer was not found: looked for {}", .looked_for.join(", "))]
    PythonMissing {
        /// The commands that were tried.
        looked_for: Vec<String>,
    },
    /// There is one, but not new enough.
    #[error("Python {version} at {} is too old: 3.10 or newer is needed", program.display())]
    PythonTooOld {
        /// The newest that was found.
        program: PathBuf,
        /// As it names itself.
        version: String,
    },
    /// Debian and its kin leave the `venv` module out.
    #[error("Python at {} cannot make environments: its `venv` and `ensurepip` modules are missing", program.display())]
    PythonWithoutVenv {
        /// The interpreter.
        program: PathBuf,
    },
    /// A tool said no, for another reason than the network.
    #[error("could not {doing}: {reason}")]
    Tool {
        /// As a verb phrase: "install the Python packages".
        doing: &'static str,
        /// The last thing that it said, or how it ended.
        reason: String,
        /// Its last lines.
        log: Vec<String>,
    },
    /// The network, or what is behind it, did not answer.
    #[error("could not fetch {what}: no answer from the network")]
    Unreachable {
        /// What was being fetched: "the Python packages", "93 of Kafka's 93 jars".
        what: String,
        /// What the fetcher said.
        log: Vec<String>,
    },
    /// A file came, but not the one that was asked for.
    #[error("{file} was fetched, but its content is not what Kafka {version} consists of")]
    WrongFile {
        /// Its name.
        file: String,
        /// Of Kafka.
        version: String,
    },
    /// No Java of its own for this platform, and none installed.
    #[error("Java 17 or newer was not found, and the environment has none for this platform")]
    JavaMissing,
    /// The one that was asked for does not do.
    #[error("{} is not a Java 17 or newer: {reason}", program.display())]
    JavaUnfit {
        /// From the variable.
        program: PathBuf,
        /// What was found.
        reason: String,
    },
    /// The package of PostgreSQL has nothing for this machine.
    #[error("PostgreSQL is fetched as a package, and that has no build for this machine: {reason}")]
    PostgresUnbuilt {
        /// What it is about the machine.
        reason: &'static str,
    },
    /// The one that was asked for is no Kafka.
    #[error("{KAFKA_HOME} is {}, which is no Kafka 4: {reason}", path.display())]
    KafkaHome {
        /// From the variable.
        path: PathBuf,
        /// What was found there.
        reason: String,
    },
    /// A path that cannot stand in a class path.
    #[error("the folder {} has a colon in its name, which Java's class path does not allow", path.display())]
    ColonInPath {
        /// The folder.
        path: PathBuf,
    },
    /// The file system.
    #[error("could not {doing} {}: {source}", path.display())]
    Io {
        /// As a verb: "write", "make the folder".
        doing: &'static str,
        /// What it was about.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// Another workbench has been at it for too long.
    #[error(transparent)]
    Overdue(#[from] Overdue),
}

impl RuntimeError {
    /// Adds to an I/O error what was being done, and to what.
    pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { doing, path, source }
    }

    /// What the reader can do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::PythonMissing { .. } | Self::PythonTooOld { .. } => Some(format!(
                "install Python with `{}`, or name one that is there with {PYTHON}=/path/to/python3",
                install("python3 python3-venv", "python3", "python")
            )),
            Self::PythonWithoutVenv { .. } => Some(format!(
                "install them with `{}`, or install `uv`, which needs neither",
                install("python3-venv", "python3", "python")
            )),
            Self::Unreachable { .. } => Some(
                "connect to the network once and start again: what has been fetched stays, and later starts need no network. \
                 Behind a proxy, set HTTPS_PROXY"
                    .into(),
            ),
            Self::WrongFile { .. } => {
                Some("start again; if it stays so, something between this machine and the Maven repository changes files".into())
            }
            Self::JavaMissing => {
                Some(format!("install it with `{}`", install("openjdk-17-jre-headless", "java-latest-openjdk-headless", "openjdk")))
            }
            Self::JavaUnfit { .. } => Some(format!("unset {JAVA}, or point it at the `java` of a JDK 17 or newer")),
            Self::KafkaHome { .. } => Some(format!("unset {KAFKA_HOME}, or point it at an unpacked Apache Kafka 4")),
            Self::ColonInPath { .. } => Some("choose another folder with --home".into()),
            Self::PostgresUnbuilt { .. } => Some("use a machine with Linux and glibc, or with macOS; labs without a database run here too".into()),
            Self::Tool { reason, .. } if reason.contains("error while loading shared libraries") => {
                Some("install the package with the library that it names, then start again".into())
            }
            Self::Tool { .. } => Some("start again; what has been fetched stays".into()),
            Self::Overdue(_) => Some("end the other workbench, then start again".into()),
            Self::Io { .. } => None,
        }
    }

    /// The last lines of the tool that failed, oldest first; often empty.
    pub fn log(&self) -> &[String] {
        match self {
            Self::Tool { log, .. } | Self::Unreachable { log, .. } => log,
            _ => &[],
        }
    }
}

/// The command that installs a package on this kind of machine.
fn install(debian: &str, fedora: &str, homebrew: &str) -> String {
    if cfg!(target_os = "macos") {
        format!("brew install {homebrew}")
    } else if Path::new("/usr/bin/dnf").exists() {
        format!("sudo dnf install {fedora}")
    } else {
        format!("sudo apt-get install {debian}")
    }
}
