//! The rules about requests: which are bent, and how.

use super::decode::Asked;
use super::peers::Who;
use super::reply;
use crate::evidence::cel::{Condition, Scope};
use crate::evidence::{Cite, Evidence, Item};
use kafka_protocol::error::ResponseError;
use kafka_protocol::messages::ApiKey;
use serde_json::Value;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// Which requests, what happens to them, and how often.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Which requests.
    pub on: On,
    /// What happens.
    pub act: Act,
    /// How often; `None` until it is healed.
    pub times: Option<u64>,
}

/// Which requests a rule is about: those for which all that is given holds.
#[derive(Debug, Clone)]
pub struct On {
    /// Their API.
    pub api: ApiKey,
    /// The program that sends them.
    pub program: Option<String>,
    /// The runs that send them.
    pub runs: Option<Vec<String>>,
    /// A topic that they name.
    pub topic: Option<String>,
    /// The group that they name.
    pub group: Option<String>,
    /// A condition over what they hold, as in the evidence's `fields`.
    pub condition: Option<Arc<Condition>>,
    /// From which of them on, counted from when the rule began: 1 for all.
    pub nth: u64,
}

impl On {
    /// Every request of an API.
    pub fn every(api: ApiKey) -> On {
        On { api, program: None, runs: None, topic: None, group: None, condition: None, nth: 1 }
    }
}

/// What a rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Lets the answer through this much later. What follows on the connection waits with it.
    Delay(Duration),
    /// The request never reaches the broker, or its answer never the program; either way the connection ends, as
    /// a client would otherwise wait for a minute.
    Lose(Leg),
    /// The request goes on, and the connection ends before an answer.
    Cut,
    /// The request never reaches the broker, and is answered with this error in its turn. One that asks for no
    /// answer ends the connection, as it does at a broker. One that cannot be answered so passes.
    Answer(ResponseError),
    /// It waits until the rule is healed. If the program leaves meanwhile, it is dropped, as it is by
    /// [`super::Gateway::drop_held`].
    Hold(Leg),
}

/// One of the two ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leg {
    /// From the program to the broker.
    Request,
    /// From the broker to the program.
    Answer,
}

/// What a rule wants of a request.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) fault: String,
    pub(super) api: ApiKey,
    pub(super) act: Act,
    pub(super) gate: Gate,
}

/// Where held traffic waits.
#[derive(Debug, Clone)]
pub(super) struct Gate(watch::Sender<Waiting>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Waiting {
    /// Nothing was caught.
    NotYet,
    /// Something was caught, and waits.
    Caught,
    /// It may go on.
    Released,
    /// It is dropped.
    Dropped,
}

/// The rules in force.
#[derive(Debug, Default)]
pub(super) struct Rules {
    /// Whether there are any: the path asks this for every frame.
    some: AtomicBool,
    rules: Mutex<Vec<InForce>>,
}

#[derive(Debug)]
struct InForce {
    id: String,
    rule: Rule,
    gate: Gate,
    /// How many requests it was about.
    matched: u64,
    /// How often it was applied.
    applied: u64,
}

impl Rules {
    pub(super) fn put(&self, id: &str, wanted: Vec<Rule>) {
        self.remove(id, Waiting::Released);
        let gate = Gate::new();
        let in_force = |rule| InForce { id: id.to_owned(), rule, gate: gate.clone(), matched: 0, applied: 0 };
        let mut rules = self.rules();
        rules.extend(wanted.into_iter().map(in_force));
        self.some.store(!rules.is_empty(), Ordering::Release);
    }

    /// Ends the rules of this id; what they hold becomes as `waiting` says.
    pub(super) fn remove(&self, id: &str, waiting: Waiting) {
        let mut rules = self.rules();
        for rule in rules.extract_if(.., |known| known.id == id) {
            rule.gate.open(waiting);
        }
        self.some.store(!rules.is_empty(), Ordering::Release);
    }

    pub(super) fn clear(&self) {
        for rule in self.rules().drain(..) {
            rule.gate.open(Waiting::Dropped);
        }
        self.some.store(false, Ordering::Release);
    }

    /// Where what the rule of this id holds waits.
    pub(super) fn gate(&self, id: &str) -> Option<Gate> {
        self.rules().iter().find(|known| known.id == id).map(|known| known.gate.clone())
    }

    /// Whether a rule may be about requests of this API.
    pub(super) fn concern(&self, api: i16) -> bool {
        self.some.load(Ordering::Acquire) && self.rules().iter().any(|known| known.may_be_about(api))
    }

    /// Whether what a rule says depends on which program sends a request of this API.
    pub(super) fn ask_who(&self, api: i16) -> bool {
        self.rules().iter().any(|known| known.may_be_about(api) && known.rule.on.names_somebody())
    }

    /// What the first rule that is about this request wants.
    pub(super) fn judge(&self, asked: &Asked, who: Option<&Who>) -> Option<Plan> {
        for known in self.rules().iter_mut() {
            if !known.may_be_about(asked.api) || !known.can(asked) || !known.rule.on.fits(asked, who) {
                continue;
            }
            known.matched += 1;
            if known.matched < known.rule.on.nth {
                continue;
            }
            known.applied += 1;
            let (fault, api, act) = (known.id.clone(), known.rule.on.api, known.rule.act);
            return Some(Plan { fault, api, act, gate: known.gate.clone() });
        }
        None
    }

    fn rules(&self) -> MutexGuard<'_, Vec<InForce>> {
        // Nothing between lock and unlock can leave the rules half changed.
        self.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl InForce {
    /// Whether what it does can be done to this request.
    fn can(&self, asked: &Asked) -> bool {
        match self.rule.act {
            Act::Answer(error) => reply::can(asked, error),
            _ => true,
        }
    }

    fn may_be_about(&self, api: i16) -> bool {
        self.rule.on.api as i16 == api && self.rule.times.is_none_or(|times| self.applied < times)
    }
}

impl On {
    fn names_somebody(&self) -> bool {
        self.program.is_some() || self.runs.is_some()
    }

    fn fits(&self, asked: &Asked, who: Option<&Who>) -> bool {
        let topic = |wanted: &String| names_topic(&asked.fields, wanted);
        let group = |wanted: &String| asked.fields.get("group").and_then(Value::as_str) == Some(wanted);
        self.program.as_ref().is_none_or(|wanted| who.is_some_and(|who| who.program == *wanted))
            && self.runs.as_ref().is_none_or(|runs| who.is_some_and(|who| runs.contains(&who.run)))
            && self.topic.as_ref().is_none_or(topic)
            && self.group.as_ref().is_none_or(group)
            && self.condition.as_deref().is_none_or(|condition| holds(condition, asked))
    }
}

/// Requests name topics in lists of partitions, or by themselves.
fn names_topic(fields: &serde_json::Map<String, Value>, wanted: &str) -> bool {
    let names = |entry: &Value| entry.as_str().or_else(|| entry.get("topic")?.as_str()) == Some(wanted);
    ["partitions", "topics"].iter().filter_map(|list| fields.get(*list)?.as_array()).flatten().any(names)
}

/// A request that lacks what a condition asks for is none that the rule is about.
fn holds(condition: &Condition, asked: &Asked) -> bool {
    let item = Item { fields: asked.fields.clone(), cite: Cite::Step { id: "fault".to_owned() } };
    Scope::new(&Evidence::default()).holds(condition, Some(&item)) == Ok(true)
}

impl Gate {
    pub(super) fn new() -> Gate {
        Gate(watch::Sender::new(Waiting::NotYet))
    }

    /// How things stand here.
    pub(super) fn state(&self) -> Waiting {
        *self.0.borrow()
    }

    /// Waits here until the rule has ended; false where what waits is to be dropped.
    pub(super) async fn wait(&self) -> bool {
        self.0.send_if_modified(|state| {
            let caught = *state == Waiting::NotYet;
            if caught {
                *state = Waiting::Caught;
            }
            caught
        });
        // The sender is ours, so that this ends only with the state.
        let _ = self.0.subscribe().wait_for(|state| *state >= Waiting::Released).await;
        *self.0.borrow() == Waiting::Released
    }

    /// Waits until something waits here.
    pub(super) async fn caught(&self) {
        let _ = self.0.subscribe().wait_for(|state| *state >= Waiting::Caught).await;
    }

    /// What waits here, or will, becomes as this says.
    pub(super) fn open(&self, waiting: Waiting) {
        self.0.send_replace(waiting);
    }
}
