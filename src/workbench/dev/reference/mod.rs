//! The reference of the format, made of the types: what it says cannot be out of date.

mod book;
mod conditions;
mod names;
mod sample;
mod sources;
mod verbs;

use crate::course::lab::{MistakeSpec, Spec, VariantSpec};
use crate::course::lesson::{FrontMatter, Predict};
use crate::course::{Capability, Outline, schema};
use book::Book;
use schemars::JsonSchema;
use serde_json::Value;

/// `docs/reference.md`.
pub(super) fn text() -> String {
    let lab = Book::new(schema::of_read::<Spec>(""));
    let mut text = HEAD.to_owned();
    text += "\n## lab.yaml\n\n";
    text += "What its parts look like stands under *Parts*, in the order in which they come here.\n\n";
    text += &lab.fields(lab.root());
    text += &tagged(
        &lab,
        "Steps",
        "Step",
        "A scenario is a list of steps, `scenario: [{ topic: { … } }, …]`. Every step may have an `id`, by which conditions name it (`steps.crash.to`); without one it is called by its kind and number, such as `produce-2`.",
    );
    text += &tagged(&lab, "Traps", "Trap", "What a step waits for in `when:`, and where that is held.");
    text += &sources::text(&lab);
    text += &verbs::text(&lab);
    text += &conditions::text();
    text += &capabilities();
    text += &parts(&lab);
    for (title, schema) in [
        ("mistake.yaml", of::<MistakeSpec>()),
        ("variant.yaml", of::<VariantSpec>()),
        ("The front matter of lesson.md", of::<FrontMatter>()),
        ("A predict block of lesson.md", of::<Predict>()),
        ("outline.yaml", of::<Outline>()),
    ] {
        text += &other_file(title, schema, &lab);
    }
    text
}

const HEAD: &str = "\
# Reference of labs and lessons

Every field, step, source, verb and function that an author can use. This page is made of the code by
`kafka-workbench dev docs`; [authors.md](authors.md) leads from an idea to a lab that proves itself.

A field that must be there is marked \u{2022}. Lengths of time are written `300ms`, `15s`, `2m`; a condition or an
expression is CEL, see [Conditions](#conditions).
";

fn of<T: JsonSchema>() -> Value {
    schema::of_read::<T>("")
}

/// A section of an enum whose names each have a body: a part for each of them.
fn tagged(book: &Book, title: &str, definition: &str, says: &str) -> String {
    let mut text = format!("\n## {title}\n\n{says}\n");
    for (name, variant) in book.variants(definition) {
        text += &format!("\n### {} `{name}`\n\n{}\n", title.trim_end_matches('s'), book.told(name, variant));
        text += &book.body(variant);
    }
    text
}

fn capabilities() -> String {
    let mut text = "\n## Capabilities\n\nWhat an engine may lack, and a check may need (`needs: [gateway]`). \
        What steps, sources and conditions need is known by themselves.\n\n| Name | What it is |\n| --- | --- |\n"
        .to_owned();
    for capability in Capability::ALL {
        text += &format!("| `{}` | {} |\n", capability.name(), capability.words());
    }
    text
}

/// What fields refer to and no section above has.
fn parts(book: &Book) -> String {
    let mut text = "\n## Parts\n".to_owned();
    for name in book.apart(&["Step", "Trap", "Verb", "Source"]) {
        text += &book.part(&name);
    }
    text
}

fn other_file(title: &str, schema: Value, lab: &Book) -> String {
    let book = Book::new(schema);
    let mut text = format!("\n## {title}\n\n{}", book.fields(book.root()));
    for name in book.apart(&[]).iter().filter(|name| !lab.has(name)) {
        text += &book.part(name);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_link_leads_to_a_heading() {
        let text = text();
        let anchors: Vec<String> = text
            .lines()
            .filter_map(|line| {
                line.trim_start_matches('#').strip_prefix(' ').filter(|_| line.starts_with('#'))
            })
            .map(|title| title.to_lowercase().replace(' ', "-").replace(['`', '.', ','], ""))
            .collect();
        let links: Vec<&str> = text.split("](#").skip(1).filter_map(|rest| rest.split(')').next()).collect();
        assert!(links.len() > 50, "{} links", links.len());
        let lost: Vec<&&str> = links.iter().filter(|link| !anchors.iter().any(|a| a == **link)).collect();
        assert!(lost.is_empty(), "{lost:?}\n{anchors:?}");
    }
}
