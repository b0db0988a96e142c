//! `fact`: one condition over the whole evidence.

use super::{Court, Failure, Ruling, compiled};
use crate::course::lab::Fact;
use crate::evidence::cel::EvalError;
use crate::grade::told;
use serde_json::Value;

pub(super) fn rule(args: &Fact, court: &Court<'_>) -> Ruling {
    let Some(condition) = compiled(&args.that) else {
        return Ruling::NotReached { missing: "the check cannot be read".to_owned() };
    };
    match court.ask(&condition, None) {
        Ok(Value::Bool(true)) => return Ruling::Held,
        Err(EvalError::Missing(name)) => {
            return Ruling::NotReached { missing: format!("there is no `{name}`") };
        }
        Ok(_) | Err(EvalError::Unfit(_)) => {}
    }
    let shown: Vec<String> = args
        .shows
        .iter()
        .map(|text| match compiled(text).map(|expression| court.ask(&expression, None)) {
            Some(Ok(value)) => format!("{} is {}", **text, told::value(&value)),
            Some(Err(error)) => format!("{}: {error}", **text),
            None => text.value.clone(),
        })
        .collect();
    let shown = shown.join(", ");
    Ruling::Failed(Failure {
        kind: "false",
        facts: vec![("shown", shown.clone())],
        expected: None,
        got: shown,
        cites: vec![],
    })
}

#[cfg(test)]
mod tests {
    use crate::grade::verb::sample::{got, held};
    use insta::assert_snapshot;

    #[test]
    fn a_true_condition_holds() {
        held("fact: { that: records.t.size() == 3 }");
    }

    #[test]
    fn a_false_one_shows_what_it_is_asked_to_show() {
        assert_snapshot!(
            got("fact: { that: records.t.size() == 4, shows: ['records.t.size()'] }"),
            @"false · got records.t.size() is 3"
        );
    }

    #[test]
    fn what_is_not_there_is_not_reached() {
        assert_snapshot!(got("fact: { that: steps.crash.to > 0 }"), @"not reached: there is no `crash`");
    }
}
