//! Leaves out of a schema what says nothing to an author.

use schemars::Schema;
use schemars::transform::{Transform, transform_subschemas};
use serde_json::Value;

/// Joins the lines of a comment, and takes out null, which a file says by leaving the field out.
#[derive(Debug, Clone)]
pub(super) struct Plain {
    /// Whether null stays: a program that reads what we write meets it.
    pub(super) null: bool,
}

impl Transform for Plain {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        if let Some(Value::String(words)) = schema.get_mut("description") {
            // A comment's lines end where the code's do; an empty line ends a paragraph.
            let paragraphs: Vec<String> = words.split("\n\n").map(|p| p.replace('\n', " ")).collect();
            *words = paragraphs.join("\n\n");
        }
        if !self.null {
            without_null(schema);
        }
    }
}

fn without_null(schema: &mut Schema) {
    let null = |value: &Value| value.get("type").and_then(Value::as_str) == Some("null");
    if schema.get("default") == Some(&Value::Null) {
        schema.remove("default");
    }
    let alone = match schema.get("type") {
        Some(Value::Array(types)) => types.iter().find(|name| **name != "null").cloned(),
        _ => None,
    };
    if let Some(alone) = alone {
        schema.insert("type".to_owned(), alone);
    }
    let members = schema.get("anyOf").and_then(Value::as_array);
    let rest: Option<Vec<Value>> =
        members.map(|members| members.iter().filter(|m| !null(m)).cloned().collect());
    if let Some(rest) = rest.filter(|rest| rest.len() == 1) {
        schema.remove("anyOf");
        schema.insert("allOf".to_owned(), Value::Array(rest));
    }
}
