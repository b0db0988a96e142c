//! `path`: within a group, the states that came are the beginning of a legal way.

use super::keyed::Keyed;
use super::{CITED, Court, Failure, Ruling, cites, compiled, nothing};
use crate::course::lab::Path;
use crate::grade::told;
use serde_json::Value;

pub(super) fn rule(args: &Path, court: &Court<'_>) -> Ruling {
    let items = court.items(&args.of, args.only.as_ref().map(|only| only.as_str()));
    if items.is_empty() {
        return nothing(&args.of, court);
    }
    let Some(state) = compiled(&args.state) else {
        return Ruling::NotReached { missing: "the check cannot be read".to_owned() };
    };
    let mut unfinished = None;
    let keyed = Keyed::by(&args.by, items, court);
    for (group, items) in keyed.groups() {
        let states: Vec<String> =
            items.iter().map(|item| told::key(&court.value(&state, item).unwrap_or(Value::Null))).collect();
        let strays = (1..=states.len()).find(|&n| args.ways(&states[..n]).next().is_none());
        if let Some(n) = strays {
            let walked = states[..n].join(" → ");
            return Ruling::Failed(Failure {
                kind: "strayed",
                facts: vec![("group", group.to_owned()), ("path", walked.clone())],
                expected: Some(next(args, &states[..n - 1])),
                got: format!("{group}: {walked}"),
                cites: cites(&items[n.saturating_sub(CITED)..n]),
            });
        }
        if args.ended && unfinished.is_none() && !args.ways(&states).any(|way| way.len() == states.len()) {
            let walked = states.join(" → ");
            unfinished = Some(Failure {
                kind: "unfinished",
                facts: vec![("group", group.to_owned()), ("path", walked.clone())],
                expected: Some(next(args, &states)),
                got: format!("{group}: {walked}, and nothing more"),
                cites: cites(&items[items.len().saturating_sub(CITED)..]),
            });
        }
    }
    // A wrong step anywhere says more than one that is still to come.
    unfinished.map_or(Ruling::Held, Ruling::Failed)
}

/// What may come after `states`, in words.
fn next(args: &Path, states: &[String]) -> String {
    let mut may: Vec<&str> = Vec::new();
    for way in args.ways(states) {
        let state = way.get(states.len()).map_or("the end", String::as_str);
        if !may.contains(&state) {
            may.push(state);
        }
    }
    match states.last() {
        Some(last) => format!("{} after {last}", may.join(" or ")),
        None => format!("{} first", may.join(" or ")),
    }
}

#[cfg(test)]
mod tests {
    use crate::grade::verb::sample::{got, held};
    use insta::assert_snapshot;

    fn path(legal: &str, ended: bool) -> String {
        format!("path: {{ of: {{ records: t }}, by: key, state: value.n, legal: {legal}, ended: {ended} }}")
    }

    #[test]
    fn the_beginning_of_a_legal_way_holds() {
        held(&path("[['1', '2', '9'], ['3', '4']]", false));
        held(&path("[['1', '2'], ['3']]", true));
        // One way may go on where another ends.
        held(&path("[['1', '2'], ['3'], ['3', '4']]", true));
    }

    #[test]
    fn the_shortest_part_that_is_not_legal_is_shown() {
        assert_snapshot!(got(&path("[['1', '3'], ['1', '4'], ['3']]", false)), @"strayed · expected 3 or 4 after 1 · got a: 1 → 2 · t-0@0, t-0@1");
        assert_snapshot!(got(&path("[['1'], ['3']]", false)), @"strayed · expected the end after 1 · got a: 1 → 2 · t-0@0, t-0@1");
        assert_snapshot!(got(&path("[['2'], ['3']]", false)), @"strayed · expected 2 or 3 first · got a: 1 · t-0@0");
    }

    #[test]
    fn what_has_not_come_to_an_end_is_shown() {
        assert_snapshot!(got(&path("[['1', '2'], ['3', '4']]", true)), @"unfinished · expected 4 after 3 · got b: 3, and nothing more · t-1@0");
        // A wrong step is told first, wherever it is.
        assert_snapshot!(got(&path("[['1', '2', '9'], ['7']]", true)), @"strayed · expected 1 or 7 first · got b: 3 · t-1@0");
    }

    #[test]
    fn none_at_all_is_not_reached() {
        assert_snapshot!(
            got("path: { of: { records: u }, by: key, state: value.n, legal: [[a]] }"),
            @"not reached: there are no records in u"
        );
    }
}
