//! `use`: a check of another lab, with other names in it.

use super::renamed::Renamed;
use super::{Check, Lab, Verb};
use crate::course::{At, Diagnostic};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `use`: takes what another lab's check holds and tells. In lab.yaml, in the place of `holds`:
/// `use: { lab: 07-first-consumer, check: committed-to-the-end, with: { task-created: task-events } }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Use {
    /// The folder of the other lab.
    pub lab: At<String>,
    /// The id of its check.
    pub check: At<String>,
    /// Names of topics, groups, programs, services, data sets, queries and files in it, each with what stands in its
    /// place here. Sources and conditions are rewritten; texts are not, and `tell` beside `use` comes before them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub with: BTreeMap<String, At<String>>,
}

/// Puts what is meant in the place of every `use`. `files` has the path and the text of each lab's file.
pub(in crate::course) fn resolve(
    labs: &mut BTreeMap<String, Lab>,
    files: &BTreeMap<String, (String, String)>,
    found: &mut BTreeMap<String, Vec<Diagnostic>>,
) {
    // What is taken is what was written: a check that takes another cannot be taken itself.
    let written = labs.clone();
    for lab in labs.values_mut() {
        let found = found.entry(lab.slug.clone()).or_default();
        let (path, text) =
            files.get(&lab.slug).map(|(path, text)| (path.as_str(), text.as_str())).unwrap_or_default();
        for check in &mut lab.spec.checks {
            let Some(uses) = check.uses.clone() else { continue };
            let problem = match taken(&uses, &written) {
                Ok((other, renamed)) => {
                    let unknown = uses.with.iter().filter(|(name, _)| !renamed.used.contains(*name));
                    found.extend(unknown.map(|(name, new)| {
                        let message =
                            format!("the check `{}` of lab {} names no `{name}`", *uses.check, *uses.lab);
                        Diagnostic::at(path, text, new.line, new.column, message)
                            .did_you_mean(name, renamed.names.iter().map(String::as_str))
                    }));
                    check.holds = renamed.verb;
                    for (kind, tell) in &other.tell {
                        check.tell.entry(kind.clone()).or_insert_with(|| tell.clone());
                    }
                    for need in &other.needs {
                        if !check.needs.iter().any(|own| **own == **need) {
                            check.needs.push(need.clone());
                        }
                    }
                    continue;
                }
                Err(problem) => problem,
            };
            let at = Diagnostic::at(path, text, problem.at.line, problem.at.column, problem.message);
            found.push(at.did_you_mean(problem.at, problem.known.iter().map(String::as_str)));
        }
    }
}

/// Why nothing can be taken.
struct Problem<'a> {
    at: &'a At<String>,
    message: String,
    known: Vec<String>,
}

fn taken<'a, 'l>(
    uses: &'a Use,
    labs: &'l BTreeMap<String, Lab>,
) -> Result<(&'l Check, Renamed), Problem<'a>> {
    let lab = labs.get(uses.lab.as_str()).ok_or_else(|| Problem {
        at: &uses.lab,
        message: format!("there is no lab `{}`", *uses.lab),
        known: labs.keys().cloned().collect(),
    })?;
    let check = lab.check(&uses.check).ok_or_else(|| Problem {
        at: &uses.check,
        message: format!("lab {} has no check `{}`", lab.slug, *uses.check),
        known: lab.spec.checks.iter().map(|check| check.id.value.clone()).collect(),
    })?;
    match &check.uses {
        Some(further) => Err(Problem {
            at: &uses.check,
            message: format!("this check is itself taken from lab {}: name that one", *further.lab),
            known: Vec::new(),
        }),
        None => Ok((check, Renamed::new(&check.holds, &uses.with))),
    }
}

impl Verb {
    /// What a check holds before what it takes from another lab stands there.
    pub fn nothing() -> Verb {
        Verb::All(Vec::new())
    }

    /// Whether it is [`Verb::nothing`].
    pub fn is_nothing(&self) -> bool {
        matches!(self, Verb::All(verbs) if verbs.is_empty())
    }
}
