//! Documents against the schemas that are published for them.

use std::fs;

use serde_json::Value;

use super::repository;

/// Fails where `document` does not fit `docs/schema/NAME.schema.json`.
#[track_caller]
pub(crate) fn fits(name: &str, document: &str) {
    let schema = repository(&format!("docs/schema/{name}.schema.json"));
    let schema: Value = serde_json::from_str(&fs::read_to_string(schema).expect("a schema")).expect("JSON");
    let document: Value = serde_json::from_str(document).expect("one JSON document");
    let validator = jsonschema::validator_for(&schema).expect("a JSON Schema");
    let misfits: Vec<String> =
        validator.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(misfits.is_empty(), "{name}: {misfits:#?}");
}
