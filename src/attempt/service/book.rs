//! What a service has accepted, and the one place where that is decided.

use super::answers::{self, Chosen, Rule};
use super::call::Call;
use super::hold::{self, Armed, Calls, Grip, Held, Side};
use crate::attempt::clock::Clock;
use crate::evidence::Effect;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Calls that are kept, and the bytes that they take: a program that calls in a loop must not fill memory.
const MOST: Room = Room { calls: 10_000, bytes: 16 << 20 };

struct Room {
    calls: usize,
    bytes: usize,
}

/// The calls to one service.
pub(super) struct Book {
    service: String,
    clock: Clock,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    effects: Vec<Effect>,
    /// What `effects` take.
    bytes: usize,
    /// Whether a call has come that there was no room for. Then none is taken any more.
    full: bool,
    holds: Vec<Armed>,
    /// What the service answers by itself.
    own: Vec<Rule>,
    /// The step that says how to answer, and what it says.
    script: Option<(String, Vec<Rule>)>,
    did: BTreeMap<String, Did>,
}

/// What came of a step that made a service answer otherwise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(in crate::attempt) struct Did {
    /// Calls that were answered as it said.
    pub(in crate::attempt) answered: u64,
    /// Connections that were closed.
    pub(in crate::attempt) refused: u64,
}

/// What is to become of a call.
pub(super) enum Turn {
    /// It waits, and then asks again.
    Held(Grip),
    /// It counts.
    Accepted(Accepted),
    /// There is no room for it: it is answered with this status, and not kept.
    Refused(u16),
}

/// A call that counts.
pub(super) struct Accepted {
    /// Its number, from 1.
    pub(super) n: i64,
    /// What holds it before its answer.
    pub(super) grips: Vec<Grip>,
    /// Its answer.
    pub(super) answer: Chosen,
}

/// Too many (RFC 6585, section 4).
const TOO_MANY: u16 = 429;
/// Too long (RFC 9110, section 15.5.14).
const TOO_LONG: u16 = 413;

impl Book {
    pub(super) fn new(service: &str, own: Vec<Rule>, clock: Clock) -> Book {
        Book { service: service.to_owned(), clock, state: Mutex::new(State { own, ..State::default() }) }
    }

    pub(super) fn hold(&self, nth: u64, side: Side, calls: Calls) -> Held {
        let (held, armed) = hold::arm(nth, side, calls);
        self.state().holds.push(armed);
        held
    }

    pub(super) fn script(&self, step: &str, rules: Vec<Rule>) {
        let mut state = self.state();
        state.did.entry(step.to_owned()).or_default();
        state.script = Some((step.to_owned(), rules));
    }

    /// Notes that a connection was closed because of a step.
    pub(super) fn refused(&self, step: &str) {
        self.state().did.entry(step.to_owned()).or_default().refused += 1;
    }

    /// Decides about a call that has been read whole. `caller` is program, run and process id.
    pub(super) fn arrive(&self, call: &Call, caller: Option<&(String, String, i64)>) -> Turn {
        let mut state = self.state();
        let State { effects, bytes, full, holds, own, script, did } = &mut *state;
        if *full || effects.len() == MOST.calls || *bytes + call.size > MOST.bytes {
            // The last that is kept says so to whoever reads the evidence.
            if !std::mem::replace(full, true) {
                effects.push(self.effect(effects.len(), call, caller, Some(TOO_MANY)));
            }
            return Turn::Refused(TOO_MANY);
        }
        holds.retain(Armed::is_armed);
        let run = caller.map(|(_, run, _)| run.as_str());
        let mut effect = self.effect(effects.len(), call, caller, None);
        let n = effect.n;
        if let Some(grip) =
            holds.iter().filter(|hold| hold.is_about(call, n, run)).find_map(Armed::at_request)
        {
            return Turn::Held(grip);
        }
        let status = if call.too_long { TOO_LONG } else { 200 };
        let usual = Chosen { status, body: None, after: Duration::ZERO };
        let scripted = script
            .as_mut()
            .filter(|_| !call.too_long)
            .and_then(|(step, rules)| Some((step, answers::choose(rules, call, effect.n)?)));
        if let Some((step, _)) = &scripted {
            effect.fault = Some((*step).clone());
            did.entry((*step).clone()).or_default().answered += 1;
        }
        let answer = scripted
            .map(|(_, answer)| answer)
            .or_else(|| (!call.too_long).then(|| answers::choose(own, call, n)).flatten())
            .unwrap_or(usual);
        *bytes += call.size;
        effects.push(effect);
        let grips = holds
            .iter_mut()
            .filter(|hold| hold.is_about(call, n, run))
            .filter_map(Armed::at_answer)
            .collect();
        Turn::Accepted(Accepted { n, grips, answer })
    }

    /// Notes that a call is answered now.
    pub(super) fn answered(&self, n: i64, status: u16) {
        let now = self.clock.now();
        let mut state = self.state();
        if let Some(effect) = usize::try_from(n - 1).ok().and_then(|place| state.effects.get_mut(place)) {
            effect.answered_at = Some(now);
            effect.status = Some(i64::from(status));
        }
    }

    pub(super) fn effects(&self) -> Vec<Effect> {
        self.state().effects.clone()
    }

    pub(super) fn did(&self) -> BTreeMap<String, Did> {
        self.state().did.clone()
    }

    /// The effect of a call before which there were so many. `refused` is the status that it is not kept with.
    fn effect(
        &self,
        before: usize,
        call: &Call,
        caller: Option<&(String, String, i64)>,
        refused: Option<u16>,
    ) -> Effect {
        let at = self.clock.now();
        Effect {
            service: self.service.clone(),
            n: i64::try_from(before).unwrap_or(i64::MAX).saturating_add(1),
            at,
            answered_at: refused.map(|_| at),
            method: call.method.clone(),
            path: call.path.clone(),
            query: call.query.clone(),
            headers: call.headers.clone(),
            body: if refused.is_some() { serde_json::Value::Null } else { call.body.clone() },
            status: refused.map(i64::from),
            program: caller.map(|(program, ..)| program.clone()),
            run: caller.map(|(_, run, _)| run.clone()),
            pid: caller.map(|(.., pid)| *pid),
            fault: None,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing between lock and unlock can leave the state half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
