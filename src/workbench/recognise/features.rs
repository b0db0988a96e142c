//! What an attempt's history is like: short texts, of which two attempts share the more the more alike they are.
//!
//! Nothing here knows a lab. Times, ids and exact counts stay out, since they differ from run to run; what a lab makes
//! of its seed, such as the values of records, is the same in every attempt and stays in.

use crate::evidence::{Deliveries, Evidence};
use crate::grade::Bundle;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Features, each beginning with its stage.
pub(super) type Features = BTreeSet<String>;

/// Of a field with more values than these, none is a feature.
const VALUES: usize = 128;
/// Longer texts are made of random letters, or are not worth a line.
const LONGEST: usize = 60;
/// A moment that comes before every other.
const NEVER: i64 = i64::MAX;

/// The features of all stages that ran.
pub(super) fn features(bundle: &Bundle) -> Features {
    let mut features = Features::new();
    let reached = |id: &str| bundle.verdict.stages.iter().any(|stage| stage.id == id && stage.reached);
    // What was played after a stage that did not hold is nothing that a learner's attempt has.
    for stage in bundle.stages.iter().filter(|stage| reached(&stage.id)) {
        if let Some(evidence) = &stage.evidence {
            let mut add = |feature: String| {
                features.insert(format!("{}: {feature}", stage.id));
            };
            processes(evidence, &mut add);
            requests(evidence, &mut add);
            sequence(evidence, &mut add);
            log(evidence, &mut add);
            groups(evidence, &mut add);
            order_by_record(evidence, &mut add);
            outside_kafka(evidence, &mut add);
        }
    }
    features
}

/// Whether the stage of a feature is one that features are seen of.
pub(super) fn stage_ran(feature: &str, seen: &Features) -> bool {
    let Some((stage, _)) = feature.split_once(": ") else { return false };
    let prefix = format!("{stage}: ");
    seen.range(prefix.clone()..).next().is_some_and(|other| other.starts_with(&prefix))
}

/// Those of the stages for which `keep` holds.
pub(super) fn of_stages(features: &Features, keep: impl Fn(&str) -> bool) -> Features {
    let stage = |feature: &&String| feature.split_once(": ").is_some_and(|(stage, _)| keep(stage));
    features.iter().filter(stage).cloned().collect()
}

/// None, one, two, and from then on by powers of two.
fn about(n: usize) -> String {
    match n {
        0 => "no".to_owned(),
        1 => "one".to_owned(),
        2 => "two".to_owned(),
        n => format!("{} or more", 1_usize << n.ilog2()),
    }
}

fn processes(evidence: &Evidence, add: &mut impl FnMut(String)) {
    for run in evidence.programs.values().flatten() {
        let how = match (run.exit, run.signal) {
            (Some(0), _) => "exits with 0".to_owned(),
            (Some(_), _) => "exits with another status than 0".to_owned(),
            (None, Some(signal)) => format!("is ended by signal {signal}"),
            (None, None) => "is still there at the end".to_owned(),
        };
        let by = if run.ended_by_scenario { "" } else { " by itself" };
        add(format!("{} {how}{by}", run.run));
    }
    for (program, lines) in &evidence.lines {
        let objects = lines.iter().filter_map(|line| line.json.as_object());
        values(objects, &format!("line of {program}"), add);
        add(format!("{} JSON lines of {program}", about(lines.iter().filter(|l| !l.json.is_null()).count())));
    }
}

fn requests(evidence: &Evidence, add: &mut impl FnMut(String)) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for request in &evidence.requests {
        *counts.entry(&request.api).or_default() += 1;
        if let Some(error) = &request.error {
            add(format!("{} is answered with {error}", request.api));
        }
        settings(&request.fields, &request.api, add);
    }
    for (api, count) in counts {
        add(format!("{} {api} requests", about(count)));
    }
}

/// What a request says of how it is to be served: of numbers the small ones and otherwise the sign, of texts nothing
/// but that there is one.
fn settings(value: &Value, path: &str, add: &mut impl FnMut(String)) {
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| settings(value, &format!("{path}.{name}"), add));
        }
        Value::Array(list) => list.iter().for_each(|value| settings(value, path, add)),
        Value::Null => add(format!("{path} is null")),
        Value::Bool(is) => add(format!("{path} is {is}")),
        Value::Number(n) => match n.as_i64() {
            Some(n @ -2..=2) => add(format!("{path} is {n}")),
            Some(n) if n < 0 => add(format!("{path} is negative")),
            _ => add(format!("{path} is a number")),
        },
        Value::String(_) => add(format!("{path} is a text")),
    }
}

/// What comes right after what, by the time at which each began.
fn sequence(evidence: &Evidence, add: &mut impl FnMut(String)) {
    const STEADY: [&str; 6] =
        ["Fetch", "Heartbeat", "ConsumerGroupHeartbeat", "Metadata", "ApiVersions", "ListOffsets"];
    let mut moments: Vec<(i64, &str, String)> = Vec::new();
    // What goes on all the time comes between any two things, and says nothing of their order.
    for request in evidence.requests.iter().filter(|request| !STEADY.contains(&request.api.as_str())) {
        let run = request.run.as_deref().unwrap_or_default();
        moments.push((request.at, run, request.api.clone()));
    }
    for effect in evidence.effects.values().flatten() {
        let status = effect.status.map_or_else(|| "without an answer".to_owned(), |s| s.to_string());
        moments.push((
            effect.at,
            effect.run.as_deref().unwrap_or_default(),
            format!("{} {status}", effect.service),
        ));
    }
    moments.sort();
    for (n, (_, run, this)) in moments.iter().enumerate() {
        if let Some((_, _, next)) = moments[n + 1..].iter().find(|(_, other, _)| other == run) {
            add(format!("{this}, then {next}"));
        }
    }
    for run in evidence.programs.values().flatten() {
        let ended = run.ended.unwrap_or(NEVER);
        let last = moments.iter().rfind(|(at, of, _)| *of == run.run && *at <= ended);
        add(format!("{} ends after {}", run.run, last.map_or("nothing", |(_, _, what)| what.as_str())));
    }
}

fn log(evidence: &Evidence, add: &mut impl FnMut(String)) {
    for (topic, records) in &evidence.records {
        add(format!("{} records in {topic}", about(records.len())));
        for record in records {
            add(format!("{topic} has values that are {}", record.format));
            let key = record.key.as_ref().map_or("no key", |_| "a key");
            add(format!("{topic} has records with {key}, {:?}", record.outcome));
            let batch = if record.producer_id < 0 { "without" } else { "with" };
            add(format!("{topic} has batches {batch} a producer id"));
            record.headers.keys().for_each(|name| add(format!("{topic} has the header {name}")));
        }
        values(records.iter().filter_map(|record| record.value.as_object()), topic, add);
        let mut partitions: BTreeMap<&str, BTreeSet<i32>> = BTreeMap::new();
        for record in records {
            partitions.entry(record.key.as_deref().unwrap_or_default()).or_default().insert(record.partition);
        }
        if partitions.iter().any(|(key, of)| !key.is_empty() && of.len() > 1) {
            add(format!("{topic} has a key in two partitions"));
        }
        let keys: BTreeSet<&str> = records.iter().filter_map(|record| record.key.as_deref()).collect();
        if keys.len() <= VALUES {
            let short = keys.into_iter().filter(|key| key.len() <= LONGEST);
            short.for_each(|key| add(format!("{topic} has the key {key}")));
        }
    }
    for (service, effects) in &evidence.effects {
        add(format!("{} calls of {service}", about(effects.len())));
    }
}

/// The names and values of fields of objects.
fn values<'a>(
    objects: impl Iterator<Item = &'a serde_json::Map<String, Value>>,
    of: &str,
    add: &mut impl FnMut(String),
) {
    let mut seen: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for object in objects {
        let mut names: Vec<&str> = object.keys().map(String::as_str).collect();
        names.sort_unstable();
        add(format!("{of} has objects of {}", names.join(", ")));
        for (name, value) in object {
            let values = seen.entry(name.as_str()).or_default();
            match value {
                Value::Object(_) | Value::Array(_) => {}
                // Two ways to write one thing begin alike more often than they end so.
                Value::String(text) => values.extend([value.to_string(), beginning(text)]),
                other => values.extend([other.to_string()]),
            }
        }
    }
    for (name, values) in seen {
        add(format!("{of} has the field {name}"));
        if values.len() <= VALUES {
            let short = values.into_iter().filter(|value| value.len() <= LONGEST);
            short.for_each(|value| add(format!("{of} has {name} {value}")));
        }
    }
}

fn beginning(text: &str) -> String {
    format!("that begins with {}", text.chars().take(16).collect::<String>())
}

fn groups(evidence: &Evidence, add: &mut impl FnMut(String)) {
    for group in &evidence.groups {
        add(format!(
            "{} has {} members at the end",
            group.group,
            about(group.members.try_into().unwrap_or(0))
        ));
        for partition in &group.partitions {
            let lag = match partition.lag {
                None => "nothing committed",
                Some(0) => "no lag",
                Some(n) if n < 0 => "a commit beyond the end",
                Some(_) => "lag",
            };
            add(format!("{} has a partition of {} with {lag}", group.group, partition.topic));
        }
    }
    for (group, commits) in &evidence.commits {
        add(format!("{} commits of {group}", about(commits.len())));
    }
}

/// What came first with a record: the call that was made for it, or the commit past it. A call is one for a record where
/// a field of its body has the record's key.
fn order_by_record(evidence: &Evidence, add: &mut impl FnMut(String)) {
    let mut called: BTreeMap<&str, i64> = BTreeMap::new();
    for effect in evidence.effects.values().flatten() {
        for said in effect.body.as_object().into_iter().flatten().filter_map(|(_, value)| value.as_str()) {
            let first = called.entry(said).or_insert(effect.at);
            *first = effect.at.min(*first);
        }
    }
    for (topic, by) in
        evidence.records.keys().flat_map(|topic| evidence.commits.keys().map(move |by| (topic, by)))
    {
        let deliveries = Deliveries { topic: topic.clone(), by: by.clone(), effect: None }.of(evidence);
        // Of a topic that the group does not read there is nothing to say.
        for delivery in deliveries.iter().filter(|d| d.fetched_at.is_some() || d.covered_at.is_some()) {
            let call = delivery.key.as_deref().and_then(|key| called.get(key));
            let order = match (call, delivery.covered_at) {
                (Some(call), Some(covered)) if covered < *call => "committed before a call is made for it",
                (Some(_), Some(_)) => "committed after a call was made for it",
                (Some(_), None) => "not committed, and a call was made for it",
                (None, Some(_)) => "committed without a call",
                (None, None) => "read, and neither committed nor the reason for a call",
            };
            add(format!("a record of {topic} is {order} by {by}"));
        }
    }
}

/// What a database and the rubric of the skill have to say.
fn outside_kafka(evidence: &Evidence, add: &mut impl FnMut(String)) {
    add(format!("{} database transactions", about(evidence.database_transactions.len())));
    for transaction in &evidence.database_transactions {
        let begun = if transaction.implicit { "without BEGIN" } else { "with BEGIN" };
        let rows = about(usize::try_from(transaction.rows).unwrap_or(0));
        add(format!("a database transaction {begun} of {rows} rows: {:?}", transaction.outcome));
    }
    for (query, rows) in &evidence.rows {
        add(format!("{} rows of {query}", about(rows.len())));
        values(rows.iter().filter_map(Value::as_object), &format!("row of {query}"), add);
    }
    for finding in &evidence.findings {
        add(format!("the rubric finds {} in {}", finding.code, finding.file));
    }
}
