//! Judges a stage: every check against its evidence.

use super::{Breach, Finding, StageVerdict, Standing, Unjudged, halt, told, verb};
use crate::course::lab::Check;
use crate::evidence::Evidence;
use verb::Ruling;

/// A stage's evidence, ready to be judged by one check after another.
pub struct Hearing<'a> {
    court: verb::Court<'a>,
}

impl<'a> Hearing<'a> {
    /// A hearing on this evidence.
    pub fn new(evidence: &'a Evidence) -> Hearing<'a> {
        Hearing { court: verb::Court::new(evidence) }
    }

    /// What a check finds.
    pub fn finding(&self, check: &Check) -> Finding {
        finding(check, &self.court)
    }
}

/// The verdict on a stage that ran, but for the checks that are not judged here.
pub fn stage(
    id: &str,
    title: &str,
    checks: &[&Check],
    unjudged: &Unjudged,
    evidence: &Evidence,
) -> StageVerdict {
    let court = verb::Court::new(evidence);
    let finding = |check: &&Check| match unjudged.why(&check.id) {
        Some(why) => standing(check, Standing::NotJudged { why: why.to_owned() }),
        None => finding(check, &court),
    };
    StageVerdict {
        id: id.to_owned(),
        title: title.to_owned(),
        reached: true,
        not_judged: None,
        halt: halt::find(evidence),
        findings: checks.iter().map(finding).collect(),
    }
}

/// The verdict on a stage that did not run; `before` are the verdicts on those before it.
pub fn not_reached(id: &str, title: &str, checks: &[&Check], before: &[StageVerdict]) -> StageVerdict {
    let missing = match before.iter().find(|stage| stage.reached && !stage.held()) {
        Some(stage) => format!("the stage “{}” did not hold", stage.title),
        None => "the attempt ended before it".to_owned(),
    };
    did_not_run(id, title, checks, &Standing::NotReached { missing })
}

/// The verdict on a stage whose scenario cannot be played here, for the reason `why`.
pub fn not_judged(id: &str, title: &str, checks: &[&Check], why: &str) -> StageVerdict {
    let verdict = did_not_run(id, title, checks, &Standing::NotJudged { why: why.to_owned() });
    StageVerdict { not_judged: Some(why.to_owned()), ..verdict }
}

fn did_not_run(id: &str, title: &str, checks: &[&Check], stands: &Standing) -> StageVerdict {
    StageVerdict {
        id: id.to_owned(),
        title: title.to_owned(),
        reached: false,
        not_judged: None,
        halt: None,
        findings: checks.iter().map(|check| standing(check, stands.clone())).collect(),
    }
}

fn finding(check: &Check, court: &verb::Court<'_>) -> Finding {
    standing(
        check,
        match verb::rule(&check.holds, court) {
            Ruling::Held => Standing::Held,
            Ruling::NotReached { missing } => Standing::NotReached { missing },
            Ruling::Failed(failure) => Standing::Failed(breach(check, failure)),
        },
    )
}

fn standing(check: &Check, standing: Standing) -> Finding {
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
