//! Right programs that a check fails by mistake: nobody may be told then that they made one.

use super::among;
use super::features::{features, of_stages};
use crate::course::Lab;
use crate::grade::{Bundle, Finding, Hearing, Verdict};
use crate::workbench::mutants::changes;

/// How many verdicts were tried, and which mistakes were named.
///
/// Each check of the lab is broken in every way in which a mutant breaks it, one at a time; where a right program then
/// fails, its verdict is one that a fault of ours could have given.
pub(super) fn chance(lab: &Lab, bundle: &Bundle) -> (usize, Vec<String>) {
    let all = features(bundle);
    let (mut tried, mut named) = (0, Vec::new());
    let changes: Vec<_> = lab.spec.checks.iter().flat_map(changes).collect();
    for (n, stage) in bundle.stages.iter().enumerate() {
        let Some(evidence) = &stage.evidence else { continue };
        let hearing = Hearing::new(evidence);
        let reached: Vec<&str> = bundle.stages[..=n].iter().map(|stage| stage.id.as_str()).collect();
        let seen = of_stages(&all, |stage| reached.contains(&stage));
        for change in changes.iter().filter_map(|change| change.check.as_ref()) {
            let Some(place) = stage.checks.iter().position(|check| check.id.value == change.id.value) else {
                continue;
            };
            let finding = hearing.finding(change);
            if finding.failed() {
                tried += 1;
                let verdict = failed(bundle, n, place, finding);
                named.extend(among(lab, &verdict, &seen).iter().map(|mistake| mistake.name.clone()));
            }
        }
    }
    (tried, named)
}

/// The verdict of the bundle, had it failed so in this stage.
fn failed(bundle: &Bundle, stage: usize, check: usize, finding: Finding) -> Verdict {
    let mut stages = bundle.verdict.stages[..=stage].to_vec();
    if let Some(place) = stages.last_mut().and_then(|stage| stage.findings.get_mut(check)) {
        *place = finding;
    }
    Verdict::of(stages)
}
