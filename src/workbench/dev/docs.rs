//! The pages of `docs/` that are made of the code: JSON Schemas and the reference.

use super::reference;
use crate::course::schema;
use crate::grade::Bundle;
use crate::skill::Fragment;
use crate::workbench::{GradeDocument, WorkbenchError};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// A file that is made of the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its path below `docs/`.
    pub path: String,
    /// What is in it.
    pub text: String,
}

/// All of them.
pub fn pages() -> Vec<Page> {
    let mut schemas = schema::of_course();
    schemas.push(("fragment", schema::of_read::<Fragment>("fragment.yaml")));
    schemas.push((
        "grade",
        schema::of_written::<GradeDocument<'_>>("What `grade --json` and `replay --json` print"),
    ));
    schemas.push(("bundle", schema::of_written::<Bundle>("A bundle: an attempt as it is kept")));
    let mut pages: Vec<Page> = schemas.into_iter().map(page).collect();
    pages.push(Page { path: "reference.md".to_owned(), text: reference::text() });
    pages
}

/// Writes them below `folder` and gives their paths.
///
/// # Errors
/// Where a file cannot be written.
pub fn write_docs(folder: &Path) -> Result<Vec<PathBuf>, WorkbenchError> {
    let mut written = Vec::new();
    for page in pages() {
        let file = folder.join(&page.path);
        let parent = file.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(WorkbenchError::file("write", parent))?;
        fs::write(&file, page.text).map_err(WorkbenchError::file("write", &file))?;
        written.push(file);
    }
    Ok(written)
}

fn page((name, schema): (&str, Value)) -> Page {
    Page { path: format!("schema/{name}.schema.json"), text: format!("{schema:#}\n") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_docs_is_what_the_code_says() {
        let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
        let current =
            |page: &Page| fs::read_to_string(docs.join(&page.path)).is_ok_and(|text| text == page.text);
        let pages = pages();
        let old: Vec<&str> =
            pages.iter().filter(|page| !current(page)).map(|page| page.path.as_str()).collect();
        assert!(old.is_empty(), "out of date, `cargo run -- dev docs` writes them: {old:?}");
        let schemas = fs::read_dir(docs.join("schema")).unwrap().count();
        assert_eq!(schemas + 1, pages.len(), "a schema that nothing makes any more lies in docs/schema");
    }
}
