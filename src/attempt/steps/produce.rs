//! `produce`: writes records, as another service would.

use super::{cluster, refused};
use crate::attempt::kafka::{self, Message};
use crate::attempt::run::Trouble;
use crate::attempt::scenario::{Halted, Scenario};
use crate::course::lab::{Expect, ProduceStep};
use crate::engine::Cluster;
use crate::evidence::cel::{Condition, Scope};
use crate::evidence::{Cite, Evidence, Item};
use rdkafka::producer::FutureProducer;
use serde_json::{Map, Value, json};
use std::collections::VecDeque;

/// How long a write that is to be refused is tried, in milliseconds.
const REFUSED_WITHIN: &str = "5000";

pub(super) async fn perform(step: &ProduceStep, scenario: &mut Scenario<'_>) -> Result<Value, Halted> {
    let messages = messages(step, scenario)?;
    let cluster = cluster(scenario)?;
    let what = || format!("Kafka refused what was written to {}", step.topic);
    let mut client = cluster.client();
    if step.expect == Expect::Error {
        if !kafka::comes_when_asked(&cluster.direct(), &step.topic).await.map_err(Trouble::broker)? {
            let why = "there is no such topic, and asking for it makes none".to_owned();
            return Err(refused(step.expect, what(), why));
        }
        // A client tries again what may go better later, here no longer than a scenario can wait.
        client.set("message.timeout.ms", REFUSED_WITHIN);
    }
    let written = cluster.write(&step.topic, step.partition, &kafka::for_the_wire(&messages)).await;
    let written = match written {
        Some(written) => written,
        None => {
            let writer = kafka::writer(client).map_err(Trouble::broker)?;
            kafka::produce(&writer, &step.topic, step.partition, &messages).await
        }
    };
    written.map_err(|why| refused(step.expect, what(), why))?;
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
    let key = step.key.as_ref().map(|text| Condition::compile(text)).transpose();
    let key = key.map_err(|complaint| Trouble::ours(complaint.message))?;
    let scope = Scope::new(&Evidence::default());
    let message = |entry: &Value| {
        let key = key.as_ref().map(|key| key_of(key, &scope, entry)).transpose()?;
        Ok(Message { key, value: entry.to_string() })
    };
    entries.map(message).collect()
}

fn key_of(key: &Condition, scope: &Scope, entry: &Value) -> Result<String, Trouble> {
    let fields = match entry {
        Value::Object(fields) => fields.clone(),
        other => Map::from_iter([("it".to_owned(), other.clone())]),
    };
    let item = Item { fields, cite: Cite::Step { id: "produce".to_owned() } };
    match scope.value(key, Some(&item)) {
        Ok(Value::String(key)) => Ok(key),
        Ok(other) => Ok(other.to_string()),
        Err(error) => {
            Err(Trouble::ours(format!("`key: {}` gives no key for {entry}: {error}", key.source())))
        }
    }
}
