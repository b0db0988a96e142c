//! A schema as a person reads it: tables of fields, and what a field holds.

use serde_json::{Map, Value};
use std::fmt::Write;

/// A schema with its definitions.
pub(super) struct Book(Value);

impl Book {
    pub(super) fn new(schema: Value) -> Book {
        Book(schema)
    }

    pub(super) fn root(&self) -> &Value {
        &self.0
    }

    fn definitions(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.0.get("definitions").and_then(Value::as_object).into_iter().flatten()
    }

    pub(super) fn has(&self, definition: &str) -> bool {
        self.definitions().any(|(name, _)| name == definition)
    }

    /// The schema that this one refers to, and by which name; itself where it does not.
    pub(super) fn meant<'a>(&'a self, schema: &'a Value) -> (Option<&'a str>, &'a Value) {
        let only = schema.get("allOf").and_then(Value::as_array).and_then(|all| all.first());
        let to = only.unwrap_or(schema).get("$ref").and_then(Value::as_str);
        let name = to.and_then(|to| to.strip_prefix("#/definitions/"));
        let found = name.and_then(|name| self.definitions().find(|(known, _)| *known == name));
        match found {
            Some((name, schema)) => (Some(name), schema),
            None => (None, schema),
        }
    }

    /// The names of an enum that have a body, and the schema of each.
    pub(super) fn variants(&self, definition: &str) -> Vec<(&str, &Value)> {
        let Some((_, schema)) = self.definitions().find(|(name, _)| *name == definition) else {
            return Vec::new();
        };
        let members = schema.get("oneOf").and_then(Value::as_array).into_iter().flatten();
        let fields = members.chain([schema]).filter_map(|member| fields(member));
        fields.flatten().map(|(name, schema)| (name.as_str(), schema)).collect()
    }

    /// The names of an enum that stand alone, and the words of each.
    pub(super) fn alone<'a>(&self, schema: &'a Value) -> Vec<(&'a str, &'a str)> {
        let members = schema.get("oneOf").and_then(Value::as_array).into_iter().flatten();
        members.filter_map(|member| Some((member.get("const")?.as_str()?, words(member)))).collect()
    }

    /// What a variant does: its own words, and what its body's add.
    pub(super) fn told(&self, name: &str, variant: &Value) -> String {
        let own = words(variant);
        let body = match self.meant(variant) {
            (Some(_), definition) => words(definition),
            (None, _) => "",
        };
        let rest = body.strip_prefix(&format!("`{name}`")).unwrap_or(body);
        let rest = rest.trim_start_matches([':', '.', ' ']);
        match (own.is_empty(), begins(rest, own)) {
            (true, _) => capital(rest),
            (_, Some(more)) => format!("{own} {}", more.trim_start()).trim_end().to_owned(),
            (_, None) if rest.is_empty() || own == body => own.to_owned(),
            (_, None) => format!("{own} {}", capital(rest)),
        }
    }

    /// What stands behind a variant's name: a table of fields, or what it holds.
    pub(super) fn body(&self, variant: &Value) -> String {
        let (_, schema) = self.meant(variant);
        match fields(schema) {
            Some(_) => format!("\n{}", self.fields(schema)),
            None => format!("\nIt holds {}.\n", self.kind(variant)),
        }
    }

    /// A table of an object's fields.
    pub(super) fn fields(&self, schema: &Value) -> String {
        let required: Vec<&str> = schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let rows: Vec<(&String, &Value)> = fields(schema).into_iter().flatten().collect();
        if rows.is_empty() {
            return "It has no fields: `{}`.\n".to_owned();
        }
        let mut text = "| Field | Holds | What it says |\n| --- | --- | --- |\n".to_owned();
        for (name, field) in rows {
            let must = if required.contains(&name.as_str()) { " \u{2022}" } else { "" };
            let otherwise = default(field).map(|value| format!("; `{value}` where there is none"));
            let kind = self.kind(field) + &otherwise.unwrap_or_default();
            // Writing to a string cannot fail.
            let _ = writeln!(text, "| `{name}`{must} | {} | {} |", cell(&kind), cell(words(field)));
        }
        text
    }

    /// What a field holds, in words.
    pub(super) fn kind(&self, field: &Value) -> String {
        if let (Some(name), schema) = self.meant(field) {
            return self.named(name, schema);
        }
        let members = |of: &str| field.get(of).and_then(Value::as_array);
        if let Some(members) = members("anyOf") {
            let kinds: Vec<String> = members.iter().map(|member| self.kind(member)).collect();
            return kinds.join(" or ");
        }
        if let Some(types) = members("type") {
            let types: Vec<&str> = types.iter().filter_map(Value::as_str).map(word).collect();
            return types.join(" or ");
        }
        let inside = |of: &str| field.get(of).map(|inner| self.kind(inner));
        match field.get("type").and_then(Value::as_str) {
            Some("array") => format!("list of {}", inside("items").unwrap_or_else(|| "anything".to_owned())),
            Some("object") if fields(field).is_some() => {
                let fields = fields(field).into_iter().flatten();
                let fields: Vec<String> =
                    fields.map(|(name, of)| format!("`{name}` ({}: {})", self.kind(of), words(of))).collect();
                format!("fields: {}", fields.join(", "))
            }
            Some("object") => match inside("additionalProperties") {
                Some(kind) => format!("by name, {kind}"),
                None => "fields".to_owned(),
            },
            Some(kind) => word(kind).to_owned(),
            None => "anything".to_owned(),
        }
    }

    /// A definition, by its name: names to choose from where it has nothing else, else a link to what it is.
    fn named(&self, name: &str, schema: &Value) -> String {
        match name {
            "Span" => "length of time".to_owned(),
            "Rate" => "speed".to_owned(),
            "Step" | "Trap" | "Source" | "Verb" => {
                format!("[{}](#{}s)", name.to_lowercase(), name.to_lowercase())
            }
            _ => match self.alone(schema) {
                names if !names.is_empty() && names.len() < 5 && !mixed(schema) => {
                    names.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(" or ")
                }
                _ => format!("[{name}](#{})", name.to_lowercase()),
            },
        }
    }

    /// The definitions that are no body of one of the enums `of`, nor these themselves, in their order.
    pub(super) fn apart(&self, of: &[&str]) -> Vec<String> {
        let bodies: Vec<&str> = of
            .iter()
            .flat_map(|definition| self.variants(definition))
            .filter_map(|(_, variant)| self.meant(variant).0)
            .collect();
        let known =
            |name: &str| of.contains(&name) || bodies.contains(&name) || ["Span", "Rate"].contains(&name);
        self.definitions().map(|(name, _)| name.clone()).filter(|name| !known(name)).collect()
    }

    /// A definition as a part of its own.
    pub(super) fn part(&self, name: &str) -> String {
        let Some((_, schema)) = self.definitions().find(|(known, _)| *known == name) else {
            return String::new();
        };
        let mut text = format!("\n### {name}\n\n{}\n\n", words(schema));
        let (alone, variants) = (self.alone(schema), self.variants(name));
        // One of its names, or a struct's fields?
        if alone.is_empty() && schema.get("maxProperties").is_none() {
            return text + &self.fields(schema);
        }
        for (name, says) in alone {
            text += &format!("- `{name}`: {says}\n");
        }
        for (name, variant) in variants {
            text += &format!("- `{name}`, which holds {}: {}\n", self.kind(variant), words(variant));
        }
        text
    }
}

/// Whether an enum has names with a body, too.
fn mixed(schema: &Value) -> bool {
    let members = schema.get("oneOf").and_then(Value::as_array).into_iter().flatten();
    members.into_iter().any(|member| member.get("const").is_none())
}

fn fields(schema: &Value) -> Option<&Map<String, Value>> {
    schema.get("properties").and_then(Value::as_object)
}

/// What the code's comment says of it.
pub(super) fn words(schema: &Value) -> &str {
    schema.get("description").and_then(Value::as_str).unwrap_or_default()
}

/// What a field has where it is left out; nothing is said of what is empty, and of what a part of its own says.
fn default(field: &Value) -> Option<String> {
    let value = field.get("default")?;
    let empty = match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(list) => list.is_empty(),
        Value::Object(_) => true,
        _ => false,
    };
    (!empty).then(|| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

fn word(kind: &str) -> &str {
    match kind {
        "string" => "text",
        "integer" => "whole number",
        "boolean" => "`true` or `false`",
        "object" => "fields",
        other => other,
    }
}

/// What of `text` follows `beginning`, which it repeats.
fn begins<'a>(text: &'a str, beginning: &str) -> Option<&'a str> {
    let head = text.get(..beginning.len())?;
    head.eq_ignore_ascii_case(beginning).then(|| &text[beginning.len()..])
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Text as a cell of a table holds it.
pub(super) fn cell(text: &str) -> String {
    text.replace("\n\n", " ").replace('\n', " ").replace('|', "\\|")
}
