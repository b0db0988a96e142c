//! `count`: the number of items is right.

use super::{Court, Failure, Ruling, cites};
use crate::course::lab::Count;
use crate::evidence::Item;
use crate::grade::told;

pub(super) fn rule(args: &Count, court: &Court<'_>) -> Ruling {
    let items = court.items(&args.of, args.only.as_ref().map(|only| only.as_str()));
    let (least, most) = match args.is {
        Some(exact) => (exact, exact),
        None => (args.at_least.unwrap_or(0), args.at_most.unwrap_or(usize::MAX)),
    };
    let kind = match items.len() {
        n if n < least => "few",
        n if n > most => "many",
        _ => return Ruling::Held,
    };
    let wanted = match (args.is, args.at_least, args.at_most) {
        (Some(exact), ..) => exact.to_string(),
        (None, Some(least), Some(most)) => format!("{least} to {most}"),
        (None, Some(least), None) => format!("at least {least}"),
        (None, None, Some(0)) => "no".to_owned(),
        (None, None, most) => format!("at most {}", most.unwrap_or(usize::MAX)),
    };
    // Too many: what came last is what is too much. Too few: what there is tells what is not.
    let shown = match kind {
        "many" => cites(&items[most..]),
        _ => cites(&items),
    };
    Ruling::Failed(Failure {
        kind,
        facts: vec![("count", items.len().to_string()), ("expected", wanted.clone())],
        expected: Some(match &args.only {
            Some(only) => format!("{} where {}", args.of.counted(&wanted), told::condition(only)),
            None => args.of.counted(&wanted),
        }),
        got: match (kind, court.items(&args.of, None).len()) {
            ("many", _) => format!("{}: {}", items.len(), summaries(&items[most..])),
            (_, all) if all > items.len() => format!("{} of {all}", items.len()),
            _ => items.len().to_string(),
        },
        cites: shown,
    })
}

/// The first few of what is too much, each as short as it can be told.
fn summaries(items: &[Item]) -> String {
    let each: Vec<String> = items.iter().map(told::summary).collect();
    told::list(&each)
}

#[cfg(test)]
mod tests {
    use crate::grade::verb::sample::{got, held};
    use insta::assert_snapshot;

    #[test]
    fn the_right_number_holds() {
        held("count: { of: { records: t }, is: 3 }");
        held("count: { of: { records: t }, where: partition == 1, at_least: 1, at_most: 2 }");
    }

    #[test]
    fn the_wrong_number_is_told() {
        assert_snapshot!(got("count: { of: { records: t }, is: 2 }"), @"many · expected 2 records in t · got 3: b · t-1@0");
        assert_snapshot!(
            got("count: { of: { records: t }, where: key == 'x', at_least: 1 }"),
            @"few · expected at least 1 record in t where key == 'x' · got 0 of 3"
        );
    }
}
