//! Every number that a check goes by is told to the learner, and every number that is told is gone by.

use super::File;
use crate::course::Diagnostic;
use crate::course::lab::{Lab, shown_thresholds};
use crate::evidence::cel::Condition;

pub(super) fn lint(lab: &Lab, file: &File<'_>, found: &mut Vec<Diagnostic>) {
    let told: Vec<&str> = (lab.spec.stages.iter().map(|stage| stage.goal.as_str()))
        .chain(lab.spec.checks.iter().map(|check| check.says.as_str()))
        .flat_map(shown_thresholds)
        .collect();
    let asked: Vec<String> = (lab.spec.checks.iter().flat_map(|check| check.holds.expressions()))
        .filter_map(|(_, text)| Condition::compile(text).ok())
        .flat_map(|condition| condition.asks("thresholds"))
        .map(|(name, _)| name)
        .collect();
    for (name, number) in &lab.spec.thresholds {
        if !asked.contains(name) {
            found.push(file.at(number, format!("no check goes by the threshold `{name}`")));
        } else if !told.contains(&name.as_str()) {
            let message = format!("no goal and no check tells a learner of the threshold `{name}`");
            let help = format!("write `{{thresholds.{name}}}` where the number belongs");
            found.push(file.at(number, message).help(help));
        }
    }
    for name in told.into_iter().filter(|name| !lab.spec.thresholds.contains_key(*name)) {
        let known = lab.spec.thresholds.keys().map(String::as_str);
        found.push(file.whole(format!("there is no threshold `{name}`")).did_you_mean(name, known));
    }
}
