//! A value of each name of an enum, made of its schema, so that the code can be asked about all of them.

use serde_json::{Map, Value};

/// A value that fits `schema`, a part of `root`, with everything in it that can be there.
pub(super) fn sample(root: &Value, schema: &Value) -> Value {
    made(root, schema, 0)
}

/// Types that hold themselves are followed no deeper than this.
const DEEP: usize = 12;

fn made(root: &Value, schema: &Value, depth: usize) -> Value {
    let only = schema.get("allOf").and_then(Value::as_array).and_then(|all| all.first()).unwrap_or(schema);
    let to = only.get("$ref").and_then(Value::as_str).and_then(|to| to.strip_prefix('#'));
    if let Some(definition) = to.and_then(|pointer| root.pointer(pointer)) {
        return made(root, definition, depth + 1);
    }
    let first = |of: &str| schema.get(of).and_then(Value::as_array).and_then(|members| members.first());
    if let Some(value) = schema.get("const").or(first("enum")) {
        return value.clone();
    }
    if let Some(member) = first("oneOf").or(first("anyOf")) {
        return made(root, member, depth + 1);
    }
    let inside = |of: &str| schema.get(of).map(|inner| made(root, inner, depth + 1));
    match schema.get("type").and_then(Value::as_str) {
        Some("string") => Value::from(match schema.get("pattern").and_then(Value::as_str) {
            Some(pattern) if pattern.contains("/s") => "1B/s",
            Some(_) => "1s",
            None => "x",
        }),
        Some("integer") => Value::from(1),
        Some("boolean") => Value::from(true),
        Some("array") if depth > DEEP => Value::Array(Vec::new()),
        Some("array") => Value::Array(inside("items").into_iter().collect()),
        Some("object") => Value::Object(object(root, schema, depth)),
        _ => Value::Null,
    }
}

fn object(root: &Value, schema: &Value, depth: usize) -> Map<String, Value> {
    let fields = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    // Of an enum, the first of its names.
    let many = if schema.get("maxProperties").is_some() { 1 } else { usize::MAX };
    fields.take(many).map(|(name, field)| (name.clone(), made(root, field, depth + 1))).collect()
}
