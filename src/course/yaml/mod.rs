//! Reads a YAML file into a type, and tells all that does not fit it.

mod fits;
mod tree;
mod words;

use super::{Diagnostic, schema};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_saphyr::Options;

/// Reads `text`, the content of `path`.
///
/// # Errors
/// Everything that does not fit the type. Where the text is no YAML at all, the place at which that shows: behind
/// it nothing can be told from what was meant otherwise.
pub(super) fn read<T: DeserializeOwned + JsonSchema>(path: &str, text: &str) -> Result<T, Vec<Diagnostic>> {
    if text.trim().is_empty() {
        return Err(vec![Diagnostic::of_file(path, "the file is empty")]);
    }
    serde_saphyr::from_str_with_options(text, options())
        .map_err(|error| all::<T>(path, text, words::word(path, text, &error)))
}

/// Reads `text`, the content of `path`, as whatever it holds: YAML, of which JSON is a part.
///
/// # Errors
/// The first place that is neither.
pub fn value(path: &str, text: &str) -> Result<Value, Diagnostic> {
    if text.trim().is_empty() {
        return Err(Diagnostic::of_file(path, "the file is empty"));
    }
    serde_saphyr::from_str_with_options(text, options()).map_err(|error| words::word(path, text, &error))
}

fn options() -> Options {
    serde_saphyr::options! { with_snippet: false }
}

/// The first error, which the reader stopped at, and those that the schema finds elsewhere.
fn all<T: JsonSchema>(path: &str, text: &str, first: Diagnostic) -> Vec<Diagnostic> {
    let tree: Result<tree::Node, _> = serde_saphyr::from_str_with_options(text, options());
    let mut found =
        tree.map_or_else(|_| Vec::new(), |tree| fits::misfits(&schema::of_read::<T>(""), &tree, path, text));
    // The reader places what is missing otherwise than the schema does.
    found.retain(|other| other.line != first.line && other.message != first.message);
    found.push(first);
    found.sort_by_key(|diagnostic| (diagnostic.line, diagnostic.column));
    found
}
