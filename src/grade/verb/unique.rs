//! `unique`: no two items share a key.

use super::keyed::Keyed;
use super::{Court, Failure, Ruling, cites, nothing};
use crate::course::lab::Unique;
use crate::evidence::Item;
use crate::grade::told;

pub(super) fn rule(args: &Unique, court: &Court<'_>) -> Ruling {
    let items = court.items(&args.of, args.only.as_ref().map(|only| only.as_str()));
    if items.is_empty() {
        return nothing(&args.of, court);
    }
    let keyed = Keyed::by(&args.by, items, court);
    let shared: Vec<(&str, &[Item])> = keyed.groups().filter(|(_, items)| items.len() > 1).collect();
    let Some((key, items)) = shared.first() else { return Ruling::Held };
    let keys: Vec<String> = shared.iter().map(|(key, _)| (*key).to_owned()).collect();
    Ruling::Failed(Failure {
        kind: "repeated",
        facts: vec![
            ("count", shared.len().to_string()),
            ("of", keyed.len().to_string()),
            ("keys", told::list(&keys)),
        ],
        expected: Some(format!("no two {} that share a key", args.of.noun())),
        got: format!("{key} {} times", items.len()),
        cites: cites(*items),
    })
}

#[cfg(test)]
mod tests {
    use crate::grade::verb::sample::{got, held};
    use insta::assert_snapshot;

    #[test]
    fn keys_that_differ_hold() {
        held("unique: { of: { records: t }, by: '[partition, offset]' }");
    }

    #[test]
    fn two_with_one_key_are_both_shown() {
        assert_snapshot!(
            got("unique: { of: { records: t }, by: partition }"),
            @"repeated · expected no two records in t that share a key · got 0 2 times · t-0@0, t-0@1"
        );
    }
}
