//! Two histories side by side: what both have stands in one row.

use super::Happening;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::collections::HashSet;

/// A row of two histories.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// It happened in both.
    Both(Happening, Happening),
    /// In the left one only.
    Left(Happening),
    /// In the right one only.
    Right(Happening),
}

/// What is alike in both keeps its order; what stands between is told left first.
pub(super) fn align(left: &[Happening], right: &[Happening]) -> Vec<Row> {
    let (ours, theirs) = (kinds(left, right), kinds(right, left));
    let mut rows = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &ours, &theirs) {
        let (old, new) = (op.old_range(), op.new_range());
        match op {
            DiffOp::Equal { .. } => {
                let pairs = left[old].iter().zip(&right[new]);
                rows.extend(pairs.map(|(left, right)| Row::Both(left.clone(), right.clone())));
            }
            _ => {
                rows.extend(left[old].iter().cloned().map(Row::Left));
                rows.extend(right[new].iter().cloned().map(Row::Right));
            }
        }
    }
    rows
}

/// Who did it, and what, where the other has the same to the letter; else what sort of thing it was, since sizes and
/// ids differ between any two attempts and say nothing of the program.
fn kinds<'a>(all: &'a [Happening], others: &[Happening]) -> Vec<(&'a str, &'a str)> {
    let known: HashSet<(&str, &str)> = others.iter().map(|other| (&*other.who, &*other.what)).collect();
    let what = |one: &'a Happening| match known.contains(&(&*one.who, &*one.what)) {
        true => one.what.as_str(),
        false => one.sort.as_str(),
    };
    all.iter().map(|one| (one.who.as_str(), what(one))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn happened(all: &[(&str, &str)]) -> Vec<Happening> {
        let one = |(sort, what): &(&str, &str)| Happening {
            at: 0,
            who: "consumer".into(),
            what: (*what).into(),
            times: 1,
            cite: None,
            sort: (*sort).into(),
        };
        all.iter().map(one).collect()
    }

    /// `=`, `-` or `+`, and what.
    fn told(left: &[(&str, &str)], right: &[(&str, &str)]) -> Vec<String> {
        let rows = align(&happened(left), &happened(right));
        let row = |row: &Row| match row {
            Row::Both(left, right) => format!("= {} | {}", left.what, right.what),
            Row::Left(left) => format!("- {}", left.what),
            Row::Right(right) => format!("+ {}", right.what),
        };
        rows.iter().map(row).collect()
    }

    #[test]
    fn a_commit_before_the_call_stands_on_the_other_side_of_it() {
        let (call, commit) = (("call", "call a"), ("commit", "commit 1"));
        assert_eq!(told(&[commit, call], &[call, commit]), ["+ call a", "= commit 1 | commit 1", "- call a"]);
    }

    #[test]
    fn what_differs_in_figures_only_is_the_same_sort_of_thing() {
        let left = [("produce", "11 records"), ("end", "ended")];
        let right = [("produce", "9 records"), ("commit", "commit 1"), ("end", "ended")];
        assert_eq!(told(&left, &right), ["= 11 records | 9 records", "+ commit 1", "= ended | ended"]);
    }

    #[test]
    fn a_history_beside_none_is_one_sided() {
        assert_eq!(told(&[], &[("end", "ended")]), ["+ ended"]);
        assert_eq!(told(&[("end", "ended")], &[]), ["- ended"]);
    }
}
