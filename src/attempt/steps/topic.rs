//! `topic`: creates a topic, and waits until its partitions have leaders.

use super::direct;
use crate::attempt::kafka;
use crate::attempt::run::Trouble;
use crate::attempt::scenario::{Halted, Scenario};
use crate::course::lab::TopicStep;
use serde_json::{Value, json};

pub(super) async fn perform(step: &TopicStep, scenario: &mut Scenario<'_>) -> Result<Value, Halted> {
    let broker = direct(scenario)?;
    let created =
        kafka::create_topic(broker, &step.name, step.partitions, step.replicas, &step.configs).await;
    created.map_err(Trouble::broker)?;
    Ok(json!({ "topic": step.name }))
}
