//! Says of an enum that it is one of several fields, where schemars says that it is one of several objects.
//!
//! Both mean the same. But where an object fits none of several, an editor can only say so; where a field is
//! none of several, it names the field and offers the others, each with its own words.

use schemars::Schema;
use schemars::transform::{Transform, transform_subschemas};
use serde_json::{Map, Value, json};

/// Turns each `oneOf` of objects with one field each into one object with one of these fields.
#[derive(Debug, Clone)]
pub(super) struct OneOfThese;

impl Transform for OneOfThese {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        let Some(Value::Array(members)) = schema.get("oneOf") else { return };
        let (objects, others): (Vec<_>, Vec<_>) = members.iter().cloned().partition(|m| field(m).is_some());
        if objects.is_empty() {
            return;
        }
        let fields: Map<String, Value> = objects.iter().filter_map(field).collect();
        let object = json!({
            "type": "object",
            "properties": fields,
            "additionalProperties": false,
            "minProperties": 1,
            "maxProperties": 1,
        });
        match (others.is_empty(), object) {
            (true, Value::Object(object)) => {
                schema.remove("oneOf");
                for (name, value) in object {
                    schema.insert(name, value);
                }
            }
            (_, object) => {
                let members = others.into_iter().chain([object]).collect();
                schema.insert("oneOf".to_owned(), Value::Array(members));
            }
        }
    }
}

/// The one field of a variant, with the variant's words.
fn field(member: &Value) -> Option<(String, Value)> {
    let fields = member.get("properties")?.as_object()?;
    let required = member.get("required")?.as_array()?;
    let (name, value) = fields.iter().next()?;
    if fields.len() != 1 || *required != [Value::from(name.as_str())] {
        return None;
    }
    let mut value = value.clone();
    if let (Some(object), Some(words)) = (value.as_object_mut(), member.get("description")) {
        object.insert("description".to_owned(), words.clone());
    }
    Some((name.clone(), value))
}
