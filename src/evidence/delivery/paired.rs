//! Which calls to a service were made for which record.

use super::{Call, Work};
use crate::evidence::cel::{Condition, Scope};
use crate::evidence::{Cite, Effect, Evidence, Item, Record};
use serde::Serialize;
use serde_json::Value;
use std::collections::HashMap;

/// The calls of a service, by what they were made for.
pub(super) struct Pairs {
    scope: Scope,
    /// What a record is known by; `None` where the lint has something to say of it.
    record: Option<Condition>,
    calls: HashMap<String, Vec<Call>>,
}

impl Pairs {
    pub(super) fn new(work: &Work, evidence: &Evidence) -> Pairs {
        // Expressions are over one item, and see nothing beside it.
        let scope = Scope::new(&Evidence::default());
        let by = Condition::compile(&work.by).ok();
        let only = work.only.as_ref().map(|only| Condition::compile(only).ok());
        let mut calls: HashMap<String, Vec<Call>> = HashMap::new();
        for effect in evidence.effects.get(&work.service).into_iter().flatten() {
            let item = item(effect);
            let counts = match &only {
                None => true,
                Some(only) => only.as_ref().is_some_and(|only| scope.holds(only, Some(&item)) == Ok(true)),
            };
            if let Some(key) = by.as_ref().filter(|_| counts).and_then(|by| value(&scope, by, &item)) {
                calls.entry(key).or_default().push(call(effect));
            }
        }
        Pairs { scope, record: Condition::compile(&work.record).ok(), calls }
    }

    /// The calls for a record; none where it lacks what it would be known by.
    pub(super) fn of(&self, record: &Record) -> Vec<Call> {
        let key = self.record.as_ref().and_then(|of| value(&self.scope, of, &item(record)));
        key.and_then(|key| self.calls.get(&key)).cloned().unwrap_or_default()
    }
}

/// A value as it is compared. Null is no value: what has none is not paired with whatever else has none.
fn value(scope: &Scope, of: &Condition, item: &Item) -> Option<String> {
    scope.value(of, Some(item)).ok().filter(|value| !value.is_null()).map(|value| value.to_string())
}

fn item(of: &impl Serialize) -> Item {
    let fields = match serde_json::to_value(of) {
        Ok(Value::Object(fields)) => fields,
        _ => serde_json::Map::new(),
    };
    // Nobody is shown this one.
    Item { fields, cite: Cite::Step { id: String::new() } }
}

fn call(effect: &Effect) -> Call {
    Call {
        n: effect.n,
        at: effect.at,
        answered_at: effect.answered_at,
        status: effect.status,
        run: effect.run.clone(),
    }
}
