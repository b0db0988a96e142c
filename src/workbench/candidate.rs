//! Whose program is graded, and the folders that it is made of.

use super::{Workbench, WorkbenchError};
use crate::attempt::Layer;
use crate::course::lab::{AGAIN, Lab, Mistake, Mount};
use crate::engine::runs::RunFolder;
use std::path::PathBuf;

/// Whose program is graded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Candidate {
    /// The learner's own, in the home. Its attempts are recorded.
    Mine,
    /// Another folder's.
    Folder(PathBuf),
    /// What the learner begins with.
    Starter,
    /// The lab's solution.
    Solution,
    /// One of the lab's mistakes.
    Mistake(String),
    /// The second program that makes this mistake.
    Again(String),
    /// One of the lab's unusual and right programs.
    Variant(String),
}

impl Candidate {
    /// The name that reports and pages have for it: its folder below the lab's, where the lab ships it.
    pub fn name(&self) -> String {
        match self {
            Candidate::Mine => "mine".to_owned(),
            Candidate::Folder(folder) => folder.display().to_string(),
            Candidate::Starter => "starter".to_owned(),
            Candidate::Solution => "solution".to_owned(),
            Candidate::Mistake(name) => format!("wrong/{name}"),
            Candidate::Again(name) => format!("wrong/{name}/{AGAIN}"),
            Candidate::Variant(name) => format!("right/{name}"),
        }
    }

    /// The command that it brings in place of the lab's own.
    pub(super) fn command(&self, lab: &Lab) -> Option<String> {
        let Candidate::Variant(name) = self else { return None };
        lab.variants.iter().find(|variant| variant.name == *name)?.spec.run.clone()
    }
}

impl Workbench {
    /// The folders that make the candidate's working folder. What is made for it lives as long as the second part.
    pub(super) fn layers(
        &self,
        lab: &Lab,
        candidate: &Candidate,
    ) -> Result<(Vec<Layer>, Option<RunFolder>), WorkbenchError> {
        let mut layers = vec![Layer::whole(lab.dir.join("starter"))];
        let mut made = None;
        for (folder, mount) in &lab.spec.mounts {
            let Mount::Skill = mount;
            let from = match candidate {
                Candidate::Mine => self.living_skill()?,
                // Everybody else begins with the scaffold, as a learner does.
                _ => made.insert(self.fresh_scaffold()?).path().to_owned(),
            };
            layers.push(Layer { to: PathBuf::from(folder), ..Layer::whole(from) });
        }
        layers.extend(match candidate {
            Candidate::Mine => vec![Layer::whole(self.learner_folder(lab)?)],
            Candidate::Folder(folder) => vec![Layer::whole(folder)],
            Candidate::Starter => vec![],
            Candidate::Solution => vec![Layer::whole(lab.dir.join("solution"))],
            Candidate::Mistake(name) => {
                let mistake = named(lab, name)?;
                let own = Layer::whole(&mistake.dir).but(&["mistake.yaml", AGAIN]);
                vec![Layer::whole(lab.dir.join("solution")), own]
            }
            Candidate::Again(name) => {
                let again = named(lab, name)?.again.as_ref().ok_or_else(|| {
                    let known = lab.mistakes.iter().filter(|m| m.again.is_some()).map(|m| m.name.clone());
                    let what = "second program of the mistake";
                    WorkbenchError::Missing { what, name: name.clone(), known: known.collect() }
                })?;
                vec![Layer::whole(lab.dir.join("solution")), Layer::whole(again)]
            }
            Candidate::Variant(name) => {
                let variant = lab.variants.iter().find(|v| v.name == *name).ok_or_else(|| {
                    let known = lab.variants.iter().map(|v| v.name.clone()).collect();
                    WorkbenchError::Missing { what: "variant", name: name.clone(), known }
                })?;
                vec![Layer::whole(&variant.dir)]
            }
        });
        Ok((layers, made))
    }
}

/// The lab's mistake of that name.
fn named<'a>(lab: &'a Lab, name: &str) -> Result<&'a Mistake, WorkbenchError> {
    lab.mistakes.iter().find(|mistake| mistake.name == *name).ok_or_else(|| {
        let known = lab.mistakes.iter().map(|mistake| mistake.name.clone()).collect();
        WorkbenchError::Missing { what: "mistake", name: name.to_owned(), known }
    })
}
