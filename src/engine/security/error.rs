//! What can be wrong with a file of client settings.

use std::path::PathBuf;

use thiserror::Error;

/// Why a file of client settings cannot be used. None of them holds a value of the file.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// A file could not be read.
    #[error("{} cannot be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// It is no properties file.
    #[error("{}, line {line}: this is no line of a properties file", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// A setting that is not known or not supported, or whose value is not.
    #[error("{}, line {line}: `{name}` {what}", path.display())]
    Setting {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The setting.
        name: String,
        /// What is wrong, as the rest of a sentence.
        what: String,
        /// What to do about it.
        hint: Option<String>,
    },
    /// A setting that the others call for.
    #[error("{}: `{name}` is missing, which {why}", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
        /// The setting.
        name: &'static str,
        /// What calls for it, as the rest of a sentence.
        why: String,
    },
}

impl ConfigError {
    /// What the reader can do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            ConfigError::Unreadable { .. } => Some(
                "--engine-config takes a properties file as Kafka's own tools take it with --command-config"
                    .into(),
            ),
            ConfigError::Syntax { .. } => {
                Some("a line is `name=value`, or a comment that begins with #".into())
            }
            ConfigError::Setting { hint, .. } => hint.clone(),
            ConfigError::Missing { .. } => None,
        }
    }
}
