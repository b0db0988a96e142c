//! Which engine a cluster comes from, as `--engine` names it.

use std::fmt;
use std::str::FromStr;

use super::error::EngineError;
use super::external::Servers;
use crate::course::{Capability, Ground};

/// Where clusters come from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum EngineKind {
    /// Docker where it is there and has or gets Kafka's image, else this machine's JVM.
    #[default]
    Auto,
    /// Containers.
    Docker,
    /// Kafka's own jars on a JVM of this machine.
    Local,
    /// A cluster that is there already.
    External(Servers),
}

impl EngineKind {
    /// What labs find on it, as far as that is known before it is reached: an existing cluster may have any number of
    /// brokers.
    pub fn ground(&self) -> Ground {
        match self {
            Self::Auto | Self::Docker | Self::Local => Ground::of_brokers(3).with([
                Capability::Gateway,
                Capability::BrokerControl,
                Capability::BrokerSettings,
                Capability::Postgres,
            ]),
            // A database runs beside any Kafka.
            Self::External(_) => Ground::of_brokers(u32::MAX).with([Capability::Postgres]),
        }
    }

    /// As a sentence has it: `an existing cluster`.
    pub fn noun(&self) -> &'static str {
        match self {
            Self::Auto | Self::Docker | Self::Local => "an engine of the workbench's own",
            Self::External(_) => "an existing cluster",
        }
    }
}

impl FromStr for EngineKind {
    type Err = EngineError;

    fn from_str(name: &str) -> Result<Self, EngineError> {
        match name {
            "auto" => Ok(Self::Auto),
            "docker" => Ok(Self::Docker),
            "local" => Ok(Self::Local),
            // What has a port, or is a list, is meant to be one of brokers.
            servers if servers.contains([':', ',', '[']) => Ok(Self::External(servers.parse()?)),
            other => Err(EngineError::UnknownEngine(other.to_owned())),
        }
    }
}

impl fmt::Display for EngineKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::Docker => f.write_str("docker"),
            Self::Local => f.write_str("local"),
            Self::External(servers) => servers.fmt(f),
        }
    }
}
