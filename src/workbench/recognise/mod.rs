//! The mistakes that a failure looks like, among those that the lab ships.
//!
//! Two things must fit. The verdict: the checks that failed, and the words. And, where the lab has learnt what gives its
//! mistakes away (`signatures.yaml`), the history: a program that does what right ones do is none of them, whatever a
//! check says.

mod chance;
mod features;
mod learn;
mod trial;

pub(super) use learn::{learn, render};
pub use trial::Trial;
pub(super) use trial::trial;

use crate::course::At;
use crate::course::lab::{Lab, Mistake, Signature};
use crate::grade::{Bundle, Standing, Verdict};
use features::{Features, features};
use regex::Regex;

/// More than this many candidates explain nothing.
const AT_MOST: usize = 2;
/// So much of what gives a mistake away must be seen, of 1. A right program shows none of it.
const ENOUGH: f64 = 0.34;
/// A mistake that is so much less like it than the likest is not named beside that.
const BEHIND: f64 = 0.15;

/// The shipped mistakes that a failed attempt looks like, the likest first; none where nothing fits or too many do.
pub fn looks_like<'a>(lab: &'a Lab, bundle: &Bundle) -> Vec<&'a Mistake> {
    among(lab, &bundle.verdict, &features(bundle))
}

/// The same from a verdict and the features of the stages that it is about.
fn among<'a>(lab: &'a Lab, verdict: &Verdict, seen: &Features) -> Vec<&'a Mistake> {
    let mut found: Vec<(f64, &Mistake)> = (fitting(lab, verdict).into_iter())
        .map(|mistake| (likeness(lab, mistake, seen), mistake))
        .filter(|(likeness, _)| *likeness >= ENOUGH)
        .collect();
    found.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    let best = found.first().map_or(0.0, |(likeness, _)| *likeness);
    found.retain(|(likeness, _)| *likeness >= best - BEHIND);
    if found.len() > AT_MOST { Vec::new() } else { found.into_iter().map(|(_, mistake)| mistake).collect() }
}

/// The mistakes whose checks and words fit a verdict.
///
/// A mistake fits where all the checks failed that it fails, no other did than it may fail besides, and the
/// learner reads what it says they would. Several can: a missing key and a random one leave the same log.
fn fitting<'a>(lab: &'a Lab, verdict: &Verdict) -> Vec<&'a Mistake> {
    let failed = verdict.failed_checks();
    let read = what_is_read(verdict);
    let fits = |mistake: &&Mistake| {
        let spec = &mistake.spec;
        let named = |list: &[At<String>], check: &str| list.iter().any(|listed| listed.value == check);
        let all = spec.fails.iter().all(|check| failed.contains(&check.as_str()));
        let only = failed.iter().all(|check| named(&spec.fails, check) || named(&spec.also, check));
        all && only && is_read(mistake, &read)
    };
    lab.mistakes.iter().filter(fits).collect()
}

/// How much of what gives a mistake away is seen, from 0 to 1; all of it in a lab that has learnt nothing yet.
fn likeness(lab: &Lab, mistake: &Mistake, seen: &Features) -> f64 {
    if lab.signatures.is_empty() {
        return 1.0;
    }
    let own = lab.signatures.iter().find(|signature| signature.mistake.value == mistake.name);
    let Some(Signature { does, lacks, .. }) = own else { return 0.0 };
    // What is lacking in a stage that did not run says nothing.
    let lacks: Vec<&String> = lacks.iter().filter(|feature| features::stage_ran(feature, seen)).collect();
    let is = does.iter().filter(|feature| seen.contains(*feature)).count();
    let is_not = lacks.iter().filter(|feature| !seen.contains(**feature)).count();
    // Either of the two gives it away: another program does it in words of its own, or lacks it for a reason of its own.
    match (does.len(), lacks.len()) {
        (0, 0) => 0.0,
        (0, all) => ratio(is_not, all),
        (all, 0) => ratio(is, all),
        (one, other) => f64::midpoint(ratio(is, one), ratio(is_not, other)),
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    count(part) / count(whole)
}

/// Whether what is read holds the mistake's message.
pub(super) fn is_read(mistake: &Mistake, read: &str) -> bool {
    Regex::new(&mistake.spec.message).is_ok_and(|pattern| pattern.is_match(read))
}

/// Everything that a learner reads of failures.
pub(super) fn what_is_read(verdict: &Verdict) -> String {
    let mut read = String::new();
    for stage in &verdict.stages {
        if let Some(halt) = &stage.halt {
            read.push_str(&format!("{}\n{}\n{}\n", halt.headline, halt.expected, halt.got));
        }
        for finding in &stage.findings {
            if let Standing::Failed(breach) = &finding.standing {
                read.push_str(&format!("{}\n{}\n{}\n", breach.headline, breach.expected, breach.got));
            }
        }
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::Course;
    use crate::grade::{Breach, Finding, StageVerdict};
    use std::path::Path;

    fn names(headlines: &[(&str, &str)]) -> Vec<String> {
        let (course, _) =
            Course::load(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/web").as_path());
        let finding = |(check, headline): &(&str, &str)| Finding {
            check: (*check).to_owned(),
            says: String::new(),
            standing: Standing::Failed(Breach {
                kind: String::new(),
                headline: (*headline).to_owned(),
                expected: String::new(),
                got: String::new(),
                cites: Vec::new(),
                next: String::new(),
            }),
        };
        let stage = StageVerdict {
            not_judged: None,
            id: "arrive".to_owned(),
            title: String::new(),
            reached: true,
            halt: None,
            findings: headlines.iter().map(finding).collect(),
        };
        let verdict = Verdict::of(vec![stage]);
        let found = among(&course.labs["05-first-producer"], &verdict, &Features::new());
        found.iter().map(|mistake| mistake.name.clone()).collect()
    }

    #[test]
    fn checks_and_words_must_fit() {
        assert_eq!(names(&[("three-records", "1 records")]), ["no-flush"]);
        assert_eq!(names(&[("three-records", "something else")]), [""; 0]);
        assert_eq!(names(&[("three-records", "1 records"), ("key-is-id", "another key")]), [""; 0]);
        assert_eq!(names(&[]), [""; 0]);
    }
}
