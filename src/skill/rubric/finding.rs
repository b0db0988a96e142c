//! A finding: which rule, where, why, and what to do.

use std::fmt;

use serde::Serialize;

use super::Rule;

/// The families of rules; see the table in [`super`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Family {
    /// Loads everywhere.
    A,
    /// Gets used.
    B,
    /// Well built.
    C,
    /// Says something.
    D,
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Must be mended; in family A it blocks the export.
    Error,
    /// Worth mending.
    Warning,
}

/// Something that a rule found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule's id: `A5`.
    pub rule: &'static str,
    /// The rule's family.
    pub family: Family,
    /// The rule's name with the case, stable for labs and the client panel: `plain-yaml/tab`.
    pub code: &'static str,
    /// Error or warning.
    pub level: Level,
    /// Path below the skill's folder; empty where the folder itself is meant.
    pub file: String,
    /// From 1; 0 where the file as a whole is meant.
    pub line: usize,
    /// From 1, in characters; 0 with line 0.
    pub column: usize,
    /// What is there, and what follows from it.
    pub reason: String,
    /// What to write instead.
    pub fix: String,
}

/// A place in a skill.
#[derive(Debug, Clone, Copy)]
pub(super) struct At<'a>(pub &'a str, pub usize, pub usize);

impl Rule {
    /// A finding of this rule at its usual level.
    pub(super) fn finding(
        &self,
        code: &'static str,
        at: At<'_>,
        reason: impl Into<String>,
        fix: impl Into<String>,
    ) -> Finding {
        Finding {
            rule: self.id,
            family: self.family,
            code,
            level: self.level,
            file: at.0.to_owned(),
            line: at.1,
            column: at.2,
            reason: reason.into(),
            fix: fix.into(),
        }
    }
}

impl Finding {
    /// The same finding as a warning.
    pub(super) fn warning(mut self) -> Self {
        self.level = Level::Warning;
        self
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{} {}] ", self.level, self.rule, self.code)?;
        match (self.file.as_str(), self.line) {
            ("", _) => f.write_str("the folder")?,
            (file, 0) => f.write_str(file)?,
            (file, line) => write!(f, "{file}:{line}:{}", self.column)?,
        }
        write!(f, ": {}\n  fix: {}", self.reason, self.fix)
    }
}
