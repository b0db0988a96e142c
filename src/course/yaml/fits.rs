//! Everything in a file that does not fit its schema, where the reader stops at the first.
//!
//! It knows as much of JSON Schema as [`schema`](crate::course::schema) writes, and says what is wrong in the
//! words of the reader. What it lets through, the reader still sees.

use super::tree::{Kind, Node};
use crate::course::{At, Diagnostic};
use regex::Regex;
use serde_json::{Map, Value};

/// What of `node`, the content of `path`, does not fit `schema`.
pub(super) fn misfits(schema: &Value, node: &Node, path: &str, text: &str) -> Vec<Diagnostic> {
    let mut walk = Walk { root: schema, path, text, found: Vec::new() };
    walk.fit(schema, node);
    walk.found
}

struct Walk<'a> {
    root: &'a Value,
    path: &'a str,
    text: &'a str,
    found: Vec<Diagnostic>,
}

impl<'a> Walk<'a> {
    fn fit(&mut self, schema: &'a Value, node: &Node) {
        let schema = self.meant(schema);
        if let Some(members) = schema.get("oneOf").or(schema.get("anyOf")).and_then(Value::as_array) {
            return self.one_of(members, node);
        }
        match (schema.get("type").and_then(Value::as_str), &node.value) {
            (Some("object"), Kind::Map(fields)) => self.object(schema, fields, node),
            (Some("object"), _) => self.say(node, "fields in braces belong here"),
            (Some("array"), Kind::List(entries)) => {
                for (entry, items) in entries.iter().zip(std::iter::repeat(schema.get("items"))) {
                    items.into_iter().for_each(|items| self.fit(items, entry));
                }
            }
            (Some("array"), _) => self.say(node, "a list belongs here"),
            (Some("string"), Kind::Map(_) | Kind::List(_)) => self.say(node, "text belongs here"),
            (Some("string"), kind) => self.text(schema, node, &kind.scalar().unwrap_or_default()),
            (Some("integer"), kind) => self.whole(schema, node, kind),
            (Some("boolean"), Kind::Truth(_)) => {}
            (Some("boolean"), _) => self.say(node, "this is neither true nor false"),
            _ => {}
        }
    }

    /// The schema itself, where this one only refers to it.
    fn meant(&self, schema: &'a Value) -> &'a Value {
        let only = schema.get("allOf").and_then(Value::as_array).and_then(|all| all.first());
        let name = schema.get("$ref").and_then(Value::as_str).and_then(|name| name.strip_prefix('#'));
        match (only, name.and_then(|pointer| self.root.pointer(pointer))) {
            (Some(schema), _) | (None, Some(schema)) => self.meant(schema),
            (None, None) => schema,
        }
    }

    /// An enum: names that stand alone, and names with something behind them.
    fn one_of(&mut self, members: &'a [Value], node: &Node) {
        let names: Vec<&str> = members.iter().flat_map(names).collect();
        let object = members.iter().map(|member| self.meant(member)).find(|member| is(member, "object"));
        let behind = object.and_then(|object| object.get("properties")).and_then(Value::as_object);
        let all = || names.iter().copied().chain(behind.into_iter().flat_map(Map::keys).map(String::as_str));
        match (&node.value, object) {
            (Kind::Map(fields), _)
                if fields.first().is_some_and(|(name, _)| names.contains(&name.as_str())) => {}
            (Kind::Map(_), Some(object)) => self.fit(object, node),
            (Kind::Text(name), _) if names.contains(&name.as_str()) => {}
            (Kind::Text(name), _) if behind.is_some_and(|behind| behind.contains_key(name)) => {
                self.say(node, format!("`{name}` needs something behind it: write `{name}: …`"));
            }
            (Kind::Text(name), _) if !names.is_empty() => {
                let known: Vec<&str> = all().collect();
                let message = format!("unknown name `{name}`, expected one of {}", known.join(", "));
                let diagnostic = self.at(node, message).did_you_mean(name, known);
                self.found.push(diagnostic);
            }
            _ => {}
        }
    }

    fn object(&mut self, schema: &'a Value, fields: &[(At<String>, Node)], node: &Node) {
        let known = schema.get("properties").and_then(Value::as_object);
        let others = schema.get("additionalProperties");
        let one = schema.get("maxProperties").is_some();
        let mut meant = Vec::new();
        for (name, field) in fields {
            match (known.and_then(|known| known.get(name.as_str())), others) {
                (Some(schema), _) => self.fit(schema, field),
                (None, Some(Value::Bool(false))) => meant.extend(self.unknown(name, known, one)),
                (None, Some(schema)) => self.fit(schema, field),
                (None, None) => {}
            }
        }
        // What was misspelt is not missing, too.
        let there = |field: &str| {
            let misspelt = format!("did you mean `{field}`?");
            fields.iter().any(|(name, _)| name.value == field) || meant.contains(&misspelt)
        };
        for field in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
            if let Some(field) = field.as_str().filter(|field| !there(field)) {
                let diagnostic = self.at(node, format!("missing field `{field}`"));
                self.found.push(diagnostic.help(format!("write `{field}` beside what stands here")));
            }
        }
        if let (true, [_, (second, _), ..]) = (one, fields) {
            self.say(second, format!("`{}` stands beside another, and one only belongs here", **second));
        }
    }

    /// Tells of a field that there is not, and gives the help that goes with it.
    fn unknown(
        &mut self,
        name: &At<String>,
        known: Option<&Map<String, Value>>,
        one: bool,
    ) -> Option<String> {
        let known: Vec<&str> = known.into_iter().flat_map(Map::keys).map(String::as_str).collect();
        let kind = if one { "name" } else { "field" };
        let expected = match known.as_slice() {
            [] => ": there are none here".to_owned(),
            known => format!(", expected one of {}", known.join(", ")),
        };
        let diagnostic = self.at(name, format!("unknown {kind} `{}`{expected}", **name));
        let diagnostic = diagnostic.did_you_mean(name, known);
        let help = diagnostic.help.clone();
        self.found.push(diagnostic);
        help
    }

    fn text(&mut self, schema: &Value, node: &Node, text: &str) {
        let Some(pattern) = schema.get("pattern").and_then(Value::as_str) else { return };
        if Regex::new(pattern).is_ok_and(|pattern| !pattern.is_match(text)) {
            let is = schema.get("patternErrorMessage").and_then(Value::as_str).unwrap_or("not of this form");
            self.say(node, format!("`{text}` is {is}"));
        }
    }

    fn whole(&mut self, schema: &Value, node: &Node, kind: &Kind) {
        let from_0 = schema.get("minimum").and_then(Value::as_i64) == Some(0);
        match kind {
            Kind::Whole(number) if *number >= 0 || !from_0 => {}
            _ if from_0 => self.say(node, "this is no whole number from 0"),
            _ => self.say(node, "this is no whole number"),
        }
    }

    fn say<T>(&mut self, place: &At<T>, message: impl Into<String>) {
        self.found.push(self.at(place, message));
    }

    fn at<T>(&self, place: &At<T>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::at(self.path, self.text, place.line, place.column, message)
    }
}

fn is(schema: &Value, kind: &str) -> bool {
    schema.get("type").and_then(Value::as_str) == Some(kind)
}

/// The names that a member of an enum gives, which stand alone.
fn names(member: &Value) -> impl Iterator<Item = &str> {
    let several = member.get("enum").and_then(Value::as_array).into_iter().flatten();
    several.chain(member.get("const")).filter_map(Value::as_str)
}

#[cfg(test)]
mod tests {
    use crate::course::lab::Spec;
    use crate::course::yaml::read;
    use insta::assert_snapshot;

    fn told(yaml: &str) -> String {
        let found = read::<Spec>("lab.yaml", yaml).expect_err("a lab that cannot be read");
        found
            .iter()
            .map(|d| {
                let help = d.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
                // The lists of names grow.
                let message = d.message.split(", expected one of ").next().unwrap_or_default();
                format!("{}:{}: {message}{help}\n", d.line, d.column)
            })
            .collect()
    }

    #[test]
    fn all_that_does_not_fit_is_told_at_once() {
        let yaml = "\
title: T
lesson: 01-letters
edit: a.py
limit: 90
needs: { brokers: -1, gateway: perhaps }
programs:
  a: { ran: python a.py }
checks:
  - id: sent
    says: S
    holds: { cuont: { of: steps, is: 1 } }
  - id: same
    says: S
    holds: { same: { left: { of: stepps, by: id }, right: { of: records, by: id }, times: twice } }
  - id: both
    says: S
    holds: { count: { of: steps }, unique: { of: steps, by: id } }
stages:
  - id: one
    title: One
    goal: G
    scenario:
      - topic: { name: t, partitions: three }
      - tpoic: { name: t }
      - fault: { do: { delay: 3 } }
      - wait: []
    checks: [sent]
    hints: [a]
";
        assert_snapshot!(told(yaml), @"
        1:1: missing field `starter_fails` (write `starter_fails` beside what stands here)
        1:1: missing field `after` (write `after` beside what stands here)
        3:7: a list belongs here
        4:8: `90` is no length of time: write 300ms, 15s or 2m
        5:19: this is no whole number from 0
        5:32: this is neither true nor false
        7:8: unknown field `ran` (did you mean `run`?)
        11:14: unknown name `cuont` (did you mean `count`?)
        14:34: unknown name `stepps` (did you mean `steps`?)
        14:65: `records` needs something behind it: write `records: …`
        14:91: unknown name `twice`
        17:36: `unique` stands beside another, and one only belongs here
        23:39: this is no whole number
        24:9: unknown name `tpoic` (did you mean `topic`?)
        25:31: `3` is no length of time: write 300ms, 15s or 2m
        26:15: fields in braces belong here
        ");
    }

    #[test]
    fn what_is_no_yaml_is_told_where_that_shows() {
        assert_snapshot!(told("title: T\nlesson: '1\nedit: []\n"), @"3:1: invalid indentation in multiline quoted scalar");
    }
}
