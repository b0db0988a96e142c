//! Words the errors of the YAML parser, for those who write YAML and not Rust.

use crate::course::Diagnostic;

/// An error of the parser at its place in `text`, the content of `path`.
pub(super) fn word(path: &str, text: &str, error: &serde_saphyr::Error) -> Diagnostic {
    let (line, column) = error.location().map_or((0, 0), |at| {
        (usize::try_from(at.line()).unwrap_or(0), usize::try_from(at.column()).unwrap_or(0))
    });
    let message = plain(unplaced(&error.to_string()));
    let diagnostic = Diagnostic::at(path, text, line, column, message.clone());
    if let Some((name, known)) = unknown_name(&message) {
        return diagnostic.did_you_mean(&name, known.iter().map(String::as_str));
    }
    match message.strip_prefix("missing field ") {
        // What is missing has no place of its own; the parser names the end of where it belongs.
        Some(field) => diagnostic.help(format!("write {field} beside what stands here")),
        None => diagnostic,
    }
}

/// The parser's words for those who write YAML, not Rust.
fn plain(message: String) -> String {
    let kind = message.strip_prefix("invalid ").unwrap_or_default();
    match kind {
        "boolean" => return "this is neither true nor false".to_owned(),
        "i8" | "i16" | "i32" | "i64" => return "this is no whole number".to_owned(),
        "u8" | "u16" | "u32" | "u64" | "usize" => return "this is no whole number from 0".to_owned(),
        _ => {}
    }
    match message.as_str() {
        "expected mapping start" => return "fields in braces belong here".to_owned(),
        "expected sequence start" => return "a list belongs here".to_owned(),
        "expected string scalar" => return "text belongs here".to_owned(),
        _ => {}
    }
    match message.strip_prefix("duplicate mapping key: ").and_then(|rest| rest.split_once(", set ")) {
        Some((key, _)) => format!("`{key}` stands here for the second time"),
        None => message.replace("unknown variant ", "unknown name "),
    }
}

/// The message without its place, which stands in the arrow line.
fn unplaced(message: &str) -> String {
    let message = message.strip_prefix("error: ").unwrap_or(message);
    let message = match message.split_once(": ") {
        Some((place, rest)) if place.starts_with("line ") || place.starts_with("at line ") => rest,
        _ => message,
    };
    let message = message.split(" at line ").next().unwrap_or(message);
    match message.split_once(", expected one of ").or_else(|| message.split_once(", expected `")) {
        Some((what, "")) if what.starts_with("unknown ") => format!("{what}: there are none here"),
        Some((what, known)) if what.starts_with("unknown ") => format!("{what}, expected one of {known}"),
        _ => message.to_owned(),
    }
}

/// The name in "unknown field `x`, expected one of `a`, `b`", and those that were expected.
fn unknown_name(message: &str) -> Option<(String, Vec<String>)> {
    let (what, known) = message.split_once(", expected one of ")?;
    let name = what.strip_prefix("unknown ")?.split('`').nth(1)?.to_owned();
    let known = known.split(',').map(|k| k.trim().trim_matches('`').to_owned()).collect();
    Some((name, known))
}
