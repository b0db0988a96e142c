//! Small changes to a check, each of which makes another check of it.
//!
//! A check is changed as data, by the names that lab.yaml has for its fields, so that a new verb is changed like the
//! others without a word here.

use super::cel;
use crate::course::lab::Check;
use serde_json::Value;

/// A check with one change.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::workbench) struct Change {
    /// The check's id, where in it the change is, what it is, and a sum over both texts: `keyed/each.holds: == to != (3f2a)`.
    pub(in crate::workbench) id: String,
    /// The text, number or field before.
    pub(in crate::workbench) from: String,
    /// After; empty where it is gone.
    pub(in crate::workbench) to: String,
    /// The check after it; `None` for one that is gone.
    pub(in crate::workbench) check: Option<Check>,
}

/// What stands in the place of something.
type Instead = Option<Value>;

/// Every change to `check`, its absence first. Those that make no check that can be read are left out.
pub(in crate::workbench) fn changes(check: &Check) -> Vec<Change> {
    let id = |what: &str, from: &str, to: &str| {
        let sum = crc32fast::hash(format!("{from}\n{to}").as_bytes()) & 0xffff;
        format!("{}/{what} ({sum:04x})", check.id.value)
    };
    let mut found =
        vec![Change { id: id("dropped", "", ""), from: check.says.clone(), to: String::new(), check: None }];
    let Ok(whole) = serde_json::to_value(check) else { return found };
    let mut edits = Vec::new();
    walk(&whole["holds"], &mut vec!["holds".to_owned()], &mut edits);
    for Edit { path, kind, instead } in edits {
        let pointer = format!("/{}", path.join("/"));
        let from = whole.pointer(&pointer).map(shown).unwrap_or_default();
        let to = instead.as_ref().map(shown).unwrap_or_default();
        let mut changed = whole.clone();
        replace(&mut changed, &path, instead);
        // Where a field is left out that a verb cannot do without, there is no check to judge by.
        if let Ok(check) = serde_json::from_value::<Check>(changed) {
            let what = format!("{}: {kind}", path[1..].join("."));
            found.push(Change { id: id(&what, &from, &to), from, to, check: Some(check) });
        }
    }
    found
}

/// A change at a place: the names of fields and numbers of elements that lead to it.
struct Edit {
    path: Vec<String>,
    kind: String,
    instead: Instead,
}

fn walk(value: &Value, path: &mut Vec<String>, edits: &mut Vec<Edit>) {
    let key = path.last().cloned().unwrap_or_default();
    let mut edit = |kind: &str, instead: Instead| {
        edits.push(Edit { path: path.clone(), kind: kind.to_owned(), instead });
    };
    match (key.as_str(), value) {
        // What is shown of a failure decides nothing.
        ("shows", _) => return,
        ("fits", schema) => return schema_edits(schema, path, edits),
        ("where", _) => edit("dropped", None),
        ("times", Value::String(now)) => {
            for other in ["once", "at_least_once", "at_most_once"].iter().filter(|other| *other != now) {
                edit(&format!("{now} to {other}"), Some(Value::from(*other)));
            }
        }
        ("is" | "at_least" | "at_most", Value::Number(n)) => {
            if let Some(n) = n.as_u64() {
                edit("one more", Some(Value::from(n + 1)));
                if n > 0 {
                    edit("one less", Some(Value::from(n - 1)));
                }
            }
        }
        (_, Value::Bool(is)) => edit("turned", Some(Value::from(!is))),
        ("all" | "legal", Value::Array(list)) if list.len() > 1 => {
            for n in 0..list.len() {
                let mut fewer = list.clone();
                fewer.remove(n);
                edit(&format!("{} dropped", n + 1), Some(Value::from(fewer)));
            }
        }
        _ => {}
    }
    match value {
        Value::String(text) => {
            for turn in cel::turns(text) {
                edits.push(Edit {
                    path: path.clone(),
                    kind: turn.kind,
                    instead: Some(Value::from(turn.text)),
                });
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                below(name, value, path, edits, walk);
            }
        }
        Value::Array(list) => {
            for (n, value) in list.iter().enumerate() {
                below(&n.to_string(), value, path, edits, walk);
            }
        }
        _ => {}
    }
}

type Walk = fn(&Value, &mut Vec<String>, &mut Vec<Edit>);

fn below(name: &str, value: &Value, path: &mut Vec<String>, edits: &mut Vec<Edit>, walk: Walk) {
    path.push(name.to_owned());
    walk(value, path, edits);
    path.pop();
}

/// A JSON Schema with a keyword left out, or a name less among those that are required.
fn schema_edits(schema: &Value, path: &mut Vec<String>, edits: &mut Vec<Edit>) {
    let Value::Object(keywords) = schema else { return };
    for (keyword, value) in keywords {
        path.push(keyword.clone());
        edits.push(Edit { path: path.clone(), kind: "dropped".to_owned(), instead: None });
        match value {
            Value::Array(list) if list.len() > 1 => {
                for n in 0..list.len() {
                    let mut fewer = list.clone();
                    fewer.remove(n);
                    let kind = format!("{} dropped", shown(&list[n]));
                    edits.push(Edit { path: path.clone(), kind, instead: Some(Value::from(fewer)) });
                }
            }
            Value::Object(named) if keyword == "properties" => {
                for (name, schema) in named {
                    below(name, schema, path, edits, schema_edits);
                }
            }
            Value::Object(_) => schema_edits(value, path, edits),
            _ => {}
        }
        path.pop();
    }
}

fn replace(whole: &mut Value, path: &[String], instead: Instead) {
    let Some((last, way)) = path.split_last() else { return };
    let place = way.iter().try_fold(whole, |value, name| match value {
        Value::Object(fields) => fields.get_mut(name),
        Value::Array(list) => list.get_mut(name.parse::<usize>().ok()?),
        _ => None,
    });
    match (place, instead) {
        (Some(Value::Object(fields)), Some(value)) => {
            fields.insert(last.clone(), value);
        }
        (Some(Value::Object(fields)), None) => {
            fields.shift_remove(last);
        }
        (Some(Value::Array(list)), Some(value)) => {
            if let Some(slot) = last.parse::<usize>().ok().and_then(|n| list.get_mut(n)) {
                *slot = value;
            }
        }
        _ => {}
    }
}

/// A text as it is, anything else as JSON.
fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The changes to a check with this `holds`, as `what: from -> to`.
    fn told(holds: &str) -> Vec<String> {
        let check: Check = serde_saphyr::from_str(&format!("id: c\nsays: It is so\nholds: {holds}")).unwrap();
        let told = |change: &Change| {
            let what = change.id.split(" (").next().unwrap_or_default();
            format!("{what}: {} -> {}", change.from, change.to)
        };
        changes(&check).iter().map(told).collect()
    }

    #[test]
    fn a_check_goes_and_each_of_its_fields_changes() {
        assert_eq!(
            told("{ count: { of: { records: t }, where: key == 'a', at_least: 2 } }"),
            [
                "c/dropped: It is so -> ",
                "c/count.where: dropped: key == 'a' -> ",
                "c/count.where: == to !=: key == 'a' -> key != 'a'",
                "c/count.at_least: one more: 2 -> 3",
                "c/count.at_least: one less: 2 -> 1",
            ]
        );
        assert_eq!(
            told(
                "{ same: { left: { of: { given: g }, by: id }, right: { of: { records: t }, by: key }, times: once } }"
            ),
            [
                "c/dropped: It is so -> ",
                "c/same.times: once to at_least_once: once -> at_least_once",
                "c/same.times: once to at_most_once: once -> at_most_once",
            ]
        );
    }

    #[test]
    fn keywords_of_a_schema_are_dropped() {
        let fits = "{ type: object, required: [a, b], properties: { type: { type: string } } }";
        let told = told(&format!("{{ each: {{ of: {{ records: t }}, fits: {fits} }} }}"));
        for wanted in [
            "c/each.fits.type: dropped: object -> ",
            "c/each.fits.required: dropped: [\"a\",\"b\"] -> ",
            "c/each.fits.required: a dropped: [\"a\",\"b\"] -> [\"b\"]",
            "c/each.fits.properties.type.type: dropped: string -> ",
        ] {
            assert!(told.iter().any(|change| change == wanted), "{wanted} is not among {told:#?}");
        }
        // Neither may a property be taken for a keyword.
        assert!(!told.iter().any(|change| change.starts_with("c/each.fits.properties.type: ")), "{told:#?}");
    }

    #[test]
    fn one_of_several_verbs_goes() {
        let told = told("{ all: [{ fact: { that: a, shows: ['b == c'] } }, { fact: { that: b } }] }");
        assert_eq!(told.len(), 3);
        assert!(told[1].starts_with("c/all: 1 dropped: "), "{told:#?}");
    }
}
