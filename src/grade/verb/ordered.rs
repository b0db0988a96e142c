//! `ordered`: within a group, a value never goes back.

use super::keyed::Keyed;
use super::{Court, Failure, Ruling, cites, compiled, nothing};
use crate::course::lab::Ordered;
use crate::grade::told;
use serde_json::Value;
use std::cmp::Ordering;

pub(super) fn rule(args: &Ordered, court: &Court<'_>) -> Ruling {
    let items = court.items(&args.of, args.only.as_ref().map(|only| only.as_str()));
    if items.is_empty() {
        return nothing(&args.of, court);
    }
    let Some(expression) = compiled(&args.value) else { return Ruling::Held };
    for (group, items) in Keyed::by(&args.by, items, court).groups() {
        let values: Vec<Value> =
            items.iter().map(|item| court.value(&expression, item).unwrap_or(Value::Null)).collect();
        let back = values.windows(2).position(|pair| compare(&pair[0], &pair[1]) == Ordering::Greater);
        if let Some(n) = back {
            return Ruling::Failed(Failure {
                kind: "backwards",
                facts: vec![
                    ("group", group.to_owned()),
                    ("first", told::key(&values[n])),
                    ("second", told::key(&values[n + 1])),
                ],
                expected: None,
                got: format!("{group}: {} after {}", told::key(&values[n + 1]), told::key(&values[n])),
                cites: cites(&items[n..=n + 1]),
            });
        }
    }
    Ruling::Held
}

/// Numbers by size, texts as they sort; others are not compared.
pub(super) fn compare(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => match (a.as_i64(), b.as_i64()) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => a.as_f64().unwrap_or(0.0).total_cmp(&b.as_f64().unwrap_or(0.0)),
        },
        (Value::String(a), Value::String(b)) => a.cmp(b),
        _ => Ordering::Equal,
    }
}

#[cfg(test)]
mod tests {
    use crate::grade::verb::sample::{got, held};
    use insta::assert_snapshot;

    #[test]
    fn what_grows_or_stays_holds() {
        held("ordered: { of: { records: t }, by: partition, value: value.n }");
        held("ordered: { of: { records: t }, by: partition, value: value.id }");
    }

    #[test]
    fn the_pair_that_goes_back_is_shown() {
        assert_snapshot!(
            got("ordered: { of: { records: t }, by: partition, value: 0 - value.n }"),
            @"backwards · got 0: -2 after -1 · t-0@0, t-0@1"
        );
    }
}
