//! The moment of a request, a commit or a call: what else happened just before and after.

use super::moment::moments;
use super::{Seen, Sighting};
use crate::evidence::{Cite, Micros, words};

/// Something that happened at a moment that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Micros,
    /// Who did it: a program and its run, or `scenario`.
    pub who: String,
    /// What, in a line.
    pub what: String,
    /// Where to see it; `None` for what a program or the scenario did as such.
    pub cite: Option<Cite>,
    /// Whether it is the one that was asked for.
    pub here: bool,
}

/// How many events are shown before, and as many after.
const EITHER_SIDE: usize = 2;

/// The event that was asked for among its neighbours on the clock of the attempt: requests that tell something,
/// calls, steps of the scenario, ends of programs. Nothing for what is no moment: a record, of which
/// the clock knows nothing, a group, which is shown as it stood at the end, a membership or a partition, which last.
pub fn around(sighting: &Sighting<'_>) -> Vec<Event> {
    let centre = match sighting.seen {
        Seen::Request(request) => Cite::Request { n: request.n },
        Seen::Commit(commit) => Cite::Request { n: commit.request },
        Seen::Call(_) => sighting.cite.clone(),
        Seen::Record(_) | Seen::Group(_) | Seen::Member(_) | Seen::Partition(_) => return Vec::new(),
    };
    let all = moments(sighting.evidence, |request| {
        words::telling(request) || centre == Cite::Request { n: request.n }
    });
    let Some(here) = all.iter().position(|(_, moment)| moment.cite().as_ref() == Some(&centre)) else {
        return Vec::new();
    };
    let from = here.saturating_sub(EITHER_SIDE);
    let shown = all.iter().enumerate().skip(from).take(here - from + 1 + EITHER_SIDE);
    shown
        .map(|(n, (at, moment))| Event {
            at: *at,
            who: moment.who(),
            what: moment.what(),
            cite: moment.cite(),
            here: n == here,
        })
        .collect()
}
