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
            *words = unlinked(&paragraphs.join("\n\n")).replace("`None`", "null");
        }
        if !self.null {
            without_null(schema);
        }
    }
}

/// Links from one type to another lead nowhere outside of the code's own pages: `[`super::Record`]`.
fn unlinked(words: &str) -> String {
    let mut pieces = words.split("[`");
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        match piece.split_once("`]") {
            Some((path, rest)) => {
                let name = path.rsplit("::").next().unwrap_or(path);
                text += &format!("`{name}`{rest}");
            }
            None => text += &format!("[`{piece}"),
        }
    }
    text
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

#[cfg(test)]
mod tests {
    use super::unlinked;

    #[test]
    fn a_link_in_a_comment_becomes_a_name() {
        assert_eq!(unlinked("as [`super::Record`] has it, see [`Item`]."), "as `Record` has it, see `Item`.");
        assert_eq!(unlinked("legal: [[a, b]], [`x"), "legal: [[a, b]], [`x");
    }
}
