//! Which answers to Fetch brought a group's programs which records.
//!
//! A Fetch does not say for which group it reads. It is taken to read for the groups of which its run has said
//! anything: a run that is in two groups and reads one topic in both is not told apart.

use crate::evidence::{Micros, Outcome, Record, Request};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Records of a partition that a program was given.
#[derive(Debug)]
pub(super) struct Fetch {
    pub(super) at: Micros,
    pub(super) program: Option<String>,
    pub(super) run: Option<String>,
    /// The first offset that it asked for, and the one after the last that it got.
    range: std::ops::Range<i64>,
    /// Records of aborted transactions came, and the client left them out.
    read_committed: bool,
}

/// By partition, in the order in which they were passed on.
#[derive(Debug, Default)]
pub(super) struct Fetches(BTreeMap<i64, Vec<Fetch>>);

impl Fetches {
    /// The first that brought a record.
    pub(super) fn first(&self, record: &Record) -> Option<&Fetch> {
        let brought = |fetch: &&Fetch| {
            let hidden = fetch.read_committed && record.outcome == Outcome::Aborted;
            fetch.range.contains(&record.offset) && !hidden
        };
        self.0.get(&i64::from(record.partition))?.iter().find(brought)
    }
}

pub(super) fn fetches(requests: &[Request], topic: &str, group: &str) -> Fetches {
    let of_group = |request: &&Request| request.fields.get("group").and_then(Value::as_str) == Some(group);
    let runs: BTreeSet<&String> = requests.iter().filter(of_group).filter_map(|r| r.run.as_ref()).collect();
    let mut found = Fetches::default();
    // What a connection last asked for: in a session a partition is named only where that changed (KIP-227).
    let mut asked: HashMap<(i64, i64), i64> = HashMap::new();
    let fetches = requests.iter().filter(|request| request.api == "Fetch");
    for request in fetches.filter(|request| request.run.as_ref().is_some_and(|run| runs.contains(run))) {
        for partition in partitions(&request.fields, topic) {
            if let (Some(index), Some(offset)) = (number(partition, "partition"), number(partition, "offset"))
            {
                asked.insert((request.connection, index), offset);
            }
        }
        let Some(at) = request.answered_at else { continue };
        for partition in partitions(&request.answer, topic) {
            let (Some(index), Some(first), Some(next)) = (
                number(partition, "partition"),
                number(partition, "first_offset"),
                number(partition, "next_offset"),
            ) else {
                continue;
            };
            // A broker gives whole batches, which may begin before what was asked for.
            let from = asked.get(&(request.connection, index)).map_or(first, |asked| first.max(*asked));
            found.0.entry(index).or_default().push(Fetch {
                at,
                program: request.program.clone(),
                run: request.run.clone(),
                range: from..next,
                read_committed: request.fields.get("isolation").and_then(Value::as_str)
                    == Some("read_committed"),
            });
        }
    }
    found.0.values_mut().for_each(|fetches| fetches.sort_by_key(|fetch| fetch.at));
    found
}

fn partitions<'a>(of: &'a Value, topic: &'a str) -> impl Iterator<Item = &'a Value> {
    let all = of.get("partitions").and_then(Value::as_array).into_iter().flatten();
    all.filter(move |partition| partition.get("topic").and_then(Value::as_str) == Some(topic))
}

fn number(of: &Value, name: &str) -> Option<i64> {
    of.get(name)?.as_i64()
}
