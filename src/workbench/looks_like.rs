//! The mistakes that a failure looks like, among those that the lab ships.

use crate::course::At;
use crate::course::lab::{Lab, Mistake};
use crate::grade::{Standing, Verdict};
use regex::Regex;

/// More than this many candidates explain nothing.
const AT_MOST: usize = 2;

/// The shipped mistakes whose checks and words fit a verdict; none where nothing fits or too many do.
///
/// A mistake fits where all the checks failed that it fails, no other did than it may fail besides, and the
/// learner reads what it says they would. Several can: a missing key and a random one leave the same log.
pub fn looks_like<'a>(lab: &'a Lab, verdict: &Verdict) -> Vec<&'a Mistake> {
    let failed = verdict.failed_checks();
    let read = what_is_read(verdict);
    let fits = |mistake: &&Mistake| {
        let spec = &mistake.spec;
        let named = |list: &[At<String>], check: &str| list.iter().any(|listed| listed.value == check);
        let all = spec.fails.iter().all(|check| failed.contains(&check.as_str()));
        let only = failed.iter().all(|check| named(&spec.fails, check) || named(&spec.also, check));
        all && only && is_read(mistake, &read)
    };
    let found: Vec<&Mistake> = lab.mistakes.iter().filter(fits).collect();
    if found.len() > AT_MOST { Vec::new() } else { found }
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
        let found = looks_like(&course.labs["05-first-producer"], &verdict);
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
