//! A condition over the evidence, asked while the scenario still runs.

use super::brokers::look;
use super::run::Trouble;
use super::scenario::Scenario;
use super::{database, log, members};
use crate::evidence::cel::{Condition, Scope};
use serde_json::Value;
use std::sync::Arc;

/// A condition, and what must be looked up to ask it.
pub(super) struct Question {
    condition: Condition,
    records: bool,
    topics: bool,
    brokers: bool,
    wire: bool,
    groups: bool,
    rows: bool,
    files: bool,
}

impl Question {
    /// What `text` asks.
    ///
    /// # Errors
    /// Where it is no condition, which the lint says before anything runs.
    pub(super) fn new(text: &str) -> Result<Question, Trouble> {
        let condition = Condition::compile(text).map_err(|complaint| Trouble::ours(complaint.message))?;
        let reads = |roots: &[&str]| roots.iter().any(|root| condition.reads(root));
        let (records, topics) = (reads(&["records"]), reads(&["topics"]));
        let (brokers, groups) = (reads(&["brokers", "partitions"]), reads(&["groups"]));
        let (rows, files) = (reads(&["rows"]), reads(&["answers", "files", "file_lines"]));
        let wire = reads(&["requests", "commits", "groups", "members", "unseen"]);
        Ok(Question { condition, records, topics, brokers, wire, groups, rows, files })
    }

    /// Asks it of what is known now, as [`Question::value`] does; what is neither true nor false is an error.
    pub(super) fn ask<'q>(
        &'q self,
        scenario: &mut Scenario<'_>,
    ) -> impl Future<Output = Result<bool, String>> + Send + use<'q> {
        let value = self.value(scenario);
        async move {
            match value.await? {
                Value::Bool(held) => Ok(held),
                other => Err(format!("`{}` gives {other}, not true or false", self.condition.source())),
            }
        }
    }

    /// What it comes to by what is known now; the log is read while the answer is awaited. The error says what of the
    /// evidence it could not do without.
    pub(super) fn value<'q>(
        &'q self,
        scenario: &mut Scenario<'_>,
    ) -> impl Future<Output = Result<Value, String>> + Send + use<'q> {
        if self.files {
            scenario.read_files();
        }
        if let Some(gateway) = scenario.gateway.filter(|_| self.wire) {
            scenario.wire(gateway.seen());
        }
        let mut evidence = scenario.evidence();
        let sight = scenario.cluster.map(|cluster| (cluster.direct(), cluster.view()));
        let away = scenario.cluster.map(|cluster| cluster.away()).unwrap_or_default();
        let brokers = scenario.brokers().filter(|_| self.brokers);
        let now = scenario.clock.now();
        let lab = Arc::clone(&scenario.order.lab);
        let database = scenario.database.as_ref().filter(|_| self.rows).map(|it| Arc::clone(&it.server));
        async move {
            if let Some(server) = database {
                evidence.rows = database::rows(&server, &lab).await.map_err(|error| error.to_string())?;
            }
            match sight.as_ref() {
                Some((direct, view)) if self.records => {
                    (evidence.topics, evidence.records) =
                        log::read(direct, view, &away).await.map_err(|error| error.to_string())?;
                }
                Some((direct, view)) if self.topics => {
                    evidence.topics =
                        log::topics(direct, view, &away).await.map_err(|error| error.to_string())?;
                }
                _ => {}
            }
            if let Some(brokers) = brokers {
                look(&mut evidence, &brokers, now, None).await.map_err(|error| error.to_string())?;
            }
            if let Some((direct, view)) = sight.as_ref().filter(|_| self.groups) {
                evidence.groups = members::now(direct, view, &evidence.requests)
                    .await
                    .map_err(|error| error.to_string())?;
            }
            // Of a run with much traffic, all the rest would take longer to lay out than the answer to find.
            evidence.keep(|root| self.condition.reads(root));
            Scope::new(&evidence).value(&self.condition, None).map_err(|error| error.to_string())
        }
    }
}
