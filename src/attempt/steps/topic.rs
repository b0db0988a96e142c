//! `topic`: creates a topic, and waits until its partitions have leaders.

use super::{cluster, refused};
use crate::attempt::kafka::{self, NotDone};
use crate::attempt::run::Trouble;
use crate::attempt::scenario::{Halted, Scenario};
use crate::course::lab::TopicStep;
use serde_json::{Value, json};

pub(super) async fn perform(step: &TopicStep, scenario: &mut Scenario<'_>) -> Result<Value, Halted> {
    let cluster = cluster(scenario)?;
    let (broker, making, wanted) = (cluster.direct(), cluster.making().await, step.clone());
    // Aside, since an attempt that is stopped must not leave between the request and the note of what it made.
    let created = tokio::spawn(async move {
        let TopicStep { name, partitions, replicas, configs, .. } = wanted;
        let id = kafka::create_topic(&broker, &name, partitions, replicas, &configs).await?;
        making.made(&name, id).map_err(|error| NotDone::Broken(error.to_string()))?;
        Ok::<_, NotDone>(id)
    });
    let id = created.await.map_err(Trouble::ours)?.map_err(|error| match error {
        NotDone::Refused(why) => {
            refused(step.expect, format!("Kafka refused to create the topic {}", step.name), why)
        }
        NotDone::Broken(why) => Trouble::broker(why).into(),
    })?;
    if let Some(gateway) = scenario.gateway {
        // A group of the newer protocol may be told of the topic by its id before any metadata has passed.
        gateway.know_topic(id, &step.name);
    }
    Ok(json!({ "topic": step.name }))
}
