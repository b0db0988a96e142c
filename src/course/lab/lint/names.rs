//! Ids are unique, and what is named exists.

use super::File;
use crate::course::lab::Lab;
use crate::course::{At, Capability, Diagnostic};
use std::collections::BTreeSet;

pub(super) fn lint(lab: &Lab, file: &File<'_>, found: &mut Vec<Diagnostic>) {
    twice(lab.spec.checks.iter().map(|check| &check.id), "check", file, found);
    twice(lab.spec.stages.iter().map(|stage| &stage.id), "stage", file, found);
    if lab.spec.stages.is_empty() {
        found.push(file.whole("a lab needs at least one stage"));
    }
    let known: Vec<&str> = lab.spec.checks.iter().map(|check| check.id.as_str()).collect();
    let mut used = BTreeSet::new();
    let staged = lab.spec.stages.iter().flat_map(|stage| &stage.checks);
    used.extend(staged.clone().map(|id| id.as_str()));
    for id in staged.chain(&lab.spec.starter_fails) {
        if !known.contains(&id.as_str()) {
            let message = format!("there is no check `{}`", **id);
            found.push(file.at(id, message).did_you_mean(id, known.iter().copied()));
        }
    }
    for check in &lab.spec.checks {
        if !used.contains(check.id.as_str()) {
            found.push(file.at(&check.id, format!("no stage uses the check `{}`", *check.id)));
        }
    }
    for need in lab.spec.checks.iter().flat_map(|check| &check.needs) {
        if Capability::named(need).is_none() {
            let known = Capability::ALL.map(Capability::name);
            let message = format!("no engine has a `{}`; a check can need {}", **need, known.join(", "));
            found.push(file.at(need, message).did_you_mean(need, known));
        }
    }
    for stage in &lab.spec.stages {
        if stage.hints.len() != 4 {
            let message = format!(
                "stage `{}` has {} hints; there are four: the place, an experiment, the symbol, the code",
                *stage.id,
                stage.hints.len()
            );
            found.push(file.at(&stage.id, message));
        }
    }
}

fn twice<'a>(
    ids: impl Iterator<Item = &'a At<String>>,
    kind: &str,
    file: &File<'_>,
    found: &mut Vec<Diagnostic>,
) {
    let mut seen = BTreeSet::new();
    for id in ids {
        if !seen.insert(id.as_str()) {
            found.push(file.at(id, format!("there are two {kind}s `{}`", **id)));
        }
    }
}
