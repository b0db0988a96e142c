//! Holds: a call that waits at an exact place until somebody lets it go on.

use super::answers;
use super::call::Call;
use crate::evidence::cel::Condition;
use std::sync::Arc;
use tokio::sync::watch;

/// Where a call is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::attempt) enum Side {
    /// When its request has been read whole, before it counts.
    Request,
    /// When it counts, before it is answered.
    Answer,
}

/// What has become of a hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Its call has not come.
    Armed,
    /// Its call waits.
    Tripped,
    /// Its call may go on.
    Released,
    /// Its call is to be forgotten.
    Discarded,
}

/// A hold in force. Dropping it lets its call go on.
#[derive(Debug)]
#[must_use = "dropped, it holds nothing"]
pub(in crate::attempt) struct Held(Arc<watch::Sender<Phase>>);

impl Held {
    /// Waits until its call has come. It is an effect by then where it is held at the answer.
    pub(in crate::attempt) async fn tripped(&self) {
        // The sender is ours, so it is not gone.
        let _ = self.0.subscribe().wait_for(|phase| *phase != Phase::Armed).await;
    }

    /// Lets its call go on.
    pub(in crate::attempt) fn release(self) {
        drop(self);
    }

    /// Cuts its call off, as when the caller was killed: at the request it never counts, at the answer it is
    /// never answered. The connection is closed.
    pub(in crate::attempt) fn discard(self) {
        self.0.send_replace(Phase::Discarded);
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.send_if_modified(|phase| {
            let holds = matches!(*phase, Phase::Armed | Phase::Tripped);
            if holds {
                *phase = Phase::Released;
            }
            holds
        });
    }
}

/// Which calls a hold is about: those for which all that is given holds.
#[derive(Debug, Default)]
pub(in crate::attempt) struct Calls {
    /// The runs that make them; everybody's where there are none.
    pub(in crate::attempt) runs: Option<Vec<String>>,
    /// What holds of them.
    pub(in crate::attempt) only: Option<Condition>,
}

/// A hold as the service sees it.
#[derive(Debug)]
pub(super) struct Armed {
    side: Side,
    calls: Calls,
    /// Its call is the so manieth of them from here, from 1.
    nth: u64,
    phase: Arc<watch::Sender<Phase>>,
}

/// What a held call waits for.
#[derive(Debug)]
pub(super) struct Grip(watch::Receiver<Phase>);

pub(super) fn arm(nth: u64, side: Side, calls: Calls) -> (Held, Armed) {
    let phase = Arc::new(watch::Sender::new(Phase::Armed));
    (Held(Arc::clone(&phase)), Armed { side, calls, nth, phase })
}

impl Armed {
    /// Whether its call is still to come.
    pub(super) fn is_armed(&self) -> bool {
        *self.phase.borrow() == Phase::Armed
    }

    /// Whether a call of this run, which would be the `n`th of the service, is among those that it counts.
    pub(super) fn is_about(&self, call: &Call, n: i64, run: Option<&str>) -> bool {
        let Calls { runs, only } = &self.calls;
        let of_run = |runs: &Vec<String>| run.is_some_and(|run| runs.iter().any(|known| known == run));
        runs.as_ref().is_none_or(of_run) && only.as_ref().is_none_or(|only| answers::fits(only, call, n))
    }

    /// A call has come that would be the next to count. The grip, where this is the one.
    pub(super) fn at_request(&self) -> Option<Grip> {
        (self.side == Side::Request && self.nth == 1).then(|| self.trip()).flatten()
    }

    /// A call counts. The grip, where this is the one.
    pub(super) fn at_answer(&mut self) -> Option<Grip> {
        self.nth = self.nth.saturating_sub(1);
        (self.side == Side::Answer && self.nth == 0).then(|| self.trip()).flatten()
    }

    fn trip(&self) -> Option<Grip> {
        let held = self.phase.send_if_modified(|phase| {
            let armed = *phase == Phase::Armed;
            if armed {
                *phase = Phase::Tripped;
            }
            armed
        });
        held.then(|| Grip(self.phase.subscribe()))
    }
}

impl Grip {
    /// Waits until the call may go on; false where it may not.
    pub(super) async fn opened(mut self) -> bool {
        let decided = |phase: &Phase| matches!(phase, Phase::Released | Phase::Discarded);
        match self.0.wait_for(decided).await {
            Ok(phase) => *phase == Phase::Released,
            // Whoever held it is gone without a word; a hold that is dropped says that it released.
            Err(_) => true,
        }
    }
}
