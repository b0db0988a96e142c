//! What programs asked of Kafka and of services in a stage, and how groups stood at its end.

use super::brokers::BrokersView;

/// Below the topics of the Kafka panel.
#[derive(Debug, Clone, Default)]
pub(crate) struct WireView {
    /// The brokers, where there are several.
    pub(crate) brokers: BrokersView,
    /// The consumer groups.
    pub(crate) groups: Vec<GroupView>,
    /// What was asked of Kafka.
    pub(crate) requests: RequestsView,
    /// What was asked of services, those included that nobody called.
    pub(crate) services: Vec<ServiceView>,
}

/// A consumer group.
#[derive(Debug, Clone)]
pub(crate) struct GroupView {
    /// Its id.
    pub(crate) name: String,
    /// Its page.
    pub(crate) href: Option<String>,
    /// As `Empty, no member, classic protocol`.
    pub(crate) facts: String,
    /// A row a partition; the first ones.
    pub(crate) rows: Vec<ProgressRow>,
    /// Partitions that are not shown.
    pub(crate) more: usize,
}

/// How far a group has come in a partition.
#[derive(Debug, Clone)]
pub(crate) struct ProgressRow {
    /// As `task-created-2`.
    pub(crate) partition: String,
    /// The offset at which it goes on, or `none`.
    pub(crate) committed: String,
    /// The partition's end offset.
    pub(crate) end: i64,
    /// In words, as none, nothing and some are three things.
    pub(crate) lag: String,
}

/// Requests, those that tell something apart from those that any client makes.
#[derive(Debug, Clone, Default)]
pub(crate) struct RequestsView {
    /// How many tell something.
    pub(crate) telling: usize,
    /// The first of them.
    pub(crate) rows: Vec<RequestRow>,
    /// The others, as `53 more: 40 Fetch, 9 Metadata, 4 ApiVersions`; empty where there are none.
    pub(crate) quiet: String,
    /// The first of those.
    pub(crate) quiet_rows: Vec<RequestRow>,
    /// How many there are.
    pub(crate) quiets: usize,
    /// What is known to be missing; empty where nothing is.
    pub(crate) unseen: String,
}

impl RequestsView {
    /// How many that tell something are not shown.
    pub(crate) fn more(&self) -> usize {
        self.telling.saturating_sub(self.rows.len())
    }

    /// The same of the others.
    pub(crate) fn more_quiet(&self) -> usize {
        self.quiets.saturating_sub(self.quiet_rows.len())
    }
}

/// A request.
#[derive(Debug, Clone)]
pub(crate) struct RequestRow {
    /// Its number in the stage.
    pub(crate) n: i64,
    /// Its page, where its attempt is kept.
    pub(crate) href: Option<String>,
    /// As `1.234 s`.
    pub(crate) at: String,
    /// Program and run.
    pub(crate) who: String,
    /// The API by Kafka's name.
    pub(crate) api: String,
    /// In a line.
    pub(crate) asked: String,
    /// The same.
    pub(crate) answered: String,
    /// Whether the answer was an error.
    pub(crate) refused: bool,
    /// The fault that touched it.
    pub(crate) fault: Option<String>,
}

/// A service and the calls to it.
#[derive(Debug, Clone)]
pub(crate) struct ServiceView {
    /// Its name in the lab.
    pub(crate) name: String,
    /// The first calls.
    pub(crate) rows: Vec<CallRow>,
    /// Calls that are not shown.
    pub(crate) more: usize,
}

/// A call.
#[derive(Debug, Clone)]
pub(crate) struct CallRow {
    /// Its number among those of the service.
    pub(crate) n: i64,
    /// Its page.
    pub(crate) href: Option<String>,
    /// As `1.234 s`.
    pub(crate) at: String,
    /// Program and run.
    pub(crate) who: String,
    /// Method and path.
    pub(crate) asked: String,
    /// The body, cut.
    pub(crate) body: String,
    /// The status, or that there was none.
    pub(crate) answered: String,
    /// The fault that touched it.
    pub(crate) fault: Option<String>,
}
