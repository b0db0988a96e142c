//! `within`: one source holds no key that the other lacks.

use super::keyed::Keyed;
use super::{Court, Failure, Ruling, cites, nothing};
use crate::course::lab::Within;
use crate::grade::told;

pub(super) fn rule(args: &Within, court: &Court<'_>) -> Ruling {
    let inner = Keyed::of(&args.inner, court);
    let outer = Keyed::of(&args.outer, court);
    if inner.len() == 0 {
        return nothing(&args.inner.of, court);
    }
    let extra: Vec<String> =
        inner.keys().filter(|key| outer.get(key).is_empty()).map(str::to_owned).collect();
    if extra.is_empty() {
        return Ruling::Held;
    }
    Ruling::Failed(Failure {
        kind: "extra",
        facts: vec![
            ("count", extra.len().to_string()),
            ("of", inner.len().to_string()),
            ("keys", told::list(&extra)),
        ],
        // Where the whole holds nothing, or more than can be listed, the check's own sentence says it best.
        expected: told::whole_list(outer.keys()).map(|keys| format!("one of {keys}")),
        got: told::list(&extra),
        cites: cites(extra.iter().flat_map(|key| inner.get(key))),
    })
}

#[cfg(test)]
mod tests {
    use crate::grade::verb::sample::{got, held};
    use insta::assert_snapshot;

    #[test]
    fn a_part_is_within_the_whole() {
        held(
            "within: { inner: { of: { records: t }, where: partition == 0, by: key }, outer: { of: { given: tasks }, by: id } }",
        );
    }

    #[test]
    fn a_whole_that_holds_nothing_is_not_listed() {
        assert_snapshot!(
            got("within: { inner: { of: { records: t }, by: key }, outer: { of: { records: u }, by: key } }"),
            @"extra · got a, b · t-0@0, t-0@1, t-1@0"
        );
    }

    #[test]
    fn a_whole_that_would_be_cut_is_not_listed() {
        assert_snapshot!(
            got("within: { inner: { of: { records: t }, by: key }, outer: { of: { given: many }, by: id } }"),
            @"extra · got a, b · t-0@0, t-0@1, t-1@0"
        );
    }

    #[test]
    fn what_the_whole_lacks_is_shown() {
        assert_snapshot!(
            got("within: { inner: { of: { records: t }, by: value.n }, outer: { of: { records: t }, by: offset } }"),
            @"extra · expected one of 0, 1 · got 2, 3 · t-0@1, t-1@0"
        );
    }
}
