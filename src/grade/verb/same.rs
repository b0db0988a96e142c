//! `same`: two sources hold the same keys, once, at least once or at most once.

use super::keyed::Keyed;
use super::{CITED, Court, Failure, Ruling, cites};
use crate::course::lab::{Same, Times};
use crate::evidence::Cite;
use crate::grade::told;

pub(super) fn rule(args: &Same, court: &Court<'_>) -> Ruling {
    let left = Keyed::of(&args.left, court);
    let right = Keyed::of(&args.right, court);
    if left.len() == 0 && right.len() == 0 {
        return Ruling::NotReached {
            missing: format!("there are neither {} nor {}", args.left.of.noun(), args.right.of.noun()),
        };
    }
    let missing = keys(&left, |key| right.get(key).len() < left.get(key).len());
    let extra = keys(&right, |key| left.get(key).is_empty());
    let repeated =
        keys(&right, |key| !left.get(key).is_empty() && right.get(key).len() > left.get(key).len());
    let how = match args.times {
        Times::Once => "once",
        Times::AtLeastOnce => "at least once",
        Times::AtMostOnce => "at most once",
    };
    let expected = format!(
        "{}, each {how} among the {}",
        args.left.of.counted(&total(&left).to_string()),
        args.right.of.noun()
    );
    let failure = |kind, keys: &[String], cites: Vec<Cite>, got: String| {
        Ruling::Failed(Failure {
            kind,
            facts: vec![
                ("count", keys.len().to_string()),
                ("of", left.len().to_string()),
                ("keys", told::list(keys)),
            ],
            expected: Some(expected.clone()),
            got,
            cites,
        })
    };
    let counted = counts(&missing, &extra, &repeated);
    // What is lost weighs most, then what was invented, then what came twice.
    if !missing.is_empty() && args.times != Times::AtMostOnce {
        let at = cites(missing.iter().flat_map(|key| left.get(key)));
        return failure("missing", &missing, at, counted);
    }
    if !extra.is_empty() {
        let at = cites(extra.iter().flat_map(|key| right.get(key)));
        return failure("extra", &extra, at, counted);
    }
    if !repeated.is_empty() && args.times != Times::AtLeastOnce {
        // Both of a pair are shown before the next pair.
        let at = repeated.iter().flat_map(|key| right.get(key)).map(|i| i.cite.clone()).take(CITED).collect();
        return failure("repeated", &repeated, at, counted);
    }
    Ruling::Held
}

fn keys(side: &Keyed, wanted: impl Fn(&str) -> bool) -> Vec<String> {
    side.keys().filter(|key| wanted(key)).map(str::to_owned).collect()
}

fn total(side: &Keyed) -> usize {
    side.groups().map(|(_, items)| items.len()).sum()
}

fn counts(missing: &[String], extra: &[String], repeated: &[String]) -> String {
    let parts = [(missing, "missing"), (extra, "extra"), (repeated, "repeated")];
    let said: Vec<String> = parts
        .into_iter()
        .filter(|(keys, _)| !keys.is_empty())
        .map(|(keys, kind)| format!("{} {kind} ({})", keys.len(), told::list(keys)))
        .collect();
    said.join(", ")
}

#[cfg(test)]
mod tests {
    use crate::grade::verb::sample::{got, held};
    use insta::assert_snapshot;

    fn same(left: &str, right: &str, times: &str) -> String {
        format!("same: {{ left: {left}, right: {right}, times: {times} }}")
    }

    const TASKS: &str = "{ of: { given: tasks }, by: id }";
    const RECORDS: &str = "{ of: { records: t }, by: key }";

    #[test]
    fn as_often_as_asked_holds() {
        held(&same(TASKS, RECORDS, "at_least_once"));
        held(&same("{ of: { records: t }, by: offset }", "{ of: { records: t }, by: offset }", "once"));
        held(&same(TASKS, "{ of: { records: t }, where: partition == 1, by: key }", "at_most_once"));
    }

    #[test]
    fn missing_extra_and_repeated_are_counted_apart() {
        assert_snapshot!(
            got(&same(TASKS, "{ of: { records: t }, where: key == 'a', by: key }", "once")),
            @"missing · expected 2 lines of tasks, each once among the records in t · got 1 missing (b), 1 repeated (a) · tasks, line 2"
        );
        assert_snapshot!(
            got(&same(TASKS, RECORDS, "once")),
            @"repeated · expected 2 lines of tasks, each once among the records in t · got 1 repeated (a) · t-0@0, t-0@1"
        );
        assert_snapshot!(
            got(&same("{ of: { given: tasks }, where: id == 'a', by: id }", RECORDS, "at_least_once")),
            @"extra · expected 1 line of tasks, each at least once among the records in t · got 1 extra (b), 1 repeated (a) · t-1@0"
        );
    }

    #[test]
    fn items_without_the_key_are_none() {
        assert_snapshot!(
            got(&same(TASKS, "{ of: { records: t }, by: value.title }", "once")),
            @"missing · expected 2 lines of tasks, each once among the records in t · got 2 missing (a, b), 1 extra ((none)) · tasks, line 1, tasks, line 2"
        );
    }
}
