//! A verdict in one sentence, for lists of attempts.

use crate::grade::{Blame, Outcome, Standing, Verdict};

/// What a verdict comes to, in a sentence.
pub(super) fn headline(verdict: &Verdict) -> String {
    match &verdict.outcome {
        Outcome::Passed => passed(verdict),
        Outcome::NotGraded { blame: Blame::Interrupted, .. } => "Stopped before its end".to_owned(),
        Outcome::NotGraded { why, .. } => why.clone(),
        Outcome::Failed => verdict
            .stages
            .iter()
            .flat_map(|stage| {
                let halt = stage.halt.iter().map(|halt| halt.headline.clone());
                let breaches = stage.findings.iter().filter_map(|finding| match &finding.standing {
                    Standing::Failed(breach) => Some(breach.headline.clone()),
                    _ => None,
                });
                halt.chain(breaches).collect::<Vec<_>>()
            })
            .next()
            .unwrap_or_else(|| not_reached(verdict)),
    }
}

fn passed(verdict: &Verdict) -> String {
    match (verdict.total, verdict.not_judged()) {
        (1, 0) => "The check held".to_owned(),
        (total, 0) => format!("All {total} checks held"),
        (total, rest) => format!("{total} of {} checks held, {rest} not judged on that engine", total + rest),
    }
}

/// Nothing failed, and yet not everything held: what was missing is all that can be said.
fn not_reached(verdict: &Verdict) -> String {
    let findings = verdict.stages.iter().flat_map(|stage| &stage.findings);
    let mut missing = findings.filter_map(|finding| match &finding.standing {
        Standing::NotReached { missing } => Some(format!("`{}` was not reached: {missing}", finding.check)),
        _ => None,
    });
    missing.next().unwrap_or_else(|| "A check was not reached".to_owned())
}
