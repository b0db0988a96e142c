//! `topic`: creates a topic, and waits until its partitions have leaders.

use super::cluster;
use crate::attempt::kafka;
use crate::attempt::run::Trouble;
use crate::attempt::scenario::{Halted, Scenario};
use crate::course::lab::TopicStep;
use serde_json::{Value, json};

pub(super) async fn perform(step: &TopicStep, scenario: &mut Scenario<'_>) -> Result<Value, Halted> {
    let broker = cluster(scenario)?.direct();
    let created =
        kafka::create_topic(&broker, &step.name, step.partitions, step.replicas, &step.configs).await;
    let id = created.map_err(Trouble::broker)?;
    cluster(scenario)?.made(&step.name, id).map_err(Trouble::ours)?;
    if let Some(gateway) = scenario.gateway {
        // A group of the newer protocol may be told of the topic by its id before any metadata has passed.
        gateway.know_topic(id, &step.name);
    }
    Ok(json!({ "topic": step.name }))
}
