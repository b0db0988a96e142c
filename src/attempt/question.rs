//! A condition over the evidence, asked while the scenario still runs.

use super::brokers::look;
use super::run::Trouble;
use super::scenario::Scenario;
use super::{database, log, members};
use crate::evidence::cel::{Condition, Scope};
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
        let rows = reads(&["rows"]);
        let wire = reads(&["requests", "commits", "groups", "members", "unseen"]);
        Ok(Question { condition, records, topics, brokers, wire, groups, rows })
    }

    /// Asks it of what is known now; the log is read while the answer is awaited. The error says what of the
    /// evidence it could not do without.
    pub(super) fn ask<'q>(
        &'q self,
        scenario: &mut Scenario<'_>,
    ) -> impl Future<Output = Result<bool, String>> + Send + use<'q> {
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
            Scope::new(&evidence).holds(&self.condition, None).map_err(|error| error.to_string())
        }
    }
}
