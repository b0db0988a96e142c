//! What can keep a tool of Kafka's from being run.

use std::path::PathBuf;

/// Why a tool was not run. Nothing was asked of any cluster.
#[derive(Debug, thiserror::Error)]
pub enum ToolError {
    /// There is none of this name.
    #[error("Kafka has no tool `{name}`{}", near.map(|near| format!(": did you mean `{near}`?")).unwrap_or_default())]
    Unknown {
        /// As it was typed.
        name: String,
        /// The one that was probably meant.
        near: Option<&'static str>,
    },
    /// A script of Kafka's `bin` folder that is nothing for here.
    #[error("`{name}` cannot be run here: {why}")]
    NotHere {
        /// As it was typed.
        name: String,
        /// The reason.
        why: &'static str,
    },
    /// Nothing is open, and nothing was named.
    #[error("no cluster is open that `{tool}` could work on")]
    NoCluster {
        /// The tool's name.
        tool: &'static str,
    },
    /// Java did not start.
    #[error("could not start {}: {source}", program.display())]
    Start {
        /// The `java` program.
        program: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The file with the settings of the tool's own log.
    #[error("could not write {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
}

impl ToolError {
    /// What a reader can do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Unknown { .. } | Self::NotHere { .. } => {
                Some("`kafka-workbench tool` lists those that there are".to_owned())
            }
            Self::NoCluster { tool } => Some(format!(
                "run a block of a lesson, whose cluster then stays open, or name a cluster: \
                 `kafka-workbench tool {tool} --bootstrap-server HOST:PORT …`"
            )),
            Self::Start { .. } => Some("`kafka-workbench doctor` looks at the Java that is used".to_owned()),
            Self::Io { .. } => None,
        }
    }

    /// It is about what was asked for, and not about the machine.
    pub fn is_usage(&self) -> bool {
        matches!(self, Self::Unknown { .. } | Self::NotHere { .. } | Self::NoCluster { .. })
    }
}
