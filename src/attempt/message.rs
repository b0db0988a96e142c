//! Bodies and headers of HTTP as evidence has them.

use axum::http::HeaderMap;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;

/// JSON, else text, else `0x…`; null where there is nothing.
pub(super) fn value(body: &[u8]) -> Value {
    if body.is_empty() {
        return Value::Null;
    }
    serde_json::from_slice(body).unwrap_or_else(|_| Value::String(text(body)))
}

/// Text, or `0x…` where it is not UTF-8.
fn text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().fold("0x".to_owned(), |mut hex, byte| {
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        }),
    }
}

/// By their names; of a name that comes several times the values stand in one, behind commas.
pub(super) fn headers(headers: &HeaderMap) -> BTreeMap<String, String> {
    let mut named: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in headers {
        let value = text(value.as_bytes());
        named.entry(name.to_string()).and_modify(|all| *all = format!("{all}, {value}")).or_insert(value);
    }
    named
}
