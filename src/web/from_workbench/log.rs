//! What Kafka held, as a table: a record's place, key and value.

use super::{place, wire};
use crate::evidence::{Cite, Evidence, Record, Topic};
use crate::grade::Bundle;
use crate::web::view::log::{LogView, RecordRow, TopicView};

/// Rows of a topic that are shown.
const ROWS: usize = 200;
/// Characters of a value that are shown; the record's page has more.
const CHARACTERS: usize = 160;

/// The log at the end of the stage that ran last. Only an attempt that is kept has pages for its
/// records.
pub(super) fn view(bundle: &Bundle, kept: bool) -> LogView {
    let last = bundle.stages.iter().rev().find_map(|stage| Some((stage, stage.evidence.as_ref()?)));
    let Some((stage, evidence)) = last else { return LogView::default() };
    let page = |cite: &Cite| kept.then(|| place::href(bundle, &stage.id, cite)).flatten();
    let topics = evidence.topics.values().map(|topic| table(topic, evidence, &page)).collect();
    LogView { stage: stage.title.clone(), topics, wire: wire::view(bundle, stage, evidence, kept) }
}

fn table(topic: &Topic, evidence: &Evidence, page: &dyn Fn(&Cite) -> Option<String>) -> TopicView {
    let records = evidence.records.get(&topic.name).map(Vec::as_slice).unwrap_or_default();
    let ends: Vec<String> = topic.ends.iter().map(i64::to_string).collect();
    let facts = match topic.partitions {
        1 => format!("1 partition, end offset {}", ends.join(", ")),
        count => format!("{count} partitions, end offsets {}", ends.join(", ")),
    };
    TopicView {
        name: topic.name.clone(),
        facts,
        records: records.iter().take(ROWS).map(|record| row(record, page)).collect(),
        more: records.len().saturating_sub(ROWS),
    }
}

fn row(record: &Record, page: &dyn Fn(&Cite) -> Option<String>) -> RecordRow {
    let text = match &record.value {
        serde_json::Value::String(text) if record.format != "json" => text.clone(),
        value => value.to_string(),
    };
    let value = match text.char_indices().nth(CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    };
    let cite =
        Cite::Record { topic: record.topic.clone(), partition: record.partition, offset: record.offset };
    RecordRow {
        partition: record.partition,
        offset: record.offset,
        href: page(&cite),
        key: record.key.clone(),
        value,
    }
}
