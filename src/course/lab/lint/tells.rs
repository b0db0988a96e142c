//! Every way in which a check can fail has its words, and the words name what is there.

use super::File;
use crate::course::lab::{Check, Lab};
use crate::course::{At, Diagnostic};
use std::collections::BTreeMap;

pub(super) fn lint(lab: &Lab, file: &File<'_>, found: &mut Vec<Diagnostic>) {
    for check in &lab.spec.checks {
        file.of_check(check, found, |found| complete(check, file, found));
    }
}

fn complete(check: &Check, file: &File<'_>, found: &mut Vec<Diagnostic>) {
    let mut kinds: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (kind, names) in check.holds.failures() {
        kinds.entry(kind).or_default().extend(names);
    }
    for kind in kinds.keys() {
        if !check.tell.contains_key(*kind) {
            let message =
                format!("check `{}` does not say what a learner reads where it fails as `{kind}`", *check.id);
            let help = format!("add `tell: {{ {kind}: {{ headline: …, next: … }} }}`");
            found.push(file.at(&check.id, message).help(help));
        }
    }
    for (kind, tell) in &check.tell {
        let Some(names) = kinds.get(kind.as_str()) else {
            let message = format!("check `{}` cannot fail as `{kind}`", *check.id);
            found.push(file.at(&tell.headline, message).did_you_mean(kind, kinds.keys().copied()));
            continue;
        };
        for text in [&tell.headline, &tell.next] {
            placeholders(text, names, file, found);
        }
    }
}

fn placeholders(text: &At<String>, names: &[&str], file: &File<'_>, found: &mut Vec<Diagnostic>) {
    for name in text.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
        // The lab's own numbers are filled in when it is loaded.
        let threshold = name.starts_with("thresholds.");
        if !threshold && !names.contains(&name) {
            let message = format!("the text names `{{{name}}}`; known here: {}", names.join(", "));
            found.push(file.at(text, message).did_you_mean(name, names.iter().copied()));
        }
    }
}
