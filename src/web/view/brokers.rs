//! Which brokers were there in a stage, and who had its partitions; empty where there was one broker.

/// What changed from step to step.
#[derive(Debug, Clone, Default)]
pub(crate) struct BrokersView {
    /// Brokers, a row for each change.
    pub(crate) brokers: Vec<BrokersRow>,
    /// Partitions, a row for each change of one; the first ones.
    pub(crate) partitions: Vec<PartitionRow>,
    /// Changes of partitions that are not shown.
    pub(crate) more: usize,
}

/// The brokers after a step.
#[derive(Debug, Clone)]
pub(crate) struct BrokersRow {
    /// As `step crash`, or `the end`.
    pub(crate) after: String,
    /// As `1.234 s`.
    pub(crate) at: String,
    /// As `1 running, 2 killed, 3 running`.
    pub(crate) told: String,
}

/// A partition after a step.
#[derive(Debug, Clone)]
pub(crate) struct PartitionRow {
    /// As `step crash`, or `the end`.
    pub(crate) after: String,
    /// As `1.234 s`.
    pub(crate) at: String,
    /// As `task-created-2`.
    pub(crate) partition: String,
    /// Its page, where the attempt is kept.
    pub(crate) href: Option<String>,
    /// The id of the leader, or `none`.
    pub(crate) leader: String,
    /// Ids of in-sync replicas, or `none`.
    pub(crate) isr: String,
    /// Ids of all replicas.
    pub(crate) replicas: String,
}
