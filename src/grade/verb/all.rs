//! `all`: every one of several verbs; the first that does not hold speaks.

use super::{Court, Ruling, rule as rule_one};
use crate::course::lab::Verb;

pub(super) fn rule(verbs: &[Verb], court: &Court<'_>) -> Ruling {
    let rulings: Vec<Ruling> = verbs.iter().map(|verb| rule_one(verb, court)).collect();
    // A failure says more than something that was not reached, wherever it stands in the list.
    let failed = rulings.iter().find(|ruling| matches!(ruling, Ruling::Failed(_)));
    let speaks = failed.or_else(|| rulings.iter().find(|ruling| **ruling != Ruling::Held));
    speaks.cloned().unwrap_or(Ruling::Held)
}

#[cfg(test)]
mod tests {
    use crate::grade::verb::sample::{got, held};
    use insta::assert_snapshot;

    #[test]
    fn several_hold_together() {
        held("all: [{ count: { of: { records: t }, is: 3 } }, { fact: { that: 'true' } }]");
    }

    #[test]
    fn a_failure_speaks_before_what_was_not_reached() {
        assert_snapshot!(
            got("all: [{ each: { of: { records: u }, holds: 'true' } }, { count: { of: { records: t }, is: 4 } }]"),
            @"few · expected 4 records in t · got 3 · t-0@0, t-0@1, t-1@0"
        );
    }
}
