//! Which engine a cluster comes from, as `--engine` names it.

use std::fmt;
use std::str::FromStr;

use super::error::EngineError;

/// Where clusters come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EngineKind {
    /// Kafka's own jars on a JVM of this machine.
    #[default]
    Local,
}

impl FromStr for EngineKind {
    type Err = EngineError;

    fn from_str(name: &str) -> Result<Self, EngineError> {
        match name {
            "auto" | "local" => Ok(Self::Local),
            other => Err(EngineError::UnknownEngine(other.to_owned())),
        }
    }
}

impl fmt::Display for EngineKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local => f.write_str("local"),
        }
    }
}
