//! What changed among brokers and partitions from step to step, as tables.

use crate::evidence::{Cite, Evidence, PartitionSeen, words};
use crate::web::view::brokers::{BrokersRow, BrokersView, PartitionRow};
use std::collections::BTreeMap;

/// Rows of a table that are shown.
const ROWS: usize = 200;

/// The brokers of a stage; `page` knows what has a page.
pub(super) fn view(evidence: &Evidence, page: impl Fn(Cite) -> Option<String>) -> BrokersView {
    let changes = changes(evidence);
    BrokersView {
        brokers: brokers(evidence),
        more: changes.len().saturating_sub(ROWS),
        partitions: changes.into_iter().take(ROWS).map(|seen| row(seen, &page)).collect(),
    }
}

fn brokers(evidence: &Evidence) -> Vec<BrokersRow> {
    let mut rows: Vec<BrokersRow> = Vec::new();
    for look in evidence.brokers.chunk_by(|a, b| a.at == b.at) {
        let told: Vec<String> =
            look.iter().map(|seen| format!("{} {}", seen.broker, words::state(seen.state))).collect();
        let told = told.join(", ");
        let Some(first) = look.first().filter(|_| rows.last().is_none_or(|row| row.told != told)) else {
            continue;
        };
        rows.push(BrokersRow { after: after(first.step.as_deref()), at: words::seconds(first.at), told });
    }
    rows
}

/// Each partition where it was first seen, and wherever it was otherwise than before; by time.
fn changes(evidence: &Evidence) -> Vec<&PartitionSeen> {
    let mut last: BTreeMap<(&str, i64), &PartitionSeen> = BTreeMap::new();
    let mut all: Vec<&PartitionSeen> = evidence.partitions.values().flatten().collect();
    all.sort_by_key(|seen| seen.at);
    all.retain(|seen| {
        let before = last.insert((&seen.topic, seen.partition), seen);
        before.is_none_or(|before| (before.leader, &before.isr) != (seen.leader, &seen.isr))
    });
    all
}

fn row(seen: &PartitionSeen, page: impl Fn(Cite) -> Option<String>) -> PartitionRow {
    let (topic, partition) = (seen.topic.clone(), seen.partition);
    PartitionRow {
        after: after(seen.step.as_deref()),
        at: words::seconds(seen.at),
        partition: format!("{topic}-{partition}"),
        href: page(Cite::Partition { topic, partition, step: None }),
        leader: seen.leader.map_or_else(|| "none".to_owned(), |leader| leader.to_string()),
        isr: words::ids(&seen.isr),
        replicas: words::ids(&seen.replicas),
    }
}

fn after(step: Option<&str>) -> String {
    step.map_or_else(|| "the end".to_owned(), |step| format!("step {step}"))
}
