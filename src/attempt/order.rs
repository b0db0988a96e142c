//! What is to be run, and how.

use super::Listener;
use crate::course::Lab;
use crate::evidence::SkillFinding;
use crate::grade::Unjudged;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Asks the skill's rubric about a folder. The rubric is another room's; the attempt is handed the question.
pub type Inspect = Arc<dyn Fn(&Path) -> Vec<SkillFinding> + Send + Sync>;

/// An attempt that somebody wants.
#[derive(Clone)]
pub struct Order {
    /// The lab.
    pub lab: Arc<Lab>,
    /// Folders laid over each other to make the working folder, the later over the earlier.
    pub layers: Vec<Layer>,
    /// A command in place of the lab's own for its main program.
    pub command: Option<String>,
    /// Where generated data comes from; the lab's own seed where there is none.
    pub seed: Option<u64>,
    /// What is wanted of it.
    pub mode: Mode,
    /// What of its stages the cluster cannot show, by their ids; nothing of one that is not here.
    pub unjudged: BTreeMap<String, Unjudged>,
    /// The folder with the environment's `python`, put before the PATH.
    pub python_bin: PathBuf,
    /// The rubric.
    pub inspect: Inspect,
    /// Where events go.
    pub listener: Listener,
}

impl Order {
    /// What of a stage is not judged.
    pub(super) fn unjudged(&self, stage: &str) -> Unjudged {
        self.unjudged.get(stage).cloned().unwrap_or_default()
    }
}

/// A folder that goes into the working folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// The folder.
    pub from: PathBuf,
    /// Where it goes, relative to the working folder; empty for the working folder itself.
    pub to: PathBuf,
    /// What of it stays behind, by its name in the folder itself.
    pub but: &'static [&'static str],
}

impl Layer {
    /// A folder that is laid into the working folder itself.
    pub fn whole(from: impl Into<PathBuf>) -> Layer {
        Layer { from: from.into(), to: PathBuf::new(), but: &[] }
    }

    /// The same without what is named.
    pub fn but(self, but: &'static [&'static str]) -> Layer {
        Layer { but, ..self }
    }
}

/// What is wanted of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mode {
    /// All stages, with faults, and a verdict.
    Check,
    /// The same, and the stages after one that did not hold are played too. The verdict is that of a check: what they
    /// left is for those who ask what another check would have said.
    PlayOn,
    /// One stage without its faults, and no verdict: to try a program out.
    Try {
        /// The stage's id.
        stage: String,
    },
}

impl Mode {
    /// Whether it comes to a verdict.
    pub fn is_check(&self) -> bool {
        !matches!(self, Mode::Try { .. })
    }
}
