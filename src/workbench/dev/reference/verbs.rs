//! The verbs, with the ways in which each can fail.

use super::book::Book;
use super::names;
use super::sample::sample;
use crate::course::lab::Verb;
use serde_json::json;
use std::fmt::Write;

const SAYS: &str = "\
What must hold: `holds: { count: { of: steps, is: 3 } }`. For every way in which it can fail, a check says in `tell` what a
learner reads: `tell: { few: { headline: …, next: … } }`. Names in braces stand for what was found.
";

/// The section.
pub(super) fn text(book: &Book) -> String {
    let mut text = format!("\n## Verbs\n\n{SAYS}");
    for (name, variant) in book.variants("Verb") {
        let _ = writeln!(text, "\n### Verb `{name}`\n\n{}", book.told(name, variant));
        text += &book.body(variant);
        // A verb that holds others fails as they do.
        let own = book.meant(variant).0.is_some();
        match failures(book, name).as_slice() {
            [] => {}
            _ if !own => text += "\nIt fails as they do.\n",
            failures => text += &table(failures),
        }
    }
    text += "\n### Names in braces\n\n| Name | What stands in its place |\n| --- | --- |\n";
    for (name, says) in names::NAMES {
        let _ = writeln!(text, "| `{{{name}}}` | {says} |");
    }
    text
}

type Failures = Vec<(&'static str, &'static [&'static str])>;

/// Every way in which a verb can fail that has all that it can have.
fn failures(book: &Book, name: &str) -> Failures {
    let body = book.variants("Verb").into_iter().find(|(known, _)| *known == name);
    let value = body.map(|(_, variant)| json!({ name: sample(book.root(), variant) }));
    let verb = value.and_then(|value| serde_json::from_value::<Verb>(value).ok());
    verb.map(|verb| verb.failures()).unwrap_or_default()
}

fn table(failures: &[(&str, &[&str])]) -> String {
    let mut text = "\n| Fails as | Names in braces |\n| --- | --- |\n".to_owned();
    for (kind, names) in failures {
        let names: Vec<String> = names.iter().map(|name| format!("`{{{name}}}`")).collect();
        let _ = writeln!(text, "| `{kind}` | {} |", names.join(", "));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::book::words;
    use super::*;
    use crate::course::lab::Spec;
    use crate::course::schema;

    #[test]
    fn every_verb_can_fail_and_every_name_in_braces_has_its_words() {
        let book = Book::new(schema::of_read::<Spec>(""));
        for (verb, variant) in book.variants("Verb") {
            assert!(!words(variant).is_empty(), "{verb} has no words");
            let failures = failures(&book, verb);
            assert!(!failures.is_empty(), "{verb} could not be made of its schema");
            for name in failures.iter().flat_map(|(_, names)| *names) {
                let known = names::NAMES.iter().any(|(known, _)| known == name);
                assert!(known, "{verb} names `{{{name}}}`: say in names.rs what stands in its place");
            }
        }
    }

    #[test]
    fn a_verb_with_all_that_it_can_have_fails_in_every_way() {
        let book = Book::new(schema::of_read::<Spec>(""));
        let kinds = |verb| failures(&book, verb).into_iter().map(|(kind, _)| kind).collect::<Vec<_>>();
        assert_eq!(kinds("count"), ["few", "many"]);
        assert_eq!(kinds("same"), ["extra", "missing", "repeated"]);
    }
}
