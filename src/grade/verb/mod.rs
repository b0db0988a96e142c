//! The verbs: pure functions from evidence to a ruling, one file each.

mod all;
mod before;
mod claims;
mod constant;
mod count;
mod disjoint;
mod each;
mod fact;
mod keyed;
mod ordered;
mod path;
mod same;
mod unique;
mod within;

#[cfg(test)]
mod sample;

use crate::course::lab::Verb;
use crate::evidence::cel::{Condition, EvalError, Scope};
use crate::evidence::{Cite, Evidence, Item, Source};
use serde_json::Value;

/// What a verb says of the evidence.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Ruling {
    Held,
    Failed(Failure),
    NotReached { missing: String },
}

/// How a verb does not hold.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Failure {
    /// The way, one of [`Verb::failures`].
    pub(super) kind: &'static str,
    /// What the names in a message stand for.
    pub(super) facts: Vec<(&'static str, String)>,
    /// What should have been; `None` where the check's own sentence says it best.
    pub(super) expected: Option<String>,
    /// What was.
    pub(super) got: String,
    /// Where to see it.
    pub(super) cites: Vec<Cite>,
}

/// How many places a failure names.
const CITED: usize = 5;

/// Rules on one verb.
pub(super) fn rule(verb: &Verb, court: &Court<'_>) -> Ruling {
    match verb {
        Verb::Count(args) => count::rule(args, court),
        Verb::Each(args) => each::rule(args, court),
        Verb::Unique(args) => unique::rule(args, court),
        Verb::Same(args) => same::rule(args, court),
        Verb::Within(args) => within::rule(args, court),
        Verb::Ordered(args) => ordered::rule(args, court),
        Verb::Constant(args) => constant::rule(args, court),
        Verb::Disjoint(args) => disjoint::rule(args, court),
        Verb::Before(args) => before::rule(args, court),
        Verb::Claims(args) => claims::rule(args, court),
        Verb::Path(args) => path::rule(args, court),
        Verb::Fact(args) => fact::rule(args, court),
        Verb::All(verbs) => all::rule(verbs, court),
    }
}

/// The evidence, ready to be asked by verbs.
pub(super) struct Court<'a> {
    evidence: &'a Evidence,
    scope: Scope,
}

impl<'a> Court<'a> {
    pub(super) fn new(evidence: &'a Evidence) -> Court<'a> {
        Court { evidence, scope: Scope::new(evidence) }
    }

    /// The items of a source for which `only` holds. One that lacks what `only` asks for is not among them.
    fn items(&self, of: &Source, only: Option<&str>) -> Vec<Item> {
        let items = of.items(self.evidence);
        let Some(condition) = only.and_then(|text| Condition::compile(text).ok()) else { return items };
        items.into_iter().filter(|item| self.scope.holds(&condition, Some(item)) == Ok(true)).collect()
    }

    /// The value of an expression over an item; `None` where the item lacks what it asks for.
    fn value(&self, expression: &Condition, item: &Item) -> Option<Value> {
        self.scope.value(expression, Some(item)).ok()
    }

    fn ask(&self, expression: &Condition, item: Option<&Item>) -> Result<Value, EvalError> {
        self.scope.value(expression, item)
    }
}

/// An expression of a lab that was linted. One that cannot be compiled holds of nothing.
fn compiled(text: &str) -> Option<Condition> {
    Condition::compile(text).ok()
}

fn cites<'a>(items: impl IntoIterator<Item = &'a Item>) -> Vec<Cite> {
    items.into_iter().take(CITED).map(|item| item.cite.clone()).collect()
}

/// There is nothing to rule on: nothing at all, or nothing that the verb picks.
fn nothing(of: &Source, court: &Court<'_>) -> Ruling {
    let missing = match of.items(court.evidence).is_empty() {
        true => format!("there are no {}", of.noun()),
        false => format!("there are {}, and none that this is about", of.noun()),
    };
    Ruling::NotReached { missing }
}
