//! `each`: every item fits a condition or a JSON Schema.

use super::{Court, Failure, Ruling, cites, compiled, nothing};
use crate::course::lab::Each;
use crate::evidence::cel::{Condition, EvalError};
use crate::evidence::{Item, Source};
use crate::grade::told;
use jsonschema::Validator;
use serde_json::Value;

pub(super) fn rule(args: &Each, court: &Court<'_>) -> Ruling {
    let items = court.items(&args.of, args.only.as_ref().map(|only| only.as_str()));
    if items.is_empty() {
        return nothing(&args.of, court);
    }
    let condition = args.holds.as_ref().and_then(|text| compiled(text));
    let schema = args.fits.as_ref().and_then(|schema| jsonschema::validator_for(schema).ok());
    let unfit: Vec<(&Item, String)> = items
        .iter()
        .filter_map(|item| {
            let why = match (&condition, &schema) {
                (Some(condition), _) => breaks(condition, item, court),
                (None, Some(schema)) => misfits(schema, item, &args.of),
                (None, None) => Some("the check cannot be read".to_owned()),
            };
            why.map(|why| (item, why))
        })
        .collect();
    let Some((first, why)) = unfit.first() else { return Ruling::Held };
    Ruling::Failed(Failure {
        kind: "unfit",
        facts: vec![
            ("count", unfit.len().to_string()),
            ("of", items.len().to_string()),
            ("where", first.cite.to_string()),
            ("why", why.clone()),
        ],
        expected: None,
        got: format!("{}: {why}", first.cite),
        cites: cites(unfit.iter().map(|(item, _)| *item)),
    })
}

/// Why a condition does not hold of an item: the values that it looked at.
fn breaks(condition: &Condition, item: &Item, court: &Court<'_>) -> Option<String> {
    match court.ask(condition, Some(item)) {
        Ok(Value::Bool(true)) => None,
        Err(EvalError::Missing(name)) => {
            // With what stands before it: an `error` may be missing among the headers, and be there in the value.
            let paths = condition.paths();
            let path = paths.iter().find(|path| path.rsplit('.').next() == Some(&*name)).unwrap_or(&name);
            Some(format!("there is no `{path}` in it: {}", whole(item)))
        }
        Ok(_) | Err(EvalError::Unfit(_)) => {
            let seen: Vec<String> = condition
                .paths()
                .into_iter()
                .filter(|path| item.fields.contains_key(path.split('.').next().unwrap_or(path)))
                .filter_map(|path| {
                    let value = court.value(&compiled(&path)?, item)?;
                    Some(format!("{path} is {}", told::value(&value)))
                })
                .collect();
            Some(if seen.is_empty() { whole(item) } else { seen.join(", ") })
        }
    }
}

/// Why a value does not fit a schema: the first thing wrong with it.
fn misfits(schema: &Validator, item: &Item, of: &Source) -> Option<String> {
    let field = match of {
        Source::Records(_) => item.fields.get("value"),
        Source::Lines(_) | Source::Files(_) | Source::FileLines(_) => item.fields.get("json"),
        Source::Effects(_) | Source::Responses => item.fields.get("body"),
        _ => None,
    };
    let value = field.cloned().unwrap_or_else(|| Value::Object(item.fields.clone()));
    let error = schema.iter_errors(&value).next()?;
    let at = match error.instance_path().to_string() {
        path if path.is_empty() => String::new(),
        path => format!("at {path}: "),
    };
    Some(format!("{at}{error} (the value is {})", told::value(&value)))
}

fn whole(item: &Item) -> String {
    match item.fields.get("value").or_else(|| item.fields.get("json")) {
        Some(value) => told::value(value),
        None => told::value(&Value::Object(item.fields.clone())),
    }
}

#[cfg(test)]
mod tests {
    use crate::grade::verb::sample::{got, held};
    use insta::assert_snapshot;

    #[test]
    fn all_that_fit_hold() {
        held("each: { of: { records: t }, holds: key == value.id }");
        held("each: { of: { records: t }, fits: { type: object, required: [id] } }");
    }

    #[test]
    fn the_first_that_does_not_fit_is_shown_with_what_was_looked_at() {
        assert_snapshot!(
            got("each: { of: { records: t }, holds: value.n < 3 && key != '' }"),
            @r#"unfit · got t-1@0: value.n is 3, key is "b" · t-1@0"#
        );
    }

    #[test]
    fn a_missing_field_is_named() {
        assert_snapshot!(
            got("each: { of: { records: t }, holds: value.title != '' }"),
            @r#"unfit · got t-0@0: there is no `value.title` in it: {"id":"a","n":1} · t-0@0, t-0@1, t-1@0"#
        );
    }

    #[test]
    fn a_schema_tells_where_it_broke() {
        assert_snapshot!(
            got("each: { of: { records: t }, fits: { properties: { n: { maximum: 2 } } } }"),
            @r#"unfit · got t-1@0: at /n: 3 is greater than the maximum of 2 (the value is {"id":"b","n":3}) · t-1@0"#
        );
    }

    #[test]
    fn none_at_all_is_not_reached() {
        assert_snapshot!(got("each: { of: { records: u }, holds: key != '' }"), @"not reached: there are no records in u");
    }
}
