//! Items by key, for the verbs that compare two sources.

use super::Court;
use super::compiled;
use crate::course::lab::Pick;
use crate::evidence::Item;
use crate::grade::told;
use serde_json::Value;
use std::collections::BTreeMap;

/// Items grouped by what identifies them, in the order in which the keys first come.
pub(super) struct Keyed {
    order: Vec<String>,
    items: BTreeMap<String, Vec<Item>>,
}

impl Keyed {
    /// The items of `pick`, grouped.
    pub(super) fn of(pick: &Pick, court: &Court<'_>) -> Keyed {
        let items = court.items(&pick.of, pick.only.as_ref().map(|only| only.as_str()));
        Keyed::by(&pick.by, items, court)
    }

    /// `items` grouped by the expression `by`. Those that lack what it asks for share the key `(none)`.
    pub(super) fn by(by: &str, items: Vec<Item>, court: &Court<'_>) -> Keyed {
        let mut keyed = Keyed { order: Vec::new(), items: BTreeMap::new() };
        let expression = compiled(by);
        for item in items {
            let value = expression.as_ref().and_then(|e| court.value(e, &item)).unwrap_or(Value::Null);
            let key = told::key(&value);
            if !keyed.items.contains_key(&key) {
                keyed.order.push(key.clone());
            }
            keyed.items.entry(key).or_default().push(item);
        }
        keyed
    }

    /// The keys, in the order in which they first came.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.order.iter().map(String::as_str)
    }

    /// The groups, in the order in which their keys first came.
    pub(super) fn groups(&self) -> impl Iterator<Item = (&str, &[Item])> {
        self.order.iter().map(|key| (key.as_str(), self.get(key)))
    }

    /// The items of a key; none where there is no such key.
    pub(super) fn get(&self, key: &str) -> &[Item] {
        self.items.get(key).map_or(&[], Vec::as_slice)
    }

    /// How many keys there are.
    pub(super) fn len(&self) -> usize {
        self.order.len()
    }
}
