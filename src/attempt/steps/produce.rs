//! `produce`: writes records, as another service would.

use super::cluster;
use crate::attempt::kafka::{self, Message};
use crate::attempt::run::Trouble;
use crate::attempt::scenario::{Halted, Scenario};
use crate::course::lab::ProduceStep;
use crate::evidence::cel::{Condition, Scope};
use crate::evidence::{Cite, Evidence, Item};
use serde_json::{Map, Value, json};

pub(super) async fn perform(step: &ProduceStep, scenario: &mut Scenario<'_>) -> Result<Value, Halted> {
    let entries = scenario.known.given.get(step.data.as_str()).cloned().unwrap_or_default();
    let messages = entries
        .iter()
        .map(|entry| {
            Ok(Message {
                key: step.key.as_ref().map(|key| key_of(key, entry)).transpose()?,
                value: entry.to_string(),
            })
        })
        .collect::<Result<Vec<_>, Trouble>>()?;
    let cluster = cluster(scenario)?;
    let written = cluster.write(&step.topic, step.partition, &kafka::for_the_wire(&messages)).await;
    let written = match written {
        Some(written) => written,
        None => kafka::produce(cluster.client(), &step.topic, step.partition, &messages).await,
    };
    written.map_err(Trouble::broker)?;
    Ok(json!({ "count": messages.len() }))
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
