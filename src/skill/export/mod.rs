//! A skill as it travels: checked, without what stays at home, the same bytes every time.

mod folder;
mod unpack;
mod written;
mod zip;

pub use unpack::from_zip;
pub use written::Written;

use super::error::SkillError;
use super::files::SkillFiles;
use super::proof::Proof;
use super::proofs_file;
use super::read::NOT_ENTERED;
use super::rubric::{self, Finding, Known, blocking};

/// A skill that is ready to travel.
#[derive(Debug, Clone)]
pub struct Export {
    /// What travels.
    pub files: SkillFiles,
    /// What stays, with the reason.
    pub left_out: Vec<(String, &'static str)>,
    /// Findings that do not block.
    pub findings: Vec<Finding>,
}

impl Export {
    /// Checks the skill and leaves out what does not travel. The table of proofs is written anew.
    ///
    /// # Errors
    /// [`SkillError::Blocked`] where an error of family A stands.
    pub fn new(skill: &SkillFiles, proofs: &[Proof]) -> Result<Self, SkillError> {
        let mut files = proofs_file::refreshed(skill, proofs);
        let mut out = Vec::new();
        files.files.retain(|path, _| match left_out(path) {
            Some(reason) => {
                out.push((path.clone(), reason));
                false
            }
            None => true,
        });
        for file in files.files.values_mut() {
            file.executable = file.bytes.starts_with(b"#!");
        }
        let findings = rubric::check(&files, &Known::Records(proofs));
        let against = blocking(&findings);
        match against.is_empty() {
            true => Ok(Self { files, left_out: out, findings }),
            false => Err(SkillError::Blocked { findings: against }),
        }
    }

    /// Reads back what was written and compares: what an unpacking agent gets is what was checked.
    fn verify(&self, back: &SkillFiles, place: &str) -> Result<(), SkillError> {
        let differs = |reason: String| {
            Err(SkillError::Archive { reason: format!("{place}: {reason}; nothing was put in place") })
        };
        if back.folder != self.files.folder || back.files != self.files.files {
            return differs("what was read back differs from what was written".to_owned());
        }
        let against = blocking(&rubric::check(back, &Known::Nothing));
        match against.is_empty() {
            true => Ok(()),
            false => Err(SkillError::Blocked { findings: against }),
        }
    }
}

/// Why a path does not travel; `None` where it does.
pub(crate) fn left_out(path: &str) -> Option<&'static str> {
    let mut parts = path.split('/');
    if parts.clone().any(|part| part.starts_with('.')) {
        return Some("a dotfile");
    }
    if parts.clone().any(|part| NOT_ENTERED.contains(&part)) {
        return Some("a tool's folder");
    }
    match parts.next() {
        Some("evals") => Some("evals are run at home"),
        Some("plugin.json" | "marketplace.json") => Some("a plugin's manifest, not a skill's"),
        _ => None,
    }
}
