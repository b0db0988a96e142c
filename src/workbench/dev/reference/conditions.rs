//! What a condition can name and call.

use crate::evidence::cel::{FUNCTIONS, Function, LIBRARY, roots};
use crate::evidence::shape::Shape;
use std::fmt::Write;

/// The section.
pub(super) fn text() -> String {
    let mut text = format!("\n## Conditions\n\n{SAYS}\n{ROOTS}");
    if let Shape::Object(roots) = roots() {
        for (name, shape) in roots {
            let _ = writeln!(text, "| `{name}` | {} |", kind(*shape));
        }
    }
    text += "\n### Functions\n\nOf the workbench's own:\n\n";
    FUNCTIONS.iter().for_each(|function| list(function, &mut text));
    let _ = writeln!(text, "\n{STANDARD}\n");
    LIBRARY.iter().for_each(|function| list(function, &mut text));
    text
}

/// `name(arguments): what it gives`, in a line.
fn list(function: &Function, text: &mut String) {
    let (call, gives) = function.usage.split_once(": ").unwrap_or((function.usage, ""));
    let _ = writeln!(text, "- `{call}`: {gives}");
}

const SAYS: &str = "\
Conditions and expressions are written in the Common Expression Language (CEL, cel.dev). One that is asked of an item
names the item's fields as they are: `key == value.id`. All see the whole evidence by the names below, but for the answers
of a service and the `where` of a fault or a trap: those are asked while the scenario runs, of what is in hand. What a
condition names and the evidence does not have is found before anything runs. `has(value.title)` asks whether a field is
there; `topics['task-created']` is written so where a name holds a dash.
";

const ROOTS: &str = "\
### What can be named

| Name | What it is |
| --- | --- |
";

const STANDARD: &str =
    "Of CEL's own, and of its extensions for lists, strings and mathematics, these are known:";

fn kind(shape: Shape) -> String {
    match shape {
        Shape::Map(inner) => format!("by name, {}", kind(*inner)),
        Shape::List(inner) => format!("a list of {}", kind(*inner)),
        Shape::Object(fields) => {
            let fields: Vec<String> = fields.iter().map(|(name, _)| format!("`{name}`")).collect();
            format!("items with {}", fields.join(", "))
        }
        Shape::Any => "whatever was given".to_owned(),
        Shape::Scalar => "a value".to_owned(),
    }
}
