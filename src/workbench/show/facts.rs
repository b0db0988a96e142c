//! What is to be said of a request, a commit, a group or a call, the same for every door.

use super::{History, Seen, Sighting};
use crate::evidence::{Cite, Commit, Effect, Evidence, Group, Member, Micros, Record, Request, words};
use serde_json::Value;

/// A fact: its name, and a line or several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// In a word.
    pub name: &'static str,
    /// What there is to say; never empty.
    pub lines: Vec<FactLine>,
}

/// A line of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactLine {
    /// What it says.
    pub text: String,
    /// Where more of it is to be seen.
    pub cite: Option<Cite>,
}

/// Lines that lead elsewhere; a request may have stored records in many partitions.
const LED: usize = 12;

/// What matters first. Nothing for a record: each door shows it whole.
pub fn facts(sighting: &Sighting<'_>) -> Vec<Fact> {
    let found = match sighting.seen {
        Seen::Record(record) => of_record(record, sighting.evidence),
        Seen::Request(request) => of_request(request, sighting.evidence),
        Seen::Commit(commit) => of_commit(commit, sighting.evidence),
        Seen::Group(group) => of_group(group, sighting.evidence),
        Seen::Member(member) => of_member(member),
        Seen::Partition(history) => {
            vec![Fact { name: "by step", lines: history.lines().into_iter().map(line).collect() }]
        }
        Seen::Call(call) => of_call(call),
    };
    found.into_iter().filter(|fact| !fact.lines.is_empty()).collect()
}

/// Everything else that is known, under a title each: field and lines.
pub fn parts(sighting: &Sighting<'_>) -> Vec<(&'static str, words::Fields)> {
    let mut found = match sighting.seen {
        Seen::Request(request) => {
            vec![("fields", words::facts(&request.fields)), ("answer", words::facts(&request.answer))]
        }
        Seen::Call(call) => {
            let query = serde_json::to_value(&call.query).unwrap_or_default();
            let headers = serde_json::to_value(&call.headers).unwrap_or_default();
            vec![
                ("query", words::facts(&query)),
                ("headers", words::facts(&headers)),
                ("body", words::facts(&call.body)),
            ]
        }
        Seen::Record(_) | Seen::Commit(_) | Seen::Group(_) | Seen::Member(_) | Seen::Partition(_) => {
            Vec::new()
        }
    };
    found.retain(|(_, fields)| !fields.is_empty());
    found
}

/// Who has the record, as it was last known; `None` where the cluster has one broker.
pub fn kept_by(record: &Record, evidence: &Evidence) -> Option<String> {
    History::of(evidence, &record.topic, i64::from(record.partition))?.last()
}

fn of_record(record: &Record, evidence: &Evidence) -> Vec<Fact> {
    let kept = kept_by(record, evidence).map(|text| {
        let (topic, partition) = (record.topic.clone(), i64::from(record.partition));
        let cite = Cite::Partition { topic, partition, step: None };
        Fact { name: "kept by", lines: vec![FactLine { text, cite: Some(cite) }] }
    });
    let written = leading("written by", carriers(evidence, record));
    kept.into_iter().chain([written]).collect()
}

fn of_request(request: &Request, evidence: &Evidence) -> Vec<Fact> {
    let told = words::told(request);
    let asked = format!("{} {}", request.api, told.asked);
    let answered = match request.answered_at {
        Some(at) => format!("{} ({})", told.answered, words::seconds(at)),
        None => told.answered,
    };
    let client = [request.client_id.as_deref().map(|id| format!("client id {id}")), request.software.clone()];
    let mut client: Vec<String> = client.into_iter().flatten().collect();
    client.extend(request.pid.map(|pid| format!("process {pid}")));
    let wire = format!(
        "version {}, connection {}, broker {}, {}",
        request.version,
        request.connection,
        request.broker,
        if request.read == "whole" { "read whole" } else { "only its head was read" }
    );
    vec![
        fact("by", words::who(request.program.as_deref(), request.run.as_deref(), request.pid)),
        fact("at", moment(request.at)),
        fact("asked", asked.trim_end()),
        fact("answered", answered),
        fact("error", request.error.as_deref().unwrap_or("none")),
        fact("fault", request.fault.as_deref().unwrap_or("none touched it")),
        leading("stored", stored(request)),
        leading("counts as", commits_of(request, evidence)),
        fact("client", client.join(", ")),
        fact("wire", wire),
    ]
}

fn of_commit(commit: &Commit, evidence: &Evidence) -> Vec<Fact> {
    let place = format!("{}-{}", commit.topic, commit.partition);
    let record = |offset: i64| {
        let partition = i32::try_from(commit.partition).ok()?;
        let cite = Cite::Record { topic: commit.topic.clone(), partition, offset };
        super::find(evidence, &cite).map(|_| cite)
    };
    let next = match record(commit.offset) {
        Some(cite) => leading("goes on at", vec![cite]),
        None => fact("goes on at", format!("{place}@{}, where nothing is yet", commit.offset)),
    };
    let transaction = if commit.transactional { "part of one" } else { "none" };
    vec![
        fact("by", words::who(commit.program.as_deref(), commit.run.as_deref(), None)),
        fact("at", moment(commit.at)),
        fact("group", &commit.group),
        fact("says", format!("{place}: everything before offset {} is done", commit.offset)),
        leading("done last", record(commit.offset - 1).into_iter().collect()),
        next,
        fact("member", commit.member.as_deref().unwrap_or("none: committed without being in the group")),
        fact("transaction", transaction),
        leading("request", vec![Cite::Request { n: commit.request }]),
    ]
}

fn of_group(group: &Group, evidence: &Evidence) -> Vec<Fact> {
    let partitions: Vec<String> = group
        .partitions
        .iter()
        .map(|progress| {
            let committed = progress.committed.map_or_else(|| "none".to_owned(), |offset| offset.to_string());
            format!(
                "{}-{}: committed {committed}, end {}, lag {}",
                progress.topic,
                progress.partition,
                progress.end,
                words::lag(progress)
            )
        })
        .collect();
    let commits = evidence.commits.get(&group.group).map(Vec::as_slice).unwrap_or_default();
    let last = commits.len().saturating_sub(LED);
    let cites =
        commits[last..].iter().map(|commit| Cite::Commit { group: commit.group.clone(), n: commit.n });
    let members = evidence.members.get(&group.group).into_iter().flatten();
    let members = members.map(|member| Cite::Member { group: member.group.clone(), n: member.n });
    vec![
        fact("state", format!("{}, {}", group.state, words::members(group.members))),
        fact("protocol", &group.protocol),
        fact("divides by", group.assignor.as_deref().unwrap_or("nothing: no member")),
        Fact { name: "partitions", lines: partitions.into_iter().map(line).collect() },
        leading("members", members.take(LED).collect()),
        leading(if last > 0 { "last commits" } else { "commits" }, cites.collect()),
    ]
}

fn of_member(member: &Member) -> Vec<Fact> {
    let had = member.partitions.iter().map(|of| line(format!("{}-{}", of.topic, of.partition)));
    let had =
        if member.partitions.is_empty() { vec![line("no partition".to_owned())] } else { had.collect() };
    let over = match (member.to, member.ended.as_deref()) {
        (Some(to), Some(how)) => format!("{}: {}", moment(to), how.replace('_', " ")),
        (Some(to), None) => moment(to),
        (None, _) => "not by the end of the stage".to_owned(),
    };
    vec![
        fact("by", words::who(member.program.as_deref(), member.run.as_deref(), None)),
        fact("group", &member.group),
        fact("from", moment(member.from)),
        fact("over", over),
        Fact { name: "had", lines: had },
        fact("member", &member.member),
        fact("instance", member.instance.as_deref().unwrap_or("none: not a static member")),
        fact("protocol", format!("{}, generation {}", member.protocol, member.generation)),
    ]
}

fn of_call(call: &Effect) -> Vec<Fact> {
    let answered = match call.answered_at {
        Some(at) => format!("{} ({})", words::status(call), words::seconds(at)),
        None => words::status(call),
    };
    vec![
        fact("by", words::who(call.program.as_deref(), call.run.as_deref(), call.pid)),
        fact("at", moment(call.at)),
        fact("asked", format!("{} {}", call.method, call.path)),
        fact("answered", answered),
        fact("fault", call.fault.as_deref().unwrap_or("none touched it")),
    ]
}

/// The first records that a Produce stored, as its answer has them.
fn stored(request: &Request) -> Vec<Cite> {
    if request.api != "Produce" {
        return Vec::new();
    }
    let partitions = request.answer.get("partitions").and_then(Value::as_array).into_iter().flatten();
    let at = |of: &Value| {
        let offset = of.get("offset")?.as_i64().filter(|offset| *offset >= 0)?;
        let partition = i32::try_from(of.get("partition")?.as_i64()?).ok()?;
        Some(Cite::Record { topic: of.get("topic")?.as_str()?.to_owned(), partition, offset })
    };
    partitions.filter_map(at).take(LED).collect()
}

fn commits_of(request: &Request, evidence: &Evidence) -> Vec<Cite> {
    let commits = evidence.commits.values().flatten().filter(|commit| commit.request == request.n);
    commits.map(|commit| Cite::Commit { group: commit.group.clone(), n: commit.n }).take(LED).collect()
}

/// The requests whose answers say that they hold the record: several where the broker knew a repetition.
fn carriers(evidence: &Evidence, record: &Record) -> Vec<Cite> {
    let holds = |request: &&Request| {
        let list = |of: &Value| of.get("partitions").and_then(Value::as_array).cloned().unwrap_or_default();
        let here = |of: &&Value| {
            of.get("topic").and_then(Value::as_str) == Some(record.topic.as_str())
                && of.get("partition").and_then(Value::as_i64) == Some(i64::from(record.partition))
        };
        let number = |of: &Value, name: &str| of.get(name).and_then(Value::as_i64);
        let sent = list(&request.fields).iter().find(here).and_then(|of| number(of, "records"));
        let first = list(&request.answer).iter().find(here).and_then(|of| number(of, "offset"));
        sent.zip(first).is_some_and(|(sent, first)| {
            first >= 0 && (first..first.saturating_add(sent)).contains(&record.offset)
        })
    };
    let produced = evidence.requests.iter().filter(|request| request.api == "Produce");
    produced.filter(holds).map(|request| Cite::Request { n: request.n }).take(LED).collect()
}

fn moment(at: Micros) -> String {
    format!("{} into the attempt", words::seconds(at))
}

fn fact(name: &'static str, text: impl Into<String>) -> Fact {
    let text = text.into();
    Fact { name, lines: if text.is_empty() { Vec::new() } else { vec![line(text)] } }
}

fn leading(name: &'static str, cites: Vec<Cite>) -> Fact {
    let lines = cites.into_iter().map(|cite| FactLine { text: cite.to_string(), cite: Some(cite) });
    Fact { name, lines: lines.collect() }
}

fn line(text: String) -> FactLine {
    FactLine { text, cite: None }
}
