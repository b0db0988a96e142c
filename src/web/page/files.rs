//! Files as a form carries them: text, and the digest of what it was typed over.

use axum::http::{HeaderName, HeaderValue};
use sha2::{Digest, Sha256};

use crate::web::error::WebError;
use crate::web::view::lab::FileView;

/// A file in a form.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Edit {
    /// The file.
    pub(crate) path: String,
    /// What was typed, with `\n` at the end of lines.
    pub(crate) text: String,
    /// Digest of what it was typed over.
    base: String,
}

/// The digest that the page carries beside a file's text.
pub(crate) fn digest(text: &str) -> String {
    Sha256::digest(text).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// The files of a form: `file:PATH` with the text, `base:PATH` with the digest. Other fields are
/// other people's.
pub(crate) fn edits(fields: Vec<(String, String)>) -> Result<Vec<Edit>, WebError> {
    let base_of = |path: &str| {
        let name = format!("base:{path}");
        fields.iter().find(|(field, _)| *field == name).map(|(_, base)| base.clone())
    };
    fields
        .iter()
        .filter_map(|(field, text)| Some((field.strip_prefix("file:")?, text)))
        .map(|(path, text)| {
            let base = base_of(path).ok_or_else(|| {
                WebError::BadField(format!("The form names {path} without saying what it was typed over."))
            })?;
            Ok(Edit { path: path.to_owned(), text: text.replace("\r\n", "\n"), base })
        })
        .collect()
}

/// The edits that must be written, after all of them are known to fit what the disk holds: two
/// tabs, or a tab and another editor, do not overwrite each other.
pub(crate) fn to_write(edits: Vec<Edit>, disk: &[FileView]) -> Result<Vec<Edit>, WebError> {
    let mut changed = Vec::new();
    for edit in edits {
        let Some(file) = disk.iter().find(|file| file.path == edit.path && file.editable) else {
            return Err(WebError::BadField(format!("{} is not a file that is edited here.", edit.path)));
        };
        if digest(&edit.text) == edit.base || edit.text == file.text {
            continue;
        }
        if file.base != edit.base {
            return Err(WebError::Stale { path: edit.path });
        }
        changed.push(edit);
    }
    Ok(changed)
}

/// Tells the page's script what the disk now holds, so that a file counts as saved.
pub(crate) fn saved_header(saved: &[(String, String)]) -> Option<(HeaderName, HeaderValue)> {
    let detail: serde_json::Map<_, _> =
        saved.iter().map(|(path, base)| (path.clone(), base.clone().into())).collect();
    let json = serde_json::json!({ "saved": detail }).to_string();
    // A header is ASCII; JSON has an escape for all else.
    let mut ascii = String::with_capacity(json.len());
    for unit in json.encode_utf16() {
        match char::from_u32(u32::from(unit)).filter(char::is_ascii) {
            Some(c) => ascii.push(c),
            None => ascii.push_str(&format!("\\u{unit:04x}")),
        }
    }
    Some((axum_htmx::HX_TRIGGER, HeaderValue::try_from(ascii).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> FileView {
        FileView { path: "a.py".to_owned(), text: text.to_owned(), editable: true, base: digest(text) }
    }

    fn form(path: &str, text: &str, base: &str) -> Vec<(String, String)> {
        vec![(format!("file:{path}"), text.to_owned()), (format!("base:{path}"), base.to_owned())]
    }

    #[test]
    fn what_was_typed_is_written_with_plain_line_ends() {
        let edits = edits(form("a.py", "one\r\ntwo\r\n", &digest("old\n"))).unwrap();
        let changed = to_write(edits, &[file("old\n")]).unwrap();
        assert_eq!(changed[0].text, "one\ntwo\n");
    }

    #[test]
    fn a_page_that_changed_nothing_writes_nothing() {
        // Even where the file has changed since: nothing was typed, so nothing can be lost.
        let edits = edits(form("a.py", "old\r\n", &digest("old\n"))).unwrap();
        assert_eq!(to_write(edits, &[file("newer\n")]).unwrap(), []);
    }

    #[test]
    fn text_typed_over_an_older_file_is_refused() {
        let edits = edits(form("a.py", "mine\n", &digest("old\n"))).unwrap();
        let error = to_write(edits, &[file("newer\n")]).unwrap_err();
        assert!(matches!(error, WebError::Stale { path } if path == "a.py"));
    }

    #[test]
    fn only_files_of_the_page_are_written() {
        for path in ["../../etc/passwd", "b.py"] {
            let edits = edits(form(path, "x", "")).unwrap();
            assert!(matches!(to_write(edits, &[file("old\n")]), Err(WebError::BadField(_))));
        }
        let given = FileView { editable: false, ..file("old\n") };
        let edits = edits(form("a.py", "x", &given.base)).unwrap();
        assert!(matches!(to_write(edits, &[given]), Err(WebError::BadField(_))));
    }

    #[test]
    fn a_header_holds_any_path() {
        let (_, value) = saved_header(&[("größe/𝄞.py".to_owned(), "ab".to_owned())]).unwrap();
        let back: serde_json::Value = serde_json::from_slice(value.as_bytes()).unwrap();
        assert_eq!(back["saved"]["größe/𝄞.py"], "ab");
    }
}
