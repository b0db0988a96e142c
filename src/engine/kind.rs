//! Which engine a cluster comes from, as `--engine` names it.

use std::fmt;
use std::str::FromStr;

use super::error::EngineError;

/// Where clusters come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EngineKind {
    /// Docker where it is there and has or gets Kafka's image, else this machine's JVM.
    #[default]
    Auto,
    /// Containers.
    Docker,
    /// Kafka's own jars on a JVM of this machine.
    Local,
}

impl FromStr for EngineKind {
    type Err = EngineError;

    fn from_str(name: &str) -> Result<Self, EngineError> {
        match name {
            "auto" => Ok(Self::Auto),
            "docker" => Ok(Self::Docker),
            "local" => Ok(Self::Local),
            other => Err(EngineError::UnknownEngine(other.to_owned())),
        }
    }
}

impl fmt::Display for EngineKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Auto => "auto",
            Self::Docker => "docker",
            Self::Local => "local",
        })
    }
}
