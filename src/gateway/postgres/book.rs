//! What all connections of a proxy share: the transactions that have ended, and what is held.

use super::session::Ended;
use crate::evidence::{DatabaseTransaction, Ending, Micros};
use crate::gateway::peers::Who;
use crate::gateway::rules::{Gate, Leg, Waiting};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// Evidence of a stage is for reading: a program that commits in a loop must not fill memory with it.
const KEPT: usize = 50_000;

/// Which COMMIT is held, and where. One that wrote no rows is none: that a program makes its tables is its own affair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitHold {
    /// What names it in the evidence: a step's id.
    pub id: String,
    /// The program; any where there is none.
    pub program: Option<String>,
    /// The runs; likewise.
    pub runs: Option<Vec<String>>,
    /// Which of its commits from now on: 1 for the next.
    pub nth: u64,
    /// At the request the server has not seen it, at the answer it is done.
    pub at: Leg,
}

impl CommitHold {
    fn is_about(&self, who: Option<&Who>) -> bool {
        self.program.as_ref().is_none_or(|wanted| who.is_some_and(|who| who.program == *wanted))
            && self.runs.as_ref().is_none_or(|runs| who.is_some_and(|who| runs.contains(&who.run)))
    }
}

/// A hold in force. Dropped, it lets go on what it holds.
#[derive(Debug)]
#[must_use = "dropped, it holds nothing"]
pub struct HeldCommit {
    gate: Gate,
    dropped: bool,
}

impl HeldCommit {
    /// Whether its commit has come, and waits.
    pub fn tripped(&self) -> bool {
        self.gate.state() >= Waiting::Caught
    }

    #[cfg(test)]
    pub(super) fn gate(&self) -> &Gate {
        &self.gate
    }

    /// Lets it go on.
    pub fn release(self) {
        drop(self);
    }

    /// Drops it, as when the program was killed: at the request it never gets to the server, at the answer the
    /// program is never told. Its connection ends.
    pub fn discard(mut self) {
        self.dropped = true;
        self.gate.open(Waiting::Dropped);
    }
}

impl Drop for HeldCommit {
    fn drop(&mut self) {
        if !self.dropped {
            self.gate.open(Waiting::Released);
        }
    }
}

#[derive(Debug)]
struct InForce {
    hold: CommitHold,
    seen: u64,
    gate: Gate,
}

#[derive(Debug)]
pub(super) struct Book {
    epoch: Instant,
    transactions: Mutex<Vec<DatabaseTransaction>>,
    holds: Mutex<Vec<InForce>>,
}

impl Book {
    pub(super) fn new(epoch: Instant) -> Book {
        Book { epoch, transactions: Mutex::default(), holds: Mutex::default() }
    }

    pub(super) fn hold(&self, hold: CommitHold) -> HeldCommit {
        let gate = Gate::new();
        let mut holds = held(&self.holds);
        // Those that are over do no more.
        holds.retain(|known| known.gate.state() < Waiting::Released);
        holds.push(InForce { hold, seen: 0, gate: gate.clone() });
        HeldCommit { gate, dropped: false }
    }

    /// Whether something is to be held on this way.
    pub(super) fn holds(&self, at: Leg) -> bool {
        held(&self.holds).iter().any(|known| known.hold.at == at && known.gate.state() == Waiting::NotYet)
    }

    /// A commit comes by on this way. What holds it: its id, and where it waits.
    pub(super) fn comes(&self, at: Leg, who: Option<&Who>) -> Option<(String, Gate)> {
        let mut found = None;
        for known in held(&self.holds).iter_mut().filter(|known| known.hold.at == at) {
            if known.gate.state() != Waiting::NotYet || !known.hold.is_about(who) {
                continue;
            }
            known.seen += 1;
            if known.seen == known.hold.nth && found.is_none() {
                found = Some((known.hold.id.clone(), known.gate.clone()));
            }
        }
        found
    }

    /// A transaction has ended. Its number, for [`Book::answered`].
    pub(super) fn ended(
        &self,
        ended: Ended,
        connection: i64,
        who: Option<&Who>,
        fault: Option<String>,
    ) -> Option<i64> {
        let at = self.now();
        let mut transactions = held(&self.transactions);
        if transactions.len() >= KEPT {
            return None;
        }
        let n = i64::try_from(transactions.len()).ok()? + 1;
        transactions.push(DatabaseTransaction {
            n,
            connection,
            at,
            answered_at: None,
            outcome: if ended.committed { Ending::Committed } else { Ending::RolledBack },
            wrote: ended.wrote,
            rows: ended.rows,
            implicit: ended.implicit,
            program: who.map(|who| who.program.clone()),
            run: who.map(|who| who.run.clone()),
            pid: who.map(|who| who.pid),
            fault,
        });
        Some(n)
    }

    /// The program was told of it.
    pub(super) fn answered(&self, n: i64) {
        let at = self.now();
        let place = usize::try_from(n - 1).unwrap_or(usize::MAX);
        if let Some(transaction) = held(&self.transactions).get_mut(place) {
            transaction.answered_at = Some(at);
        }
    }

    pub(super) fn transactions(&self) -> Vec<DatabaseTransaction> {
        held(&self.transactions).clone()
    }

    fn now(&self) -> Micros {
        Micros::try_from(self.epoch.elapsed().as_micros()).unwrap_or(Micros::MAX)
    }
}

/// Each change under these locks is one statement.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
