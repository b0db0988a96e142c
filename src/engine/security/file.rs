//! A properties file for Kafka's Java clients, as far as it is about security.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use java_properties::{LineContent, PropertiesIter};

use super::{ConfigError, Security, settings};

/// What a file said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFile {
    /// How connections are made.
    pub security: Security,
    /// `bootstrap.servers`, where it stands there.
    pub servers: Option<String>,
    /// What its owner should know: names that are not looked at, and who else can read the file.
    pub warnings: Vec<String>,
}

/// A setting and the line on which it begins.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) line: usize,
    pub(super) value: String,
}

/// The settings of a file. The last of two of one name counts, as with Java.
#[derive(Debug)]
pub(super) struct Entries {
    pub(super) path: PathBuf,
    pub(super) all: BTreeMap<String, Entry>,
}

/// Reads the file at `path`.
///
/// # Errors
/// With the line and what to do, for anything of it that is about security and cannot be honoured.
pub fn read(path: &Path) -> Result<ConfigFile, ConfigError> {
    let unreadable = |source| ConfigError::Unreadable { path: path.to_owned(), source };
    let file = File::open(path).map_err(unreadable)?;
    let mode = file.metadata().map_err(unreadable)?.permissions().mode();
    let mut entries = Entries { path: path.to_owned(), all: BTreeMap::new() };
    for line in PropertiesIter::new(BufReader::new(file)) {
        let line = line.map_err(|error| match error.line_number() {
            Some(line) => ConfigError::Syntax { path: path.to_owned(), line },
            None => unreadable(std::io::Error::other(error.to_string())),
        })?;
        let number = line.line_number();
        if let LineContent::KVPair(name, value) = line.consume_content() {
            entries.all.insert(name, Entry { line: number, value });
        }
    }
    let (security, mut warnings) = settings::of(&entries)?;
    // Its passwords are for whoever may read it; Java does not mind, and its owner may not know.
    if mode & 0o077 != 0 && has_secrets(&security) {
        warnings.push(format!(
            "{} can be read by others on this machine: `chmod 600 {0}` keeps its passwords to you",
            path.display()
        ));
    }
    let servers = entries.all.get("bootstrap.servers").map(|entry| entry.value.trim().to_owned());
    Ok(ConfigFile { security, servers, warnings })
}

fn has_secrets(security: &Security) -> bool {
    security.login.is_some() || security.tls.as_ref().is_some_and(|tls| tls.identity.is_some())
}

impl Entries {
    /// A value without the white space around it; none where it is empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.all.get(name).map(|entry| entry.value.trim()).filter(|value| !value.is_empty())
    }

    /// That something is wrong with the setting `name`.
    pub(super) fn wrong(&self, name: &str, what: impl Into<String>, hint: Option<String>) -> ConfigError {
        ConfigError::Setting {
            path: self.path.clone(),
            line: self.all.get(name).map_or(0, |entry| entry.line),
            name: name.to_owned(),
            what: what.into(),
            hint,
        }
    }

    /// That `name` should be there.
    pub(super) fn missing(&self, name: &'static str, why: impl Into<String>) -> ConfigError {
        ConfigError::Missing { path: self.path.clone(), name, why: why.into() }
    }
}
