//! Judges a stage: every check against its evidence.

use super::{Breach, Finding, StageVerdict, Standing, halt, told, verb};
use crate::course::lab::Check;
use crate::evidence::Evidence;
use verb::Ruling;

/// The verdict on a stage that ran.
pub fn stage(id: &str, title: &str, checks: &[&Check], evidence: &Evidence) -> StageVerdict {
    let court = verb::Court::new(evidence);
    StageVerdict {
        id: id.to_owned(),
        title: title.to_owned(),
        reached: true,
        halt: halt::find(evidence),
        findings: checks.iter().map(|check| finding(check, &court)).collect(),
    }
}

/// The verdict on a stage that did not run; `before` are the verdicts on those before it.
pub fn not_reached(id: &str, title: &str, checks: &[&Check], before: &[StageVerdict]) -> StageVerdict {
    let missing = match before.iter().find(|stage| stage.reached && !stage.held()) {
        Some(stage) => format!("the stage “{}” did not hold", stage.title),
        None => "the attempt ended before it".to_owned(),
    };
    let finding = |check: &&Check| Finding {
        check: check.id.value.clone(),
        says: check.says.clone(),
        standing: Standing::NotReached { missing: missing.clone() },
    };
    StageVerdict {
        id: id.to_owned(),
        title: title.to_owned(),
        reached: false,
        halt: None,
        findings: checks.iter().map(finding).collect(),
    }
}

fn finding(check: &Check, court: &verb::Court<'_>) -> Finding {
    let standing = match verb::rule(&check.holds, court) {
        Ruling::Held => Standing::Held,
        Ruling::NotReached { missing } => Standing::NotReached { missing },
        Ruling::Failed(failure) => Standing::Failed(breach(check, failure)),
    };
    Finding { check: check.id.value.clone(), says: check.says.clone(), standing }
}

fn breach(check: &Check, failure: verb::Failure) -> Breach {
    // The lint asks for words for every way to fail; a bundle of another version may lack some.
    let (headline, next) = match check.tell.get(failure.kind) {
        Some(tell) => (told::fill(&tell.headline, &failure.facts), told::fill(&tell.next, &failure.facts)),
        None => (format!("This does not hold: {}", check.says), String::new()),
    };
    Breach {
        kind: failure.kind.to_owned(),
        headline,
        expected: failure.expected.unwrap_or_else(|| check.says.clone()),
        got: failure.got,
        cites: failure.cites,
        next,
    }
}
