//! Finds a piece of evidence in a saved attempt, without Kafka.

mod around;
mod facts;
mod history;
mod moment;

pub use around::{Event, around};
pub use facts::{Fact, FactLine, facts, kept_by, parts};
pub use history::History;
pub(super) use moment::{Moment, moments};

use super::WorkbenchError;
use crate::evidence::{Cite, Commit, Effect, Evidence, FORMS, Group, Member, Place, Record, Request};
use crate::grade::{Bundle, BundleStage};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// A piece of evidence, as one stage has it.
#[derive(Debug, Clone)]
pub struct Sighting<'a> {
    /// The stage.
    pub stage: &'a BundleStage,
    /// What is known of the stage.
    pub evidence: &'a Evidence,
    /// What it is.
    pub cite: Cite,
    /// What there is.
    pub seen: Seen<'a>,
}

/// What can be looked at by itself. As JSON, only what is in it.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(untagged)]
pub enum Seen<'a> {
    /// A record in the log.
    Record(&'a Record),
    /// A request on the wire.
    Request(&'a Request),
    /// An offset that a group committed.
    Commit(&'a Commit),
    /// A group, as it stood at the end of the stage.
    Group(&'a Group),
    /// A member of a group, while what it had did not change.
    Member(&'a Member),
    /// A partition, step by step.
    Partition(History<'a>),
    /// A call to a service.
    Call(&'a Effect),
}

impl Seen<'_> {
    /// What it is called: `record`, `request`, `commit`, `group`, `member`, `partition`, `call`.
    pub fn noun(&self) -> &'static str {
        match self {
            Seen::Record(_) => "record",
            Seen::Request(_) => "request",
            Seen::Commit(_) => "commit",
            Seen::Group(_) => "group",
            Seen::Member(_) => "member",
            Seen::Partition(_) => "partition",
            Seen::Call(_) => "call",
        }
    }
}

/// Everything in `bundle` that `place` names, by stage; at least one.
///
/// # Errors
/// Where `place` cannot be read, or names what is not there: then with what is.
pub fn show<'a>(bundle: &'a Bundle, place: &str) -> Result<Vec<Sighting<'a>>, WorkbenchError> {
    let Some(named) = Place::parse(place) else {
        let (last, forms) = FORMS.split_last().unwrap_or((&"", &[]));
        return Err(WorkbenchError::Refused(format!(
            "`{place}` names nothing that can be shown: write {} or {last}, after STAGE/ where one stage is meant",
            forms.join(", ")
        )));
    };
    let ran: Vec<(&BundleStage, &Evidence)> =
        bundle.stages.iter().filter_map(|stage| Some((stage, stage.evidence.as_ref()?))).collect();
    let meant = |stage: &BundleStage| named.stage.as_ref().is_none_or(|id| *id == stage.id);
    if let Some(id) = &named.stage
        && !ran.iter().any(|(stage, _)| stage.id == *id)
    {
        let known = ran.iter().map(|(stage, _)| stage.id.clone()).collect();
        return Err(WorkbenchError::Missing { what: "stage that ran", name: id.clone(), known });
    }
    let found: Vec<Sighting<'a>> = ran
        .iter()
        .filter(|(stage, _)| meant(stage))
        .filter_map(|(stage, evidence)| {
            let seen = find(evidence, &named.cite)?;
            Some(Sighting { stage, evidence, cite: named.cite.clone(), seen })
        })
        .collect();
    if found.is_empty() {
        return Err(missing(place, &named, ran.into_iter().filter(|(stage, _)| meant(stage))));
    }
    Ok(found)
}

/// How a cite of a finding in `stage` is typed: with the stage where there are several, as each counts from 1.
/// A record needs none: its page shows it in every stage. `None` for what cannot be shown by itself.
pub fn place_of(bundle: &Bundle, stage: &str, cite: &Cite) -> Option<Place> {
    cite.place()?;
    let named = bundle.stages.len() > 1 && !matches!(cite, Cite::Record { .. });
    Some(Place { stage: named.then(|| stage.to_owned()), cite: cite.clone() })
}

/// The command that shows `place` of the bundle in `path`, for a shell: a group's id may hold anything.
pub fn show_command(path: &Path, place: &Place) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.:@/".contains(c);
    let typed = place.to_string();
    let typed = if typed.chars().all(plain) { typed } else { format!("'{}'", typed.replace('\'', "'\\''")) };
    format!("kafka-workbench show {} {typed}", path.display())
}

fn find<'a>(evidence: &'a Evidence, cite: &Cite) -> Option<Seen<'a>> {
    match cite {
        Cite::Record { topic, partition, offset } => {
            let mut records = evidence.records.get(topic)?.iter();
            records
                .find(|record| record.partition == *partition && record.offset == *offset)
                .map(Seen::Record)
        }
        Cite::Request { n } => evidence.requests.iter().find(|request| request.n == *n).map(Seen::Request),
        Cite::Commit { group, n } => {
            evidence.commits.get(group)?.iter().find(|commit| commit.n == *n).map(Seen::Commit)
        }
        Cite::Group { group } => evidence.groups.iter().find(|found| found.group == *group).map(Seen::Group),
        Cite::Member { group, n } => {
            evidence.members.get(group)?.iter().find(|member| member.n == *n).map(Seen::Member)
        }
        Cite::Partition { topic, partition, .. } => {
            History::of(evidence, topic, *partition).map(Seen::Partition)
        }
        Cite::Effect { service, n } => {
            evidence.effects.get(service)?.iter().find(|effect| effect.n == *n).map(Seen::Call)
        }
        _ => None,
    }
}

fn missing<'a>(
    typed: &str,
    place: &Place,
    stages: impl Iterator<Item = (&'a BundleStage, &'a Evidence)>,
) -> WorkbenchError {
    let (what, there): (_, fn(&Evidence) -> Vec<String>) = match &place.cite {
        Cite::Request { .. } => ("request", requests),
        Cite::Commit { .. } => ("commit", |evidence| counted("commit", &evidence.commits)),
        Cite::Group { .. } => {
            ("group", |evidence| evidence.groups.iter().map(|g| format!("group:{}", g.group)).collect())
        }
        Cite::Member { .. } => ("member", |evidence| counted("member", &evidence.members)),
        Cite::Partition { .. } => ("partition", partitions),
        Cite::Effect { .. } => ("call", |evidence| counted("call", &evidence.effects)),
        _ => ("record", records),
    };
    // Records are told as they are cited, without their stage.
    let prefix =
        |stage: &BundleStage| if what == "record" { String::new() } else { format!("{}/", stage.id) };
    let known = stages
        .flat_map(|(stage, evidence)| there(evidence).into_iter().map(move |place| prefix(stage) + &place))
        .collect();
    WorkbenchError::Missing { what, name: typed.to_owned(), known }
}

fn requests(evidence: &Evidence) -> Vec<String> {
    let ends = evidence.requests.first().zip(evidence.requests.last());
    ends.map(|(first, last)| format!("request:{} to {}", first.n, last.n)).into_iter().collect()
}

fn counted<T>(kind: &str, all: &BTreeMap<String, Vec<T>>) -> Vec<String> {
    let some = all.iter().filter(|(_, entries)| !entries.is_empty());
    some.map(|(name, entries)| format!("{kind}:{name}:1 to {}", entries.len())).collect()
}

fn partitions(evidence: &Evidence) -> Vec<String> {
    let topics = evidence.partitions.iter();
    topics
        .filter_map(|(topic, seen)| {
            let last = seen.iter().map(|seen| seen.partition).max()?;
            Some(format!("partition:{topic}-0 to {last}"))
        })
        .collect()
}

fn records(evidence: &Evidence) -> Vec<String> {
    let topics = evidence.topics.values();
    topics
        .flat_map(|topic| {
            let partitions = (0..).zip(&topic.ends).filter(|(_, end)| **end > 0);
            partitions.map(|(p, end)| format!("{}-{p}@0 to @{}", topic.name, end - 1))
        })
        .collect()
}

#[cfg(test)]
mod tests;
