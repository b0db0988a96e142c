//! What Kafka held at the end of a stage, and what it was asked until then.

use super::wire::WireView;

/// The stage that ran last.
#[derive(Debug, Clone, Default)]
pub(crate) struct LogView {
    /// The stage's title; empty where nothing ran yet.
    pub(crate) stage: String,
    /// Its topics by name.
    pub(crate) topics: Vec<TopicView>,
    /// Groups, requests and calls.
    pub(crate) wire: WireView,
}

/// A topic and its records.
#[derive(Debug, Clone)]
pub(crate) struct TopicView {
    /// Its name.
    pub(crate) name: String,
    /// As `3 partitions, end offsets 2, 0, 1`.
    pub(crate) facts: String,
    /// Records by partition, then offset; the first ones.
    pub(crate) records: Vec<RecordRow>,
    /// Records that are not shown.
    pub(crate) more: usize,
}

/// A record in the table.
#[derive(Debug, Clone)]
pub(crate) struct RecordRow {
    /// The partition.
    pub(crate) partition: i32,
    /// The offset.
    pub(crate) offset: i64,
    /// The record's page, where its attempt is kept.
    pub(crate) href: Option<String>,
    /// The key; `None` where there is none.
    pub(crate) key: Option<String>,
    /// The value, cut.
    pub(crate) value: String,
}
