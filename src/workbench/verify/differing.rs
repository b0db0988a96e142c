//! Two runs of one program that differ: then one of their verdicts is wrong, whichever it is.

use super::record::Record;
use crate::course::Lab;
use std::collections::BTreeMap;

/// Every program of the lab whose runs differ, told by two of them. What a mistake may fail besides (`also`) may
/// differ: its author has said so.
pub(super) fn differing(lab: &Lab, records: &[&Record]) -> Vec<String> {
    let mut programs: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
    for record in records {
        programs.entry(&record.program).or_default().push(record);
    }
    programs.into_iter().filter_map(|(program, runs)| differ(lab, program, &runs)).collect()
}

fn differ(lab: &Lab, program: &str, runs: &[&Record]) -> Option<String> {
    let mistake = program.strip_prefix("wrong/").and_then(|name| name.split('/').next());
    let mistake = mistake.and_then(|name| lab.mistakes.iter().find(|mistake| mistake.name == name));
    let may = |check: &str| mistake.is_some_and(|m| m.spec.also.iter().any(|also| also.as_str() == check));
    let came_to = |record: &Record| {
        let mut failed: Vec<&str> = record.failed.iter().map(String::as_str).filter(|c| !may(c)).collect();
        failed.sort_unstable();
        match (record.outcome.as_str(), failed.join(", ")) {
            (outcome, none) if none.is_empty() => outcome.to_owned(),
            (outcome, failed) => format!("{outcome} ({failed})"),
        }
    };
    // A run that was not graded is a problem of its own, and says nothing of the program.
    let mut counted: Vec<(String, usize)> = Vec::new();
    for run in runs.iter().filter(|run| run.outcome != "not graded") {
        let this = came_to(run);
        match counted.iter_mut().find(|(other, _)| *other == this) {
            Some((_, count)) => *count += run.runs(),
            None => counted.push((this, run.runs())),
        }
    }
    counted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let [(most, often), (other, rarely), ..] = counted.as_slice() else { return None };
    let (slug, all) = (&lab.slug, counted.iter().map(|(_, count)| count).sum::<usize>());
    Some(format!("{slug} {program}: {most} in {often} of {all} runs, and {other} in {rarely}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::Course;
    use std::path::Path;

    fn told(runs: &[(&str, &str, &[&str])]) -> Vec<String> {
        let (course, _) = Course::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/course"));
        let records: Vec<Record> = runs
            .iter()
            .map(|(program, outcome, failed)| Record {
                day: String::new(),
                lab: "06-clerks".to_owned(),
                state: String::new(),
                program: (*program).to_owned(),
                outcome: (*outcome).to_owned(),
                failed: failed.iter().map(|check| (*check).to_owned()).collect(),
                held: Vec::new(),
                problems: Vec::new(),
                took: vec![0, 0],
                own: vec![0, 0],
            })
            .collect();
        differing(&course.labs["06-clerks"], &records.iter().collect::<Vec<_>>())
    }

    #[test]
    fn runs_of_one_program_are_compared_with_each_other() {
        let same: &[(&str, &str, &[&str])] = &[
            ("solution", "passed", &[]),
            ("solution", "passed", &[]),
            ("solution", "not graded", &[]),
            ("starter", "failed", &["filed"]),
            ("starter", "failed", &["filed"]),
        ];
        assert_eq!(told(same), [""; 0]);
        let runs: &[(&str, &str, &[&str])] =
            &[("solution", "failed", &["filed"]), ("solution", "passed", &[]), ("solution", "passed", &[])];
        assert_eq!(told(runs), ["06-clerks solution: passed in 4 of 6 runs, and failed (filed) in 2"]);
    }
}
