//! The sources, with the fields of their items.

use super::book::{Book, cell, words};
use super::sample::sample;
use crate::course::schema;
use crate::evidence::shape::{Field, Shape};
use crate::evidence::{Delivery, Source};
use crate::grade::Bundle;
use serde_json::{Value, json};
use std::fmt::Write;

const SAYS: &str = "\
What a check draws its items from: `of: { records: task-created }`, or `of: steps` where there is nothing to name.
Conditions over the whole evidence, as in `wait` and `fact`, reach most of them by the same name
(`records['task-created'].size() == 3`). Moments are microseconds on the attempt's clock.
";

/// The section.
pub(super) fn text(book: &Book) -> String {
    let kept = Kept {
        books: [Book::new(schema::of_written::<Bundle>("")), Book::new(schema::of_written::<Delivery>(""))],
    };
    let mut text = format!("\n## Sources\n\n{SAYS}");
    for (name, written, says, source) in all(book) {
        let _ = writeln!(text, "\n### Source `{name}`\n\n{says} Written `{written}`.");
        if let Some(body) = book.variants("Source").iter().find(|(known, _)| *known == name)
            && book.meant(body.1).0.is_some()
        {
            text += &book.body(body.1);
            text += "\nIts items have:\n";
        }
        text += &kept.fields(source.shape());
    }
    text
}

/// Every source: its name, how it is written, what it is, and one of it.
fn all(book: &Book) -> Vec<(String, String, String, Source)> {
    let source = book.root().pointer("/definitions/Source").unwrap_or(&Value::Null);
    let alone = book.alone(source).into_iter().map(|(name, says)| (name, name.to_owned(), says, json!(name)));
    let named = book.variants("Source").into_iter().map(|(name, variant)| {
        let body = match book.meant(variant).0 {
            Some(_) => "{ … }",
            None => "NAME",
        };
        let value = json!({ name: sample(book.root(), variant) });
        (name, format!("{{ {name}: {body} }}"), words(variant), value)
    });
    let all = named.chain(alone).filter_map(|(name, written, says, value)| {
        let source = serde_json::from_value(value).ok()?;
        Some((name.to_owned(), written, says.to_owned(), source))
    });
    all.collect()
}

/// What is kept of an attempt, with the words of its fields.
struct Kept {
    books: [Book; 2],
}

impl Kept {
    /// A table of the fields that a condition may ask for.
    fn fields(&self, shape: Shape) -> String {
        let Shape::Object(fields) = shape else {
            return "\nAn item has whatever fields it was given; one that is no object is reached as `it`.\n"
                .to_owned();
        };
        let mut text = "\n| Field | Holds | What it says |\n| --- | --- | --- |\n".to_owned();
        for (name, shape) in fields {
            let (kind, says) = self.field(fields, name).unwrap_or_default();
            let _ = writeln!(text, "| `{name}` | {} | {} |", cell(&self.inside(*shape, kind)), cell(&says));
        }
        text
    }

    /// What a field holds and what it says, where the type that has these fields is found.
    fn field(&self, fields: &[Field], name: &str) -> Option<(String, String)> {
        self.books.iter().find_map(|book| {
            let same = |schema: &&Value| {
                let own = schema.get("properties").and_then(Value::as_object);
                own.is_some_and(|own| {
                    own.len() == fields.len() && fields.iter().all(|(name, _)| own.contains_key(*name))
                })
            };
            let definitions = book.root().get("definitions").and_then(Value::as_object);
            let mut types = definitions.into_iter().flat_map(|all| all.values()).chain([book.root()]);
            let field = types.find(same)?.get("properties")?.get(name)?;
            Some((book.kind(field), words(field).to_owned()))
        })
    }

    /// What a field holds; of objects inside it, their fields.
    fn inside(&self, shape: Shape, kind: String) -> String {
        match shape {
            Shape::Object(fields) => {
                let fields: Vec<String> = fields.iter().map(|(name, _)| format!("`{name}`")).collect();
                format!("fields: {}", fields.join(", "))
            }
            Shape::List(inner) if matches!(inner, Shape::Object(_)) => {
                format!("list of {}", self.inside(*inner, String::new()))
            }
            Shape::Map(inner) if matches!(inner, Shape::Object(_)) => {
                format!("by name, {}", self.inside(*inner, String::new()))
            }
            _ => kind,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::lab::Spec;

    #[test]
    fn every_source_is_there_and_every_field_has_its_words() {
        let book = Book::new(schema::of_read::<Spec>(""));
        let written = book.root().pointer("/definitions/Source/oneOf").and_then(Value::as_array).unwrap();
        let names =
            written.iter().filter(|m| m.get("const").is_some()).count() + book.variants("Source").len();
        assert_eq!(all(&book).len(), names);
        let silent: Vec<String> = text(&book)
            .lines()
            .filter(|line| line.starts_with("| `") && line.ends_with("|  |"))
            .map(str::to_owned)
            .collect();
        assert!(silent.is_empty(), "no type in a bundle has just these fields: {silent:#?}");
    }
}
