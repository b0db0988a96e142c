//! Where the transaction of one connection stands: what is done, and what was asked for and is not done yet.
//!
//! Pure. The server's words decide; what a program asked for only foretells what is to come, and is forgotten when
//! the server is ready for the next thing.

use super::said::{Said, Told};
use super::statement::{Kind, kinds};
use std::collections::{HashMap, VecDeque};

/// A program that names more statements than this at once has those forgotten that it named before.
const NAMES: usize = 4_096;
/// The same for what it asks for before anything is answered.
const ASKED: usize = 65_536;
/// Longer names are nobody's.
const LONGEST_NAME: usize = 1_024;

/// A transaction that has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ended {
    pub(super) committed: bool,
    pub(super) wrote: bool,
    pub(super) rows: i64,
    pub(super) implicit: bool,
}

/// A transaction under way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Open {
    /// A program began it, and ends it.
    begun: bool,
    wrote: bool,
    rows: i64,
}

/// What is answered together: the statements of one message, or those up to a Sync.
#[derive(Debug, Default)]
struct Round {
    kinds: VecDeque<Kind>,
    /// It is one message.
    is_query: bool,
    /// Nothing is added to it any more.
    closed: bool,
    /// The program waits for answers before its end.
    flushed: bool,
    failed: bool,
}

#[derive(Debug, Default)]
pub(super) struct Session {
    open: Open,
    /// How things will stand when all that was asked for is done.
    ahead: Open,
    rounds: VecDeque<Round>,
    /// How much was asked for since the server was ready and had nothing to do.
    asked: usize,
    statements: HashMap<Vec<u8>, Kind>,
    portals: HashMap<Vec<u8>, Kind>,
}

impl Session {
    /// A program says something. Whether that is what will commit rows that it wrote.
    pub(super) fn asks_to_commit(&mut self, said: &Said<'_>) -> bool {
        match said {
            Said::Query(text) => {
                let kinds = kinds(text);
                let mut commits = false;
                for kind in &kinds {
                    commits |= self.ahead.foretell(*kind);
                }
                self.asked += kinds.len();
                self.add(Round { kinds: kinds.into(), is_query: true, closed: true, ..Round::default() });
                self.ahead.comes_to_an_end() || commits
            }
            Said::Parse { name, text } => {
                // Of several there are none: the server refuses them.
                let kind = kinds(text).first().copied().unwrap_or(Kind::Other);
                remember(&mut self.statements, name, kind);
                false
            }
            Said::Bind { portal, statement } => {
                let kind = self.statements.get(*statement).copied().unwrap_or(Kind::Other);
                remember(&mut self.portals, portal, kind);
                false
            }
            Said::Execute { portal } => {
                let kind = self.portals.get(*portal).copied().unwrap_or(Kind::Other);
                self.asked += 1;
                self.last().kinds.push_back(kind);
                self.ahead.foretell(kind)
            }
            Said::Flush => {
                // Between two rounds there is nothing to be flushed.
                if let Some(round) = self.rounds.back_mut().filter(|round| !round.closed) {
                    round.flushed = true;
                }
                false
            }
            Said::Sync => {
                self.last().closed = true;
                self.ahead.comes_to_an_end()
            }
            Said::Call => {
                self.add(Round { is_query: true, closed: true, ..Round::default() });
                false
            }
        }
    }

    /// The server says something. The transaction that has ended by it, if one has.
    pub(super) fn ends(&mut self, told: &Told<'_>) -> Option<Ended> {
        match told {
            Told::Done(tag) => {
                let kind = self.rounds.front_mut().and_then(|round| round.kinds.pop_front());
                self.done(tag, kind)
            }
            Told::Passed => {
                self.rounds.front_mut().and_then(|round| round.kinds.pop_front());
                None
            }
            Told::Failed => {
                if let Some(round) = self.rounds.front_mut() {
                    (round.failed, round.kinds) = (true, VecDeque::new());
                }
                if !self.open.begun {
                    self.open = Open::default();
                }
                None
            }
            Told::TakesRows => {
                // The Sync that came before the rows is not heard; there is another after them (manual, 54.2.6).
                if let [round] = self.rounds.make_contiguous() {
                    round.closed = round.is_query;
                }
                None
            }
            Told::Ready(status) => {
                let ended = self.ready(*status);
                if self.rounds.is_empty() {
                    (self.ahead, self.asked) = (self.open, 0);
                }
                ended
            }
        }
    }

    /// Whether a statement that was done now commits when the server is ready, and not before: then its answer goes
    /// together with that. A program that asked to be answered before is.
    pub(super) fn commits_by_itself(&self) -> bool {
        let waits = self.rounds.front().is_some_and(|round| !round.flushed);
        waits && !self.open.begun && self.open.wrote
    }

    fn done(&mut self, tag: &str, kind: Option<Kind>) -> Option<Ended> {
        let open = self.open;
        let ended = |committed| {
            (open.begun || open.wrote).then_some(Ended {
                committed,
                wrote: open.wrote,
                rows: open.rows,
                implicit: false,
            })
        };
        match tag {
            "BEGIN" | "START TRANSACTION" => self.open.begun = true,
            "COMMIT" => {
                self.open = Open::default();
                return ended(true);
            }
            // The tag of `ROLLBACK TO` too.
            "ROLLBACK" if kind != Some(Kind::Other) => {
                self.open = Open::default();
                return ended(false);
            }
            "PREPARE TRANSACTION" => self.open = Open::default(),
            _ => match (written(tag), kind) {
                // COPY has one tag for both ways.
                (Some(_), Some(Kind::Other)) if tag.starts_with("COPY ") => {}
                (Some(rows), _) => {
                    self.open.wrote = true;
                    self.open.rows += rows;
                }
                (None, _) => {}
            },
        }
        None
    }

    fn ready(&mut self, status: u8) -> Option<Ended> {
        let round = self.rounds.pop_front().unwrap_or_default();
        let open = self.open;
        if status != b'I' {
            self.open.begun = true;
            return None;
        }
        self.open = Open::default();
        let Open { begun, wrote, rows } = open;
        // One that a program began, and of whose end no tag has told: its COMMIT failed.
        let ended = |committed| Some(Ended { committed, wrote, rows, implicit: !begun });
        match (begun, wrote, round.failed) {
            (true, _, _) => ended(false),
            (false, true, false) => ended(true),
            (false, _, _) => None,
        }
    }

    /// The round that is added to.
    fn last(&mut self) -> &mut Round {
        if self.rounds.back().is_none_or(|round| round.closed) {
            self.add(Round::default());
        }
        let at = self.rounds.len() - 1;
        &mut self.rounds[at]
    }

    fn add(&mut self, round: Round) {
        self.asked += 1;
        if self.asked > ASKED {
            self.rounds.clear();
            self.asked = 0;
        }
        self.rounds.push_back(round);
    }
}

impl Open {
    /// What it is once a statement of this kind is done; whether that commits what was written.
    fn foretell(&mut self, kind: Kind) -> bool {
        match kind {
            Kind::Begin => self.begun = true,
            Kind::Write => self.wrote = true,
            Kind::Commit => return std::mem::take(self).wrote,
            Kind::Rollback => *self = Open::default(),
            Kind::Change | Kind::Other => {}
        }
        false
    }

    /// A round is over: what no BEGIN holds together commits. Whether that is anything.
    fn comes_to_an_end(&mut self) -> bool {
        !self.begun && std::mem::take(self).wrote
    }
}

fn remember(names: &mut HashMap<Vec<u8>, Kind>, name: &[u8], kind: Kind) {
    if names.len() >= NAMES {
        names.clear();
    }
    if name.len() <= LONGEST_NAME {
        names.insert(name.to_owned(), kind);
    }
}

/// How many rows a statement has written, by its tag; `None` where it does not write, or wrote none.
fn written(tag: &str) -> Option<i64> {
    let mut words = tag.split(' ');
    let first = words.next()?;
    match first {
        "INSERT" | "UPDATE" | "DELETE" | "MERGE" | "COPY" => {
            words.next_back()?.parse().ok().filter(|rows| *rows > 0)
        }
        "SELECT" | "SHOW" | "SET" | "RESET" | "DECLARE" | "FETCH" | "MOVE" | "CLOSE" | "LISTEN"
        | "UNLISTEN" | "PREPARE" | "DEALLOCATE" | "DISCARD" | "SAVEPOINT" | "RELEASE" | "LOCK"
        | "EXPLAIN" | "CHECKPOINT" | "LOAD" | "ROLLBACK" => None,
        _ => Some(0),
    }
}
