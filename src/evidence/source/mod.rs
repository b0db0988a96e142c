//! The parts of the evidence that a check can draw from.

#[cfg(test)]
mod companion_tests;
mod names;
#[cfg(test)]
mod tests;

use super::shape::Shape;
use super::{
    Cite, Deliveries, Evidence, Item, broker, commit, connector, database, delivery, effect, file, finding,
    group, member, program, record, registry, request, resource, response, step, topic,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A part of the evidence: a list of items of one kind.
///
/// In lab.yaml: `of: { records: task-created }`, or `of: steps` where there is nothing to name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
    /// The brokers after each step.
    Brokers,
    /// The partitions of a topic after each step: who led them, and who was in sync.
    Partitions(String),
    /// What programs asked of Kafka, by arrival.
    Requests,
    /// What a consumer group committed.
    Commits(String),
    /// The consumer groups.
    Groups,
    /// Who had which partitions of a consumer group, by time.
    Members(String),
    /// What became of a topic's records in a consumer group, by partition, then offset.
    Deliveries(Deliveries),
    /// The steps of the scenario.
    Steps,
    /// The calls to a service.
    Effects(String),
    /// The rows of one of the lab's queries, as they were at the end.
    Rows(String),
    /// The transactions in the lab's database that have ended. Kafka has others: those are requests and records.
    DatabaseTransactions,
    /// What programs answered to requests of the scenario.
    Responses,
    /// What the learner answered in a file of YAML or JSON: of a list its entries, else the whole as one.
    Answers(String),
    /// Files in the working folder that fit a pattern, such as `audit/*.jsonl`, as they were at the end.
    Files(String),
    /// The lines of such files.
    FileLines(String),
    /// The resources in the manifests of a folder.
    Resources(String),
    /// The versions of the subjects in the schema registry, as they were at the end.
    Subjects,
    /// The calls to the schema registry.
    RegistryCalls,
    /// The connectors after each step.
    Connectors,
    /// What the rubric found in the learner's skill.
    Findings,
}

/// Everything that a condition over the whole evidence may name.
pub(in crate::evidence) const ROOTS: Shape = Shape::Object(&[
    ("given", Shape::Map(&Shape::List(&Shape::Any))),
    ("thresholds", Shape::Map(&Shape::Scalar)),
    ("topics", Shape::Map(&Shape::Object(topic::FIELDS))),
    ("brokers", Shape::List(&Shape::Object(broker::BROKER_FIELDS))),
    ("partitions", Shape::Map(&Shape::List(&Shape::Object(broker::PARTITION_FIELDS)))),
    ("records", Shape::Map(&Shape::List(&Shape::Object(record::FIELDS)))),
    ("programs", Shape::Map(&Shape::List(&Shape::Object(program::RUN_FIELDS)))),
    ("lines", Shape::Map(&Shape::List(&Shape::Object(program::LINE_FIELDS)))),
    ("requests", Shape::List(&Shape::Object(request::FIELDS))),
    ("commits", Shape::Map(&Shape::List(&Shape::Object(commit::FIELDS)))),
    ("groups", Shape::List(&Shape::Object(group::FIELDS))),
    ("members", Shape::Map(&Shape::List(&Shape::Object(member::FIELDS)))),
    ("unseen", Shape::Object(request::UNSEEN_FIELDS)),
    ("steps", Shape::Map(&Shape::Object(step::FIELDS))),
    ("effects", Shape::Map(&Shape::List(&Shape::Object(effect::FIELDS)))),
    ("rows", Shape::Map(&Shape::List(&Shape::Any))),
    ("database_transactions", Shape::List(&Shape::Object(database::FIELDS))),
    ("responses", Shape::List(&Shape::Object(response::FIELDS))),
    ("answers", Shape::Map(&Shape::List(&Shape::Any))),
    ("files", Shape::Map(&Shape::List(&Shape::Object(file::FILE_FIELDS)))),
    ("file_lines", Shape::Map(&Shape::List(&Shape::Object(file::LINE_FIELDS)))),
    ("resources", Shape::Map(&Shape::List(&Shape::Object(resource::FIELDS)))),
    ("subjects", Shape::List(&Shape::Object(registry::SUBJECT_FIELDS))),
    ("registry_calls", Shape::List(&Shape::Object(registry::CALL_FIELDS))),
    ("connectors", Shape::List(&Shape::Object(connector::FIELDS))),
    ("findings", Shape::List(&Shape::Object(finding::FIELDS))),
]);

impl Source {
    /// What an item of this source looks like to a condition.
    pub fn shape(&self) -> Shape {
        match self {
            Source::Records(_) => Shape::Object(record::FIELDS),
            // An entry may be any JSON; where it is an object its fields stand for themselves. A row's are columns.
            Source::Given(_) | Source::Rows(_) | Source::Answers(_) => Shape::Any,
            Source::Lines(_) | Source::Output(_) => Shape::Object(program::LINE_FIELDS),
            Source::Programs(_) => Shape::Object(program::RUN_FIELDS),
            Source::Topics => Shape::Object(topic::FIELDS),
            Source::Brokers => Shape::Object(broker::BROKER_FIELDS),
            Source::Partitions(_) => Shape::Object(broker::PARTITION_FIELDS),
            Source::Requests => Shape::Object(request::FIELDS),
            Source::Commits(_) => Shape::Object(commit::FIELDS),
            Source::Groups => Shape::Object(group::FIELDS),
            Source::Members(_) => Shape::Object(member::FIELDS),
            Source::Deliveries(_) => Shape::Object(delivery::FIELDS),
            Source::Steps => Shape::Object(step::FIELDS),
            Source::Effects(_) => Shape::Object(effect::FIELDS),
            Source::DatabaseTransactions => Shape::Object(database::FIELDS),
            Source::Responses => Shape::Object(response::FIELDS),
            Source::Files(_) => Shape::Object(file::FILE_FIELDS),
            Source::FileLines(_) => Shape::Object(file::LINE_FIELDS),
            Source::Resources(_) => Shape::Object(resource::FIELDS),
            Source::Subjects => Shape::Object(registry::SUBJECT_FIELDS),
            Source::RegistryCalls => Shape::Object(registry::CALL_FIELDS),
            Source::Connectors => Shape::Object(connector::FIELDS),
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
            Source::Brokers => {
                list(&evidence.brokers, |b| Cite::Broker { broker: b.broker, step: b.step.clone() })
            }
            Source::Partitions(topic) => list(evidence.partitions.get(topic).into_iter().flatten(), |p| {
                Cite::Partition { topic: p.topic.clone(), partition: p.partition, step: p.step.clone() }
            }),
            Source::Requests => list(&evidence.requests, |r| Cite::Request { n: r.n }),
            Source::Commits(group) => list(evidence.commits.get(group).into_iter().flatten(), |c| {
                Cite::Commit { group: c.group.clone(), n: c.n }
            }),
            Source::Groups => list(&evidence.groups, |g| Cite::Group { group: g.group.clone() }),
            Source::Members(group) => list(evidence.members.get(group).into_iter().flatten(), |m| {
                Cite::Member { group: m.group.clone(), n: m.n }
            }),
            Source::Deliveries(deliveries) => list(&deliveries.of(evidence), |d| Cite::Record {
                topic: d.topic.clone(),
                partition: d.partition,
                offset: d.offset,
            }),
            Source::Steps => list(evidence.steps.values(), |s| Cite::Step { id: s.id.clone() }),
            Source::Effects(name) => list(evidence.effects.get(name).into_iter().flatten(), |e| {
                Cite::Effect { service: e.service.clone(), n: e.n }
            }),
            Source::Rows(query) => (evidence.rows.get(query).into_iter().flatten().zip(1..))
                .map(|(row, n)| Item { fields: object(row), cite: Cite::Row { query: query.clone(), n } })
                .collect(),
            Source::DatabaseTransactions => {
                list(&evidence.database_transactions, |t| Cite::DatabaseTransaction { n: t.n })
            }
            Source::Responses => list(&evidence.responses, |r| Cite::Response { n: r.n }),
            Source::Answers(file) => (evidence.answers.get(file).into_iter().flatten().zip(1..))
                .map(|(answer, n)| Item {
                    fields: object(answer),
                    cite: Cite::Answer { file: file.clone(), n },
                })
                .collect(),
            Source::Files(pattern) => list(evidence.files.get(pattern).into_iter().flatten(), |f| {
                Cite::File { path: f.path.clone(), line: 0 }
            }),
            Source::FileLines(pattern) => list(evidence.file_lines.get(pattern).into_iter().flatten(), |l| {
                Cite::File { path: l.path.clone(), line: l.n }
            }),
            Source::Resources(folder) => list(evidence.resources.get(folder).into_iter().flatten(), |r| {
                Cite::File { path: r.file.clone(), line: r.line }
            }),
            Source::Subjects => {
                list(&evidence.subjects, |s| Cite::Subject { subject: s.subject.clone(), version: s.version })
            }
            Source::RegistryCalls => list(&evidence.registry_calls, |c| Cite::RegistryCall { n: c.n }),
            Source::Connectors => {
                list(&evidence.connectors, |c| Cite::Connector { name: c.name.clone(), step: c.step.clone() })
            }
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
            Source::Brokers => ("look", " at brokers".to_owned()),
            Source::Partitions(topic) => ("look", format!(" at partitions of {topic}")),
            Source::Requests => ("request", String::new()),
            Source::Commits(group) => ("commit", format!(" of {group}")),
            Source::Groups => ("group", String::new()),
            Source::Members(group) => ("membership", format!(" of {group}")),
            Source::Deliveries(of) => ("record", format!(" in {} for {}", of.topic, of.by)),
            Source::Steps => ("step", String::new()),
            Source::Effects(service) => ("call", format!(" to {service}")),
            Source::Rows(query) => ("row", format!(" of {query}")),
            Source::DatabaseTransactions => ("database transaction", String::new()),
            Source::Responses => ("response", String::new()),
            Source::Answers(file) => ("answer", format!(" in {file}")),
            Source::Files(pattern) => ("file", format!(" {pattern}")),
            Source::FileLines(pattern) => ("line", format!(" of {pattern}")),
            Source::Resources(folder) => ("resource", format!(" in {folder}")),
            Source::Subjects => ("schema version", String::new()),
            Source::RegistryCalls => ("call", " to the schema registry".to_owned()),
            Source::Connectors => ("look", " at connectors".to_owned()),
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
