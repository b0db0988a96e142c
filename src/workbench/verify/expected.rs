//! What each of a lab's programs must come to.

use crate::course::{At, Lab};
use crate::grade::{Outcome, Verdict};
use crate::workbench::Candidate;
use crate::workbench::headline::headline;
use crate::workbench::recognise::{is_read, what_is_read};

/// What of a verdict is not as the lab says.
pub(super) fn problems(lab: &Lab, candidate: &Candidate, verdict: &Verdict) -> Vec<String> {
    if let Outcome::NotGraded { why, .. } = &verdict.outcome {
        return vec![format!("it was not graded: {why}")];
    }
    let (Candidate::Mistake(name) | Candidate::Again(name)) = candidate else {
        return match (candidate, verdict.passed()) {
            (Candidate::Starter, _) => {
                let failed = verdict.failed_checks();
                let spared = lab.spec.starter_fails.iter().filter(|check| !failed.contains(&check.as_str()));
                let spared = spared.filter(|check| !verdict.leaves_out(check));
                spared.map(|check| format!("the starter does not fail `{}`", check.value)).collect()
            }
            (_, true) => Vec::new(),
            (_, false) => vec![format!("it should pass, and failed: {}", headline(verdict))],
        };
    };
    let Some(mistake) = lab.mistakes.iter().find(|mistake| mistake.name == *name) else { return Vec::new() };
    let failed = verdict.failed_checks();
    let mut problems = Vec::new();
    // Where this engine could not show a check in one of its stages, it may fail in that one only.
    let seen = |check: &&At<String>| !verdict.leaves_out(check);
    for check in mistake.spec.fails.iter().filter(seen).filter(|check| !failed.contains(&check.as_str())) {
        problems.push(format!("`{}` should fail, and did not", **check));
    }
    let expected = |check: &&&str| {
        let named = |list: &[At<String>]| list.iter().any(|c| c.as_str() == **check);
        named(&mistake.spec.fails) || named(&mistake.spec.also)
    };
    for check in failed.iter().filter(|check| !expected(check)) {
        problems.push(format!("`{check}` failed, and mistake.yaml does not say so"));
    }
    let read = what_is_read(verdict);
    if mistake.spec.fails.iter().all(|check| seen(&check)) && !is_read(mistake, &read) {
        problems.push(format!(
            "the learner does not read `{}`, but: {}",
            *mistake.spec.message,
            headline(verdict)
        ));
    }
    problems
}
