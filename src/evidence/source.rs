//! The parts of the evidence that a check can draw from.

use super::shape::Shape;
use super::{Cite, Evidence, Item, commit, effect, finding, program, record, request, step, topic};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A part of the evidence: a list of items of one kind.
///
/// In lab.yaml: `of: { records: task-created }`, or `of: steps` where there is nothing to name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The records of a topic, by partition, then offset.
    Records(String),
    /// The entries of a data set that programs were given.
    Given(String),
    /// The JSON objects that a program printed on standard output.
    Lines(String),
    /// Everything that a program printed, on either stream.
    Output(String),
    /// The runs of a program.
    Programs(String),
    /// The topics of the cluster.
    Topics,
    /// What programs asked of Kafka, by arrival.
    Requests,
    /// What a consumer group committed.
    Commits(String),
    /// The steps of the scenario.
    Steps,
    /// The calls to a service.
    Effects(String),
    /// What the rubric found in the learner's skill.
    Findings,
}

/// Everything that a condition over the whole evidence may name.
pub(super) const ROOTS: Shape = Shape::Object(&[
    ("given", Shape::Map(&Shape::List(&Shape::Any))),
    ("topics", Shape::Map(&Shape::Object(topic::FIELDS))),
    ("records", Shape::Map(&Shape::List(&Shape::Object(record::FIELDS)))),
    ("programs", Shape::Map(&Shape::List(&Shape::Object(program::RUN_FIELDS)))),
    ("lines", Shape::Map(&Shape::List(&Shape::Object(program::LINE_FIELDS)))),
    ("requests", Shape::List(&Shape::Object(request::FIELDS))),
    ("commits", Shape::Map(&Shape::List(&Shape::Object(commit::FIELDS)))),
    ("unseen", Shape::Object(request::UNSEEN_FIELDS)),
    ("steps", Shape::Map(&Shape::Object(step::FIELDS))),
    ("effects", Shape::Map(&Shape::List(&Shape::Object(effect::FIELDS)))),
    ("findings", Shape::List(&Shape::Object(finding::FIELDS))),
]);

impl Source {
    /// What an item of this source looks like to a condition.
    pub fn shape(&self) -> Shape {
        match self {
            Source::Records(_) => Shape::Object(record::FIELDS),
            // An entry may be any JSON; where it is an object its fields stand for themselves.
            Source::Given(_) => Shape::Any,
            Source::Lines(_) | Source::Output(_) => Shape::Object(program::LINE_FIELDS),
            Source::Programs(_) => Shape::Object(program::RUN_FIELDS),
            Source::Topics => Shape::Object(topic::FIELDS),
            Source::Requests => Shape::Object(request::FIELDS),
            Source::Commits(_) => Shape::Object(commit::FIELDS),
            Source::Steps => Shape::Object(step::FIELDS),
            Source::Effects(_) => Shape::Object(effect::FIELDS),
            Source::Findings => Shape::Object(finding::FIELDS),
        }
    }

    /// The items, in the order of the source.
    pub fn items(&self, evidence: &Evidence) -> Vec<Item> {
        match self {
            Source::Records(name) => list(evidence.records.get(name).into_iter().flatten(), |r| {
                Cite::Record { topic: r.topic.clone(), partition: r.partition, offset: r.offset }
            }),
            Source::Given(name) => evidence
                .given
                .get(name)
                .into_iter()
                .flatten()
                .zip(1..)
                .map(|(entry, n)| Item { fields: object(entry), cite: Cite::Given { name: name.clone(), n } })
                .collect(),
            Source::Lines(name) => {
                list(evidence.lines.get(name).into_iter().flatten().filter(|l| !l.json.is_null()), line)
            }
            Source::Output(name) => list(evidence.lines.get(name).into_iter().flatten(), line),
            Source::Programs(name) => list(evidence.programs.get(name).into_iter().flatten(), |r| {
                Cite::Run { program: r.program.clone(), run: r.run.clone() }
            }),
            Source::Topics => list(evidence.topics.values(), |t| Cite::Topic { name: t.name.clone() }),
            Source::Requests => list(&evidence.requests, |r| Cite::Request { n: r.n }),
            Source::Commits(group) => list(evidence.commits.get(group).into_iter().flatten(), |c| {
                Cite::Commit { group: c.group.clone(), n: c.n }
            }),
            Source::Steps => list(evidence.steps.values(), |s| Cite::Step { id: s.id.clone() }),
            Source::Effects(name) => list(evidence.effects.get(name).into_iter().flatten(), |e| {
                Cite::Effect { service: e.service.clone(), n: e.n }
            }),
            Source::Findings => {
                list(&evidence.findings, |f| Cite::File { path: f.file.clone(), line: f.line })
            }
        }
    }

    /// What the items are called in a sentence, such as `records in task-created`.
    pub fn noun(&self) -> String {
        let (noun, of) = self.words();
        format!("{noun}s{of}")
    }

    /// So many of them, as a sentence says it: `1 record in task-created`, `at least 2 steps`.
    pub fn counted(&self, count: &str) -> String {
        let (noun, of) = self.words();
        let plural = if count.rsplit(' ').next() == Some("1") { "" } else { "s" };
        format!("{count} {noun}{plural}{of}")
    }

    fn words(&self) -> (&'static str, String) {
        match self {
            Source::Records(topic) => ("record", format!(" in {topic}")),
            Source::Given(name) => ("line", format!(" of {name}")),
            Source::Lines(program) => ("JSON line", format!(" of {program}")),
            Source::Output(program) => ("line", format!(" of {program}")),
            Source::Programs(program) => ("run", format!(" of {program}")),
            Source::Topics => ("topic", String::new()),
            Source::Requests => ("request", String::new()),
            Source::Commits(group) => ("commit", format!(" of {group}")),
            Source::Steps => ("step", String::new()),
            Source::Effects(service) => ("call", format!(" to {service}")),
            Source::Findings => ("finding", String::new()),
        }
    }
}

fn line(line: &super::Line) -> Cite {
    Cite::Line { program: line.program.clone(), n: line.n }
}

fn list<'a, T: Serialize + 'a>(
    entries: impl IntoIterator<Item = &'a T>,
    cite: impl Fn(&T) -> Cite,
) -> Vec<Item> {
    entries
        .into_iter()
        .map(|entry| Item {
            fields: object(&serde_json::to_value(entry).unwrap_or_default()),
            cite: cite(entry),
        })
        .collect()
}

/// An entry that is not an object is reached as `it`.
fn object(entry: &Value) -> Map<String, Value> {
    match entry {
        Value::Object(fields) => fields.clone(),
        other => Map::from_iter([("it".to_owned(), other.clone())]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{
        Commit, Effect, Line, Outcome, Record, Request, Run, SkillFinding, StepResult, Stream, Topic,
    };
    use serde_json::json;

    /// A lint that knows other fields than the data has would reject right labs, or pass wrong ones.
    #[track_caller]
    fn check(shape: Shape, entry: impl Serialize) {
        let Shape::Object(fields) = shape else { panic!("no object: {shape:?}") };
        let value = serde_json::to_value(entry).unwrap();
        let mut real: Vec<_> = value.as_object().unwrap().keys().map(String::as_str).collect();
        let mut known: Vec<_> = fields.iter().map(|(name, _)| *name).collect();
        real.sort_unstable();
        known.sort_unstable();
        assert_eq!(known, real);
    }

    fn a_line() -> Line {
        Line {
            program: "p".into(),
            run: "r".into(),
            n: 1,
            at: 0,
            stream: Stream::Stdout,
            text: String::new(),
            json: json!(null),
        }
    }

    fn a_request() -> Request {
        Request {
            n: 1,
            api: "Produce".into(),
            version: 10,
            connection: 1,
            broker: 1,
            client_id: None,
            software: None,
            program: None,
            run: None,
            pid: None,
            at: 0,
            answered_at: None,
            error: None,
            fault: None,
            read: "whole".into(),
            fields: json!({}),
            answer: json!(null),
        }
    }

    #[test]
    fn shapes_have_the_fields_of_the_data() {
        check(ROOTS, Evidence::default());
        check(Source::Lines("p".into()).shape(), a_line());
        check(
            Source::Records("t".into()).shape(),
            Record {
                topic: "t".into(),
                partition: 0,
                offset: 0,
                timestamp: 0,
                key: None,
                value: json!(null),
                format: "null".into(),
                size: 0,
                headers: [].into(),
                outcome: Outcome::Open,
                producer_id: -1,
                epoch: -1,
                sequence: -1,
            },
        );
        check(
            Source::Programs("p".into()).shape(),
            Run {
                program: "p".into(),
                run: "r".into(),
                pid: 1,
                started: 0,
                ended: None,
                exit: None,
                signal: None,
                ended_by_scenario: false,
                died: false,
            },
        );
        check(
            Source::Topics.shape(),
            Topic { name: "t".into(), partitions: 1, replicas: 1, configs: [].into(), ends: vec![] },
        );
        check(
            Source::Steps.shape(),
            StepResult {
                id: "s".into(),
                kind: "run".into(),
                from: 0,
                to: 1,
                result: json!(null),
                error: None,
            },
        );
        check(Source::Requests.shape(), a_request());
        check(
            Source::Effects("s".into()).shape(),
            Effect {
                service: "s".into(),
                n: 1,
                at: 0,
                answered_at: None,
                method: "POST".into(),
                path: "/".into(),
                query: [].into(),
                headers: [].into(),
                body: json!(null),
                status: None,
                program: None,
                run: None,
                pid: None,
                fault: None,
            },
        );
        check(
            Source::Commits("g".into()).shape(),
            Commit {
                group: "g".into(),
                n: 1,
                topic: "t".into(),
                partition: 0,
                offset: 1,
                at: 0,
                member: None,
                transactional: false,
                request: 1,
                program: None,
                run: None,
            },
        );
        check(
            Source::Findings.shape(),
            SkillFinding {
                rule: "A1".into(),
                code: "x/y".into(),
                level: "error".into(),
                file: "SKILL.md".into(),
                line: 1,
                reason: String::new(),
                fix: String::new(),
            },
        );
    }

    #[test]
    fn lines_leaves_out_what_is_not_json() {
        let mut evidence = Evidence::default();
        let spoken = Line { text: "{\"id\":1}".into(), json: json!({"id": 1}), n: 2, ..a_line() };
        evidence.lines.insert("p".into(), vec![a_line(), spoken]);
        let items = Source::Lines("p".into()).items(&evidence);
        assert_eq!(items.iter().map(|i| i.cite.to_string()).collect::<Vec<_>>(), ["p, line 2"]);
        assert_eq!(Source::Output("p".into()).items(&evidence).len(), 2);
    }

    #[test]
    fn a_request_is_cited_by_its_number() {
        let requests = vec![a_request(), Request { n: 12, ..a_request() }];
        let evidence = Evidence { requests, ..Evidence::default() };
        let items = Source::Requests.items(&evidence);
        assert_eq!(items.iter().map(|i| i.cite.to_string()).collect::<Vec<_>>(), ["request 1", "request 12"]);
        assert_eq!(Source::Requests.counted("2"), "2 requests");
        let source: Source = serde_json::from_value(json!("requests")).unwrap();
        assert_eq!(source, Source::Requests);
    }
}
