//! The sources about programs that answer, files and companions: shapes and cites.

use super::tests::check;
use super::*;
use crate::evidence::{
    Connector, ConnectorTask, FileLine, FileSeen, RegistryCall, Resource, ResourceFinding, Response, Subject,
};
use serde_json::json;

#[test]
fn the_lint_knows_the_fields_that_there_are() {
    check(
        Source::Responses.shape(),
        Response {
            n: 1,
            step: "ask".into(),
            program: "api".into(),
            run: None,
            method: "GET".into(),
            path: "/".into(),
            request: json!(null),
            status: None,
            headers: [].into(),
            body: json!(null),
            sent_at: 0,
            answered_at: None,
            error: None,
        },
    );
    check(
        Source::Files("*".into()).shape(),
        FileSeen { path: "a".into(), size: 0, sha256: String::new(), text: None, json: json!(null) },
    );
    check(
        Source::FileLines("*".into()).shape(),
        FileLine { path: "a".into(), n: 1, text: String::new(), json: json!(null) },
    );
    let finding =
        ResourceFinding { path: "spec".into(), code: "unknown-field".into(), reason: String::new() };
    check(Shape::Object(resource::FINDING_FIELDS), &finding);
    check(
        Source::Resources("k8s".into()).shape(),
        Resource {
            file: "k8s/kafka.yaml".into(),
            line: 1,
            api_version: None,
            kind: None,
            name: None,
            namespace: None,
            labels: [].into(),
            spec: json!(null),
            findings: vec![finding],
        },
    );
    check(
        Source::Subjects.shape(),
        Subject {
            subject: "t-value".into(),
            version: 1,
            id: 1,
            schema_type: "AVRO".into(),
            schema: json!(null),
            level: "NONE".into(),
            level_set: false,
        },
    );
    check(
        Source::RegistryCalls.shape(),
        RegistryCall {
            n: 1,
            at: 0,
            answered_at: None,
            method: "POST".into(),
            path: "/".into(),
            subject: None,
            body: json!(null),
            status: None,
            answer: json!(null),
            program: None,
            run: None,
        },
    );
    let task = ConnectorTask { id: 0, state: "FAILED".into(), worker: None, trace: None };
    check(Shape::Object(connector::TASK_FIELDS), &task);
    check(
        Source::Connectors.shape(),
        Connector {
            name: "files".into(),
            step: None,
            at: 0,
            kind: "source".into(),
            state: "RUNNING".into(),
            worker: None,
            config: json!({}),
            tasks: vec![task],
        },
    );
}

#[test]
fn an_answer_is_cited_by_its_entry_and_a_line_by_its_file() {
    let mut evidence = Evidence::default();
    evidence.answers.insert("claims.yaml".into(), vec![json!({ "right": true }), json!("other")]);
    let line = FileLine { path: "audit/1.jsonl".into(), n: 3, text: "{}".into(), json: json!({}) };
    evidence.file_lines.insert("audit/*".into(), vec![line]);
    let cites = |source: &Source| {
        source.items(&evidence).iter().map(|item| item.cite.to_string()).collect::<Vec<_>>()
    };
    let source: Source = serde_json::from_value(json!({ "answers": "claims.yaml" })).unwrap();
    assert_eq!(cites(&source), ["claims.yaml, entry 1", "claims.yaml, entry 2"]);
    assert_eq!(source.items(&evidence)[1].fields["it"], "other");
    let source: Source = serde_json::from_value(json!({ "file_lines": "audit/*" })).unwrap();
    assert_eq!(cites(&source), ["audit/1.jsonl:3"]);
    assert_eq!(source.counted("2"), "2 lines of audit/*");
}
