//! What can go wrong with a skill outside its content: answers, folders, archives.
//!
//! What is wrong *in* a skill is a [`Finding`], with file, line and fix.

use std::io;
use std::path::{Path, PathBuf};

use super::rubric::Finding;

/// An error of the skill room; the message is for the learner.
#[derive(Debug, thiserror::Error)]
pub enum SkillError {
    /// An answer of the interview that cannot stand in a skill.
    #[error("the answer for “{field}” cannot be used: {reason}")]
    Answer {
        /// The question, as the form names it.
        field: &'static str,
        /// What is wrong and what is accepted.
        reason: String,
    },
    /// The folder is not there.
    #[error("there is no folder at {}", path.display())]
    NoFolder {
        /// As it was given.
        path: PathBuf,
    },
    /// The folder holds far more than a skill can.
    #[error("{} holds more than 2,000 entries or 20 MB, so it is not read as a skill; nothing was changed", path.display())]
    NotASkill {
        /// As it was given.
        path: PathBuf,
    },
    /// A file operation failed.
    #[error("could not {action} {}: {source}", path.display())]
    Io {
        /// `read`, `write`, …
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's own error.
        source: io::Error,
    },
    /// A scaffold or fragment that its author must mend.
    #[error("{}", problems.join("\n"))]
    Content {
        /// One line each, `path:line:column: problem`.
        problems: Vec<String>,
    },
    /// Findings of family A stand against the export.
    #[error(
        "the skill was not exported: some agents would not load it; the skill itself is unchanged\n{}",
        listed(findings)
    )]
    Blocked {
        /// The findings, all of level error.
        findings: Vec<Finding>,
    },
    /// The target folder is not one that the workbench wrote, or was changed since.
    #[error("{} was not replaced: it differs from everything the workbench wrote there ({difference}); nothing in it was changed", path.display())]
    NotOurs {
        /// The folder that stands in the way.
        path: PathBuf,
        /// The first file that tells, in words.
        difference: String,
    },
    /// Somebody edited the skill since it was read.
    #[error("{} was changed since it was read, so nothing was written", path.display())]
    ChangedMeanwhile {
        /// The file.
        path: PathBuf,
    },
    /// An archive that is not a skill, or not a safe one.
    #[error("the archive was not accepted: {reason}")]
    Archive {
        /// What was found, and where.
        reason: String,
    },
    /// A choice names a piece that the offer does not have, or one that the learner has rewritten.
    #[error("nothing was changed: {reason}")]
    Choice {
        /// Which piece, and why.
        reason: String,
    },
}

impl SkillError {
    /// An I/O error with the path that it belongs to.
    pub(crate) fn io(action: &'static str, path: &Path, source: io::Error) -> Self {
        Self::Io { action, path: path.to_path_buf(), source }
    }

    /// The next step, kept apart from the message so that a page can set it apart too.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::NoFolder { .. } => Some("check the path; a folder is made only for the skill itself"),
            Self::NotASkill { .. } => Some("name the folder of one skill, the one that holds SKILL.md"),
            Self::Blocked { .. } => Some("each finding names its line and its fix; export again afterwards"),
            Self::NotOurs { .. } => Some("move that folder away, or export to another place"),
            Self::ChangedMeanwhile { .. } => Some("look at the skill as it is now, then choose again"),
            Self::Content { .. } | Self::Answer { .. } | Self::Io { .. } => None,
            Self::Archive { .. } | Self::Choice { .. } => None,
        }
    }
}

/// Line, column and message of a YAML error, the place left out of the message.
pub(crate) fn yaml_problem(error: &serde_saphyr::Error) -> (u64, u64, String) {
    let (line, column) = error.location().map_or((1, 1), |place| (place.line(), place.column()));
    let message = error.without_snippet().to_string();
    let first = message.lines().next().unwrap_or_default();
    let first = first.strip_suffix(&format!(" at line {line}, column {column}")).unwrap_or(first);
    (line.max(1), column.max(1), first.to_owned())
}

fn listed(findings: &[Finding]) -> String {
    findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
