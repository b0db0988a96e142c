//! `wait`: until a condition over the evidence holds.

use crate::attempt::run::Trouble;
use crate::attempt::scenario::{Halted, Scenario};
use crate::attempt::{log, members};
use crate::course::lab::WaitStep;
use crate::engine::eventually::eventually;
use crate::evidence::cel::{Condition, Scope};
use serde_json::{Value, json};
use tokio::time::Instant;

pub(super) async fn perform(step: &WaitStep, scenario: &mut Scenario<'_>) -> Result<Value, Halted> {
    let condition = Condition::compile(&step.until).map_err(|complaint| Trouble::ours(complaint.message))?;
    let needs_log = condition.reads("records") || condition.reads("topics");
    let needs_groups = condition.reads("groups");
    let needs_wire =
        ["requests", "commits", "groups", "members", "unseen"].iter().any(|root| condition.reads(root));
    let within = step.within.0.min(scenario.over.saturating_duration_since(Instant::now()));
    let direct = scenario.cluster.and_then(|cluster| cluster.brokers().first().map(|broker| broker.direct));
    let condition = &condition;
    let seen = eventually(&step.until, within, || {
        scenario.notice_ends();
        if let Some(gateway) = scenario.gateway.filter(|_| needs_wire) {
            scenario.wire(gateway.seen());
        }
        let mut evidence = scenario.evidence();
        let died = scenario.running.iter().any(|s| s.run.died);
        async move {
            if let Some(direct) = direct.filter(|_| needs_log) {
                (evidence.topics, evidence.records) =
                    log::read(direct).await.map_err(|error| error.to_string())?;
            }
            if let Some(direct) = direct.filter(|_| needs_groups) {
                evidence.groups =
                    members::now(direct, &evidence.requests).await.map_err(|error| error.to_string())?;
            }
            match Scope::new(&evidence).holds(condition, None) {
                Ok(true) => Ok(true),
                // What a dead program was to do will not come.
                _ if died => Ok(false),
                Ok(false) => Err("it did not hold".to_owned()),
                Err(error) => Err(error.to_string()),
            }
        }
    })
    .await;
    match seen {
        Ok(held) => Ok(json!({ "held": held })),
        Err(overdue) => Err(Halted::Program {
            error: format!("what was waited for did not come within {}", step.within),
            result: json!({ "expected": step.until.value, "got": overdue.last_seen }),
        }),
    }
}
