//! `claims`: conditions that a learner wrote hold of the run, or do not.

use super::{Court, Failure, Ruling, cites, compiled, nothing};
use crate::course::lab::Claims;
use crate::evidence::Item;
use crate::evidence::cel::{Condition, EvalError};
use crate::grade::told;
use serde_json::Value;

/// How long a condition may be. What it costs to ask is not bounded by its length, but what somebody writes by hand is.
const LONGEST: usize = 2_000;

/// How a claim is wrong.
struct Wrong {
    kind: &'static str,
    name: String,
    why: String,
}

pub(super) fn rule(args: &Claims, court: &Court<'_>) -> Ruling {
    let items = court.items(&args.of, args.only.as_ref().map(|only| only.as_str()));
    if items.is_empty() {
        return nothing(&args.of, court);
    }
    let judged: Vec<(&Item, Wrong)> =
        items.iter().filter_map(|item| Some((item, wrong(args, item, court)?))).collect();
    // What cannot be asked comes first: it may say more once it can.
    let kind = match judged.iter().find(|(_, wrong)| wrong.kind == "unreadable").or(judged.first()) {
        Some((_, wrong)) => wrong.kind,
        None => return Ruling::Held,
    };
    let of_kind: Vec<&(&Item, Wrong)> = judged.iter().filter(|(_, wrong)| wrong.kind == kind).collect();
    let Some((_, first)) = of_kind.first() else { return Ruling::Held };
    Ruling::Failed(Failure {
        kind,
        facts: vec![
            ("count", of_kind.len().to_string()),
            ("of", items.len().to_string()),
            ("group", first.name.clone()),
            ("why", first.why.clone()),
        ],
        expected: None,
        got: format!("{}: {}", first.name, first.why),
        cites: cites(of_kind.iter().map(|(item, _)| *item)),
    })
}

/// How the claim of an item is wrong; `None` where it is not.
fn wrong(args: &Claims, item: &Item, court: &Court<'_>) -> Option<Wrong> {
    let ask = |text: &str| compiled(text).and_then(|expression| court.value(&expression, item));
    let name = told::key(&ask(&args.by).unwrap_or(Value::Null));
    let unreadable = |why: String| Some(Wrong { kind: "unreadable", name: name.clone(), why });
    let Some(Value::String(text)) = ask(&args.condition) else {
        return unreadable("there is no condition".to_owned());
    };
    if text.len() > LONGEST {
        return unreadable(format!("it has {} characters, and {LONGEST} are read", text.len()));
    }
    let condition = match Condition::compile(&text) {
        Ok(condition) => condition,
        // What the parser would have taken in its place is a list that helps nobody.
        Err(complaint) => {
            let why = complaint.message.split(" expecting ").next().unwrap_or_default();
            return unreadable(why.to_owned());
        }
    };
    if let Some(complaint) = condition.lint(None).into_iter().next() {
        return unreadable(complaint.message);
    }
    let untrue = |why: String| Some(Wrong { kind: "untrue", name: name.clone(), why });
    match court.ask(&condition, None) {
        Ok(Value::Bool(given)) if given == args.gives => None,
        Ok(Value::Bool(given)) => untrue(format!("`{}` is {given} here", told::line(&text))),
        Ok(other) => unreadable(format!("it gives {}, neither true nor false", told::value(&other))),
        // What is not there is not so.
        Err(EvalError::Missing(_)) if !args.gives => None,
        Err(error) => untrue(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use crate::grade::verb::sample::{got, held};
    use insta::assert_snapshot;

    /// Each task of the sample with a condition of its own.
    fn claims(a: &str, b: &str, gives: bool) -> String {
        let condition = format!("{{'a': {a:?}, 'b': {b:?}}}[id]");
        format!("claims: {{ of: {{ given: tasks }}, by: id, condition: {condition:?}, gives: {gives} }}")
    }

    #[test]
    fn what_is_so_holds() {
        held(&claims("records.t.size() == 3", "records.t.exists(r, r.key == 'b')", true));
        held(&claims("records.t.size() == 4", "steps.crash.to > 0", false));
    }

    #[test]
    fn what_is_not_so_is_shown() {
        assert_snapshot!(got(&claims("records.t.size() == 3", "records.t.size() > 3", true)), @"untrue · got b: `records.t.size() > 3` is false here · tasks, line 2");
        assert_snapshot!(got(&claims("records.t.size() == 4", "true", false)), @"untrue · got b: `true` is true here · tasks, line 2");
        assert_snapshot!(got(&claims("steps.crash.to > 0", "true", true)), @"untrue · got a: there is no `crash` · tasks, line 1");
    }

    #[test]
    fn what_cannot_be_asked_comes_first() {
        assert_snapshot!(got(&claims("records.t.size() == 4", "records.t.size() ==", true)), @"unreadable · got b: this is no CEL expression: Syntax error: mismatched input '<EOF>' · tasks, line 2");
        assert_snapshot!(got(&claims("recods.t.size() == 4", "true", true)), @"unreadable · got a: there is no `recods` here · tasks, line 1");
        assert_snapshot!(got(&claims("records.t.size()", "true", true)), @"unreadable · got a: it gives 3, neither true nor false · tasks, line 1");
    }
}
