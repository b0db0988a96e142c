//! `constant`: within a group, a value never changes.

use super::keyed::Keyed;
use super::{Court, Failure, Ruling, compiled, nothing};
use crate::course::lab::Constant;
use crate::grade::told;
use serde_json::Value;

pub(super) fn rule(args: &Constant, court: &Court<'_>) -> Ruling {
    let items = court.items(&args.of, args.only.as_ref().map(|only| only.as_str()));
    if items.is_empty() {
        return nothing(&args.of, court);
    }
    let Some(expression) = compiled(&args.value) else { return Ruling::Held };
    for (group, items) in Keyed::by(&args.by, items, court).groups() {
        let values: Vec<Value> =
            items.iter().map(|item| court.value(&expression, item).unwrap_or(Value::Null)).collect();
        if let Some(n) = values.iter().position(|value| *value != values[0]) {
            return Ruling::Failed(Failure {
                kind: "changed",
                facts: vec![
                    ("group", group.to_owned()),
                    ("first", told::key(&values[0])),
                    ("second", told::key(&values[n])),
                ],
                expected: None,
                got: format!("{group}: {}, then {}", told::key(&values[0]), told::key(&values[n])),
                cites: vec![items[0].cite.clone(), items[n].cite.clone()],
            });
        }
    }
    Ruling::Held
}

#[cfg(test)]
mod tests {
    use crate::grade::verb::sample::{got, held};
    use insta::assert_snapshot;

    #[test]
    fn one_value_a_group_holds() {
        held("constant: { of: { records: t }, by: key, value: partition }");
    }

    #[test]
    fn the_two_that_differ_are_shown() {
        assert_snapshot!(
            got("constant: { of: { records: t }, by: key, value: offset }"),
            @"changed · got a: 0, then 1 · t-0@0, t-0@1"
        );
    }
}
