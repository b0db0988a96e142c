//! What is known of a scenario: what came of its services and faults, what passed the gateway, what is in the log.

use super::Scenario;
use crate::attempt::clock::micros;
use crate::attempt::database::Database;
use crate::attempt::run::Trouble;
use crate::attempt::{log, members};
use crate::engine::Cluster;
use crate::evidence::{self, Evidence, Request};
use crate::gateway::{Firing, Gateway, Seen, Struck};
use serde_json::json;
use tokio::time::Instant;

impl Scenario<'_> {
    /// Ends the services, once no program is left to call them. What came of a step goes with the step.
    pub(in crate::attempt) async fn end_services(&mut self) {
        self.services.close().await;
        for (id, did) in self.services.did() {
            if let Some(step) = self.known.steps.get_mut(&id) {
                step.result = json!(did);
            }
        }
    }

    /// How much programs have done that a check may ask for: calls, lines, and what they wrote and committed.
    pub(in crate::attempt) fn progress(&self) -> usize {
        let calls: usize = self.services.effects().values().map(Vec::len).sum();
        let lines: usize = self.output.lines().values().map(Vec::len).sum();
        let tells = |request: &&Request| matches!(&*request.api, "Produce" | "OffsetCommit" | "EndTxn");
        let seen = self.gateway.map(Gateway::seen).unwrap_or_default();
        let transactions = self.database.as_ref().map_or(0, |database| database.transactions().len());
        calls + lines + transactions + seen.requests.iter().filter(tells).count()
    }

    /// Whether a wait that is over goes on: on a starved machine a program needs longer, and as long as it does
    /// something it is not stuck. `before` is its progress when the wait began; the stage's limit ends it.
    pub(in crate::attempt) fn goes_on(&self, before: usize) -> bool {
        self.progress() > before && Instant::now() < self.over
    }

    /// What faults did goes with the step that put them in force.
    pub(in crate::attempt) fn fired(&mut self, firings: &[Firing]) {
        for firing in firings {
            if let Some(step) = self.known.steps.get_mut(&firing.fault) {
                // A fault has nothing else to say; a step that holds has.
                if step.result.is_null() {
                    step.result = json!({});
                }
                let fired = &mut step.result["fired"];
                if fired.is_null() {
                    *fired = json!([]);
                }
                let at = micros(firing.at);
                let told = match &firing.to {
                    Struck::Request { api, n } => {
                        json!({ "api": format!("{api:?}"), "request": n, "at": at })
                    }
                    Struck::Connection { n, broker, program } => {
                        json!({ "connection": n, "broker": broker, "program": program, "at": at })
                    }
                };
                if let Some(fired) = fired.as_array_mut() {
                    fired.push(told);
                }
            }
        }
    }

    /// How consumer groups stand once nothing that the programs sent is under way any more.
    pub(in crate::attempt) async fn groups(&self, cluster: &Cluster) -> Result<Vec<log::Standing>, Trouble> {
        if let Some(gateway) = self.gateway {
            members::closed(gateway, None).await;
        }
        log::standing(&cluster.direct(), &cluster.view()).await.map_err(Trouble::broker)
    }

    /// What passed the gateway is known.
    pub(in crate::attempt) fn wire(&mut self, seen: Seen) {
        self.known.commits = evidence::commits(&seen.requests);
        self.known.members = evidence::members(
            &seen.requests,
            self.running.iter().map(|started| &started.run),
            &self.known.steps,
        );
        self.known.requests = seen.requests;
        self.known.unseen = seen.unseen;
    }

    /// Reads topics and records up to where they end now, which is also where `groups` may have come to.
    pub(in crate::attempt) async fn read_log(
        &mut self,
        cluster: &Cluster,
        groups: Vec<log::Standing>,
    ) -> Result<(), Trouble> {
        if self.brokers().is_some() {
            log::replicated(&cluster.direct(), &cluster.view()).await.map_err(Trouble::broker)?;
        }
        // One broker tells of all.
        (self.known.topics, self.known.records) =
            log::read(&cluster.direct(), &cluster.view(), &cluster.away()).await.map_err(Trouble::broker)?;
        let ends = self.known.topics.values().map(|topic| (topic.name.clone(), topic.ends.clone())).collect();
        evidence::arrivals(&mut self.known.records, &self.known.requests);
        self.known.groups = members::groups(groups, &self.known.requests, &ends);
        Ok(())
    }

    /// What is known now.
    pub(in crate::attempt) fn evidence(&self) -> Evidence {
        let mut evidence = self.known.clone();
        evidence.lines = self.output.lines();
        evidence.effects = self.services.effects();
        evidence.database_transactions =
            self.database.as_ref().map(Database::transactions).unwrap_or_default();
        for started in &self.running {
            evidence.programs.entry(started.run.program.clone()).or_default().push(started.run.clone());
        }
        evidence
    }
}
