//! The page of the documentation that shows every lab's kill matrix and how often it was verified.

use super::{Matrix, Record};
use crate::course::Lab;
use std::collections::BTreeSet;
use std::fmt::Write;

const HEAD: &str = "# The kill matrix

A lab ships programs that are wrong on purpose. `kafka-workbench verify` runs all of them, and the right ones beside them:
a row is a check, a column a mistake, `×` where the mistake breaks the check, `·` where the check holds all the same, and
nothing where it was not reached.

A check is proved by a mistake that breaks it *alone*, or it and *one other*. A mistake that breaks more proves none of
them: each could be taken away, and it would fail all the same.

This page is made by `scripts/repeat-labs` from `docs/bench/labs.jsonl`, to which each repeat adds. *State* stands for the
files of the lab's folder: only runs of one state are added. A run is wrong where its verdict, the checks that fail, or
the message that is read are not what the lab says.
";

/// The page for these labs. `state` gives the state of a lab's folder as it is now; of a lab that has changed since it
/// was verified, the newest state that was counts.
pub(super) fn page(labs: &[&Lab], records: &[Record], state: impl Fn(&Lab) -> String) -> String {
    let mut page = HEAD.to_owned();
    for lab in labs {
        let of_lab: Vec<&Record> = records.iter().filter(|record| record.lab == lab.slug).collect();
        let now = state(lab);
        let newest = of_lab.last().map_or("", |record| record.state.as_str());
        let shown = if of_lab.iter().any(|record| record.state == now) { now.as_str() } else { newest };
        let shown: Vec<&Record> = of_lab.into_iter().filter(|record| record.state == shown).collect();
        section(&mut page, lab, &now, &shown);
    }
    page
}

fn section(page: &mut String, lab: &Lab, now: &str, records: &[&Record]) {
    let matrix = Matrix::of(lab, records);
    let (alone, few) = matrix.proved();
    // Writing to a text cannot fail.
    let _ = writeln!(page, "\n## {}\n", lab.slug);
    let runs: usize = records.iter().map(|record| record.runs()).sum();
    if runs == 0 {
        let _ = writeln!(page, "Not verified yet.\n");
    } else {
        let wrong: usize = records.iter().filter(|r| !r.problems.is_empty()).map(|r| r.runs()).sum();
        let programs: BTreeSet<&str> = records.iter().map(|record| record.program.as_str()).collect();
        let since = if records.iter().any(|r| r.state == now) { "" } else { ", which has changed since" };
        let mut took: Vec<i64> = records.iter().flat_map(|record| record.took.iter().copied()).collect();
        let mut own: Vec<i64> = records.iter().flat_map(|record| record.own.iter().copied()).collect();
        took.sort_unstable();
        own.sort_unstable();
        let seconds = |millis: i64| format!("{}.{} s", millis / 1_000, millis % 1_000 / 100);
        let _ = writeln!(
            page,
            "State `{}`{since}: {runs} runs of {} programs, {wrong} wrong. Time to verdict {} (median), {} (95th \
             percentile); {} and {} of it beyond the program's own run. Of {} checks a mistake breaks {alone} alone, \
             {few} with one other.\n",
            records[0].state,
            programs.len(),
            seconds(percentile(&took, 50)),
            seconds(percentile(&took, 95)),
            seconds(percentile(&own, 50)),
            seconds(percentile(&own, 95)),
            matrix.rows.len(),
        );
    }
    let _ = write!(page, "```text\n{}```\n", matrix.render());
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
