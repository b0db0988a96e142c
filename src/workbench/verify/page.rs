//! The page of the documentation that shows every lab's kill matrix and how often it was verified.

use super::{Matrix, Record, record};
use crate::course::Lab;
use std::collections::BTreeMap;
use std::fmt::Write;

const HEAD: &str = "# The kill matrix

A lab ships programs that are wrong on purpose. `kafka-workbench verify` runs all of them, and the right ones beside them:
a row is a check, a column a mistake, `×` where the mistake breaks the check, `·` where the check holds all the same, and
nothing where it was not reached.

A check is proved by a mistake that breaks it *alone*, or it and *one other*. A mistake that breaks more proves none of
them: each could be taken away, and it would fail all the same.

This page is made by `scripts/repeat-labs` from `docs/bench/labs.jsonl`, to which each repeat adds. Only runs of a program
as it is now, in the lab as it is now, are added. A run is wrong where its verdict, the checks that fail, or the message
that is read are not what the lab says.
";

/// The page for these labs. `states` gives the state of each program of a lab as it is now, by its name.
pub(super) fn page(
    labs: &[&Lab],
    records: &[Record],
    states: impl Fn(&Lab) -> BTreeMap<String, String>,
) -> String {
    let mut page = HEAD.to_owned();
    for lab in labs {
        let states = states(lab);
        section(&mut page, lab, &states, &record::as_they_are(lab, records, &states));
    }
    page
}

fn section(page: &mut String, lab: &Lab, states: &BTreeMap<String, String>, records: &[&Record]) {
    let matrix = Matrix::of(lab, records);
    // Writing to a text cannot fail.
    let _ = writeln!(page, "\n## {}\n", lab.slug);
    match records {
        [] => {
            let _ = writeln!(page, "Not verified yet.\n");
        }
        some => {
            let _ = writeln!(page, "{}\n", told(&matrix, states, some));
        }
    }
    let _ = write!(page, "```text\n{}```\n", matrix.render());
}

/// What the runs of a lab came to.
fn told(matrix: &Matrix, states: &BTreeMap<String, String>, records: &[&Record]) -> String {
    let runs_of = |program: &str| -> usize {
        records.iter().filter(|record| record.program == program).map(|record| record.runs()).sum()
    };
    let counts: Vec<(&str, usize)> =
        states.keys().map(|program| (program.as_str(), runs_of(program))).collect();
    let (verified, not): (Vec<_>, Vec<_>) = counts.into_iter().partition(|(_, runs)| *runs > 0);
    let all: usize = verified.iter().map(|(_, runs)| runs).sum();
    let fewest = verified.iter().map(|(_, runs)| *runs).min().unwrap_or(0);
    let wrong: usize = records.iter().filter(|r| !r.problems.is_empty()).map(|r| r.runs()).sum();
    let mut took: Vec<i64> = records.iter().flat_map(|record| record.took.iter().copied()).collect();
    let mut own: Vec<i64> = records.iter().flat_map(|record| record.own.iter().copied()).collect();
    took.sort_unstable();
    own.sort_unstable();
    let seconds = |millis: i64| format!("{}.{} s", millis / 1_000, millis % 1_000 / 100);
    let (alone, few) = matrix.proved();
    let mut told = format!(
        "{all} runs of {} programs, {fewest} or more of each, {wrong} wrong. Time to verdict {} (median), {} (95th \
         percentile); {} and {} of it beyond the program's own run. Of {} checks a mistake breaks {alone} alone, {few} \
         with one other.",
        verified.len(),
        seconds(percentile(&took, 50)),
        seconds(percentile(&took, 95)),
        seconds(percentile(&own, 50)),
        seconds(percentile(&own, 95)),
        matrix.rows.len(),
    );
    if !not.is_empty() {
        let names: Vec<String> = not.iter().map(|(program, _)| format!("`{program}`")).collect();
        let _ = write!(told, " Not verified as they are now: {}.", names.join(", "));
    }
    told
}

/// The number below which so many of a hundred lie, of numbers in their order; 0 where there are none.
pub fn percentile(sorted: &[i64], percent: usize) -> i64 {
    // The nearest rank: with 20 numbers the 95th percentile is the 19th.
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::percentile;

    #[test]
    fn a_percentile_is_one_of_the_numbers() {
        let twenty: Vec<i64> = (1..=20).collect();
        assert_eq!([50, 95, 100].map(|percent| percentile(&twenty, percent)), [10, 19, 20]);
        assert_eq!((percentile(&[7], 95), percentile(&[], 50)), (7, 0));
    }
}
