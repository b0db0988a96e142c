//! `before`: paired by key, the first came before the second.

use super::keyed::Keyed;
use super::ordered::compare;
use super::{CITED, Court, Failure, Ruling, cites, compiled, nothing};
use crate::course::At;
use crate::course::lab::{Before, Pick};
use crate::evidence::Item;
use crate::grade::told;
use serde_json::Value;
use std::cmp::Ordering;

pub(super) fn rule(args: &Before, court: &Court<'_>) -> Ruling {
    let first = earliest(&args.first, args.first_at.as_ref(), court);
    let second = earliest(&args.second, args.second_at.as_ref(), court);
    if second.is_empty() {
        let there =
            !court.items(&args.second.of, args.second.only.as_ref().map(|only| only.as_str())).is_empty();
        return match there {
            true => Ruling::NotReached {
                missing: format!("none of the {} has come to its moment", args.second.of.noun()),
            },
            false => nothing(&args.second.of, court),
        };
    }
    let partner = |key: &str| first.iter().find(|came| came.key == key);
    let missing: Vec<&Came> = second.iter().filter(|came| partner(&came.key).is_none()).collect();
    if !missing.is_empty() {
        let keys: Vec<String> = missing.iter().map(|came| came.key.clone()).collect();
        return Ruling::Failed(Failure {
            kind: "missing",
            facts: vec![
                ("count", keys.len().to_string()),
                ("of", second.len().to_string()),
                ("keys", told::list(&keys)),
            ],
            expected: Some(format!(
                "one of the {} before each of the {}",
                args.first.of.noun(),
                args.second.of.counted(&second.len().to_string())
            )),
            got: format!("none for {}", told::list(&keys)),
            cites: cites(missing.iter().map(|came| &came.item)),
        });
    }
    let is_late = |first: &Came, second: &Came| compare(&first.at, &second.at) != Ordering::Less;
    let late: Vec<(&Came, &Came)> = second
        .iter()
        .filter_map(|second| Some((partner(&second.key)?, second)))
        .filter(|(first, second)| is_late(first, second))
        .collect();
    let Some((before, after)) = late.first() else { return Ruling::Held };
    let keys: Vec<String> = late.iter().map(|(_, second)| second.key.clone()).collect();
    Ruling::Failed(Failure {
        kind: "late",
        facts: vec![
            ("group", after.key.clone()),
            ("first", before.item.cite.to_string()),
            ("second", after.item.cite.to_string()),
            ("count", keys.len().to_string()),
            ("of", second.len().to_string()),
            ("keys", told::list(&keys)),
        ],
        expected: None,
        got: format!(
            "{}: {} {}, {} {}",
            after.key,
            after.item.cite,
            moment(args.second_at.as_ref(), &after.at),
            before.item.cite,
            moment(args.first_at.as_ref(), &before.at)
        ),
        cites: late
            .iter()
            .flat_map(|(a, b)| [a.item.cite.clone(), b.item.cite.clone()])
            .take(CITED)
            .collect(),
    })
}

/// When an item came: `at 0.546 s`, or by the name of the moment that the check asks for, `covered at 0.546 s`.
fn moment(asked: Option<&At<String>>, at: &Value) -> String {
    let named = asked.map_or(Before::AT, |asked| asked.as_str());
    let is_name = named.ends_with("at") && named.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    format!("{} {}", if is_name { named.replace('_', " ") } else { "at".to_owned() }, told::moment(at))
}

/// The item of a key that came earliest.
struct Came {
    key: String,
    at: Value,
    item: Item,
}

/// Of each key the item that came earliest; none where none of its items has a moment.
fn earliest(pick: &Pick, at: Option<&At<String>>, court: &Court<'_>) -> Vec<Came> {
    let Some(moment) = compiled(at.map_or(Before::AT, |at| at.as_str())) else { return Vec::new() };
    let keyed = Keyed::of(pick, court);
    let of_group = |(key, items): (&str, &[Item])| {
        let timed = items.iter().filter_map(|item| Some((court.value(&moment, item)?, item)));
        let timed = timed.filter(|(at, _)| !at.is_null());
        // Of two at one moment the first in the source's order.
        let (at, item) = timed.reduce(|a, b| if compare(&b.0, &a.0) == Ordering::Less { b } else { a })?;
        Some(Came { key: key.to_owned(), at, item: item.clone() })
    };
    keyed.groups().filter_map(of_group).collect()
}

#[cfg(test)]
mod tests {
    use crate::grade::verb::sample::{got, held};
    use insta::assert_snapshot;

    const RECORDS: &str = "of: { records: t }, by: key";
    const TASKS: &str = "of: { given: tasks }, by: id";

    fn before(first: &str, first_at: &str, second: &str, second_at: &str) -> String {
        format!(
            "before: {{ first: {{ {first} }}, first_at: '{first_at}', second: {{ {second} }}, second_at: '{second_at}' }}"
        )
    }

    #[test]
    fn what_came_earlier_holds() {
        held(&before(RECORDS, "value.n", RECORDS, "value.n + 1"));
        held(&before(TASKS, "0", RECORDS, "value.n"));
    }

    #[test]
    fn of_several_with_one_key_the_earliest_counts() {
        // The key `a` has 1 and 2; the 2 of the first side does not matter.
        held(&before(
            RECORDS,
            "value.n * 1000000",
            "of: { records: t }, where: value.n > 1, by: key",
            "value.n * 1000001",
        ));
        assert_snapshot!(
            got(&before("of: { records: t }, where: value.n > 1, by: key", "value.n * 1000000", RECORDS, "value.n * 1000000")),
            @"late · got a: t-0@0 at 1.000 s, t-0@1 at 2.000 s · t-0@1, t-0@0, t-1@0, t-1@0"
        );
    }

    #[test]
    fn at_one_moment_is_not_before() {
        assert_snapshot!(
            got(&before(RECORDS, "5000", "of: { records: t }, where: key == \"b\", by: key", "5000")),
            @"late · got b: t-1@0 at 0.005 s, t-1@0 at 0.005 s · t-1@0, t-1@0"
        );
    }

    #[test]
    fn what_has_no_partner_is_missing() {
        let only_a = "of: { records: t }, where: key == \"a\", by: key";
        assert_snapshot!(got(&before(only_a, "1", TASKS, "2")), @"missing · expected one of the records in t before each of the 2 lines of tasks · got none for b · tasks, line 2");
        // A moment that is null has not come about.
        assert_snapshot!(got(&before(RECORDS, "key == \"a\" ? null : 1", TASKS, "2")), @"missing · expected one of the records in t before each of the 2 lines of tasks · got none for a · tasks, line 1");
    }

    #[test]
    fn what_has_not_come_about_need_not_be_after_anything() {
        held(&before(RECORDS, "1", RECORDS, "key == \"a\" ? null : 2"));
        assert_snapshot!(got(&before(RECORDS, "1", RECORDS, "null")), @"not reached: none of the records in t has come to its moment");
        assert_snapshot!(got(&before(RECORDS, "1", "of: { records: u }, by: key", "1")), @"not reached: there are no records in u");
    }
}
