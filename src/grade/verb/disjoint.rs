//! `disjoint`: no two intervals of a group overlap.

use super::{Court, Failure, Ruling, cites, compiled, nothing};
use crate::course::lab::Disjoint;
use crate::evidence::Item;
use crate::grade::told;
use serde_json::Value;
use std::collections::BTreeMap;

/// An item from a moment on, up to another, which is not its own any more; for ever where there is none.
struct Interval {
    item: Item,
    from: i64,
    to: Option<i64>,
}

pub(super) fn rule(args: &Disjoint, court: &Court<'_>) -> Ruling {
    let items = court.items(&args.of, args.only.as_ref().map(|only| only.as_str()));
    if items.is_empty() {
        return nothing(&args.of, court);
    }
    let (Some(by), Some(from), Some(to)) = (compiled(&args.by), compiled(&args.from), compiled(&args.to))
    else {
        return Ruling::Held;
    };
    let mut groups: BTreeMap<String, Vec<Interval>> = BTreeMap::new();
    for item in items {
        let Some(begins) = court.value(&from, &item).as_ref().and_then(Value::as_i64) else { continue };
        let ends = court.value(&to, &item).as_ref().and_then(Value::as_i64);
        for group in keys(court.value(&by, &item)) {
            let interval = Interval { item: item.clone(), from: begins, to: ends };
            groups.entry(group).or_default().push(interval);
        }
    }
    if groups.is_empty() {
        return nothing(&args.of, court);
    }
    for (group, mut intervals) in groups {
        intervals.sort_by_key(|interval| interval.from);
        // The one so far that lasts longest: whatever begins before its end overlaps.
        let mut longest: Option<&Interval> = None;
        for next in &intervals {
            if let Some(first) = longest.filter(|first| first.to.is_none_or(|to| next.from < to)) {
                return overlap(&group, first, next);
            }
            let lasts = |of: &Interval| of.to.unwrap_or(i64::MAX);
            if longest.is_none_or(|so_far| lasts(next) > lasts(so_far)) {
                longest = Some(next);
            }
        }
    }
    Ruling::Held
}

/// The groups of an item, each once.
fn keys(value: Option<Value>) -> Vec<String> {
    let mut keys: Vec<String> = match value {
        Some(Value::Array(each)) => each.iter().map(told::key).collect(),
        Some(value) => vec![told::key(&value)],
        None => Vec::new(),
    };
    keys.sort();
    keys.dedup();
    keys
}

fn overlap(group: &str, first: &Interval, second: &Interval) -> Ruling {
    let (one, other) = (who(first), who(second));
    Ruling::Failed(Failure {
        kind: "overlap",
        facts: vec![("group", group.to_owned()), ("first", one.clone()), ("second", other.clone())],
        expected: None,
        got: format!("{group}: {one} {}, and {other} {}", told(first), told(second)),
        cites: cites([&first.item, &second.item]),
    })
}

/// A run by its name, anything else by its place.
fn who(interval: &Interval) -> String {
    match interval.item.fields.get("run").and_then(Value::as_str) {
        Some(run) => run.to_owned(),
        None => interval.item.cite.to_string(),
    }
}

/// `from 1.204 s to 3.407 s`.
fn told(interval: &Interval) -> String {
    let from = seconds(interval.from);
    interval.to.map_or_else(|| format!("from {from} on"), |to| format!("from {from} to {}", seconds(to)))
}

fn seconds(micros: i64) -> String {
    format!("{}.{:03} s", micros / 1_000_000, micros.rem_euclid(1_000_000) / 1000)
}

#[cfg(test)]
mod tests {
    use crate::grade::verb::sample::{got, held};
    use insta::assert_snapshot;

    fn disjoint(only: &str, to: &str) -> String {
        format!(
            "disjoint: {{ of: {{ records: t }}, where: '{only}', by: key, from: value.n * 1000, to: '{to}' }}"
        )
    }

    #[test]
    fn one_after_the_other_holds() {
        // a: 1 to 2, then 2 to 3. The end is not part of the interval.
        held(&disjoint("true", "value.n * 1000 + 1000"));
        // Of b there is one, which is not over.
        held(&disjoint("key == \"b\"", "null"));
    }

    #[test]
    fn two_at_a_time_are_both_shown() {
        assert_snapshot!(
            got(&disjoint("true", "value.n * 1000 + 1001")),
            @"overlap · got a: t-0@0 from 0.001 s to 0.002 s, and t-0@1 from 0.002 s to 0.003 s · t-0@0, t-0@1"
        );
        assert_snapshot!(
            got(&disjoint("true", "value.nothing")),
            @"overlap · got a: t-0@0 from 0.001 s on, and t-0@1 from 0.002 s on · t-0@0, t-0@1"
        );
    }

    #[test]
    fn the_one_that_lasts_longest_is_compared_with_all_that_come() {
        assert_snapshot!(
            got("disjoint: { of: { records: t }, by: 1, from: value.n, to: 'value.n == 1 ? 9 : value.n + 1' }"),
            @"overlap · got 1: t-0@0 from 0.000 s to 0.000 s, and t-0@1 from 0.000 s to 0.000 s · t-0@0, t-0@1"
        );
        held("disjoint: { of: { records: t }, by: 1, from: value.n, to: value.n + 1 }");
        assert_snapshot!(
            got("disjoint: { of: { records: t }, by: 1, from: value.n, to: 'value.n == 1 ? 2 : (value.n == 2 ? 9 : 4)' }"),
            @"overlap · got 1: t-0@1 from 0.000 s to 0.000 s, and t-1@0 from 0.000 s to 0.000 s · t-0@1, t-1@0"
        );
    }

    #[test]
    fn an_item_is_in_each_group_of_a_list() {
        assert_snapshot!(
            got("disjoint: { of: { records: t }, by: '[key, 7]', from: value.n, to: '5' }"),
            @"overlap · got 7: t-0@0 from 0.000 s to 0.000 s, and t-0@1 from 0.000 s to 0.000 s · t-0@0, t-0@1"
        );
        assert_snapshot!(
            got("disjoint: { of: { records: t }, by: '[]', from: value.n, to: '5' }"),
            @"not reached: there are records in t, and none that this is about"
        );
    }

    #[test]
    fn what_has_no_beginning_has_no_interval() {
        held("disjoint: { of: { records: t }, by: 1, from: 'value.n == 1 ? 0 : null', to: 'null' }");
    }
}
