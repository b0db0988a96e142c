//! `produce`: writes records, as another service would.

use super::cluster;
use crate::attempt::kafka::{self, Message};
use crate::attempt::run::Trouble;
use crate::attempt::scenario::{Halted, Scenario};
use crate::course::lab::ProduceStep;
use crate::engine::Cluster;
use crate::evidence::cel::{Condition, Scope};
use crate::evidence::{Cite, Evidence, Item};
use rdkafka::producer::FutureProducer;
use serde_json::{Map, Value, json};
use std::collections::VecDeque;

pub(super) async fn perform(step: &ProduceStep, scenario: &mut Scenario<'_>) -> Result<Value, Halted> {
    let messages = messages(step, scenario)?;
    let cluster = cluster(scenario)?;
    let written = cluster.write(&step.topic, step.partition, &kafka::for_the_wire(&messages)).await;
    let written = match written {
        Some(written) => written,
        None => {
            let writer = kafka::writer(cluster.client()).map_err(Trouble::broker)?;
            kafka::produce(&writer, &step.topic, step.partition, &messages).await
        }
    };
    written.map_err(Trouble::broker)?;
    Ok(json!({ "count": messages.len() }))
}

/// A `produce` that plays beside the scenario: each round writes the entries that come next.
pub(in crate::attempt) struct Feed<'a> {
    cluster: &'a Cluster,
    /// Made with the first round; somebody's cluster has a writer of its own.
    writer: Option<FutureProducer>,
    topic: String,
    partition: Option<i32>,
    take: usize,
    left: VecDeque<Message>,
}

impl<'a> Feed<'a> {
    pub(super) fn new(step: &ProduceStep, scenario: &Scenario<'a>) -> Result<Feed<'a>, Trouble> {
        Ok(Feed {
            cluster: cluster(scenario)?,
            writer: None,
            topic: step.topic.clone(),
            partition: step.partition,
            take: step.take.unwrap_or(usize::MAX),
            left: messages(step, scenario)?.into(),
        })
    }

    /// Writes the next entries, and says how many there were.
    pub(in crate::attempt) async fn round(&mut self) -> Result<u64, Trouble> {
        let next: Vec<Message> = self.left.drain(..self.take.min(self.left.len())).collect();
        if next.is_empty() {
            return Ok(0);
        }
        let (topic, partition) = (&self.topic, self.partition);
        let written = self.cluster.write(topic, partition, &kafka::for_the_wire(&next)).await;
        match written {
            Some(written) => written.map_err(Trouble::broker)?,
            None => {
                let writer = match &mut self.writer {
                    Some(writer) => writer,
                    none => none.insert(kafka::writer(self.cluster.client()).map_err(Trouble::broker)?),
                };
                kafka::produce(writer, topic, partition, &next).await.map_err(Trouble::broker)?;
            }
        }
        Ok(u64::try_from(next.len()).unwrap_or(u64::MAX))
    }
}

/// The entries of a step's data set as records.
fn messages(step: &ProduceStep, scenario: &Scenario<'_>) -> Result<Vec<Message>, Trouble> {
    let entries = scenario.known.given.get(step.data.as_str()).into_iter().flatten();
    let message = |entry: &Value| {
        let key = step.key.as_ref().map(|key| key_of(key, entry)).transpose()?;
        Ok(Message { key, value: entry.to_string() })
    };
    entries.map(message).collect()
}

fn key_of(expression: &str, entry: &Value) -> Result<String, Trouble> {
    let ours = |why: String| Trouble::ours(format!("`key: {expression}` gives no key for {entry}: {why}"));
    let condition = Condition::compile(expression).map_err(|complaint| ours(complaint.message))?;
    let fields = match entry {
        Value::Object(fields) => fields.clone(),
        other => Map::from_iter([("it".to_owned(), other.clone())]),
    };
    let item = Item { fields, cite: Cite::Step { id: "produce".to_owned() } };
    match Scope::new(&Evidence::default()).value(&condition, Some(&item)) {
        Ok(Value::String(key)) => Ok(key),
        Ok(other) => Ok(other.to_string()),
        Err(error) => Err(ours(error.to_string())),
    }
}
