//! The moment of a request, a commit or a call: what else happened just before and after.

use super::{Seen, Sighting};
use crate::evidence::{Cite, Evidence, Micros, Request, Run, StepResult, words};

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
/// Steps that change nothing for a program, and those that are seen in its end: they begin when they are armed.
const LEFT_OUT: &[&str] = &["wait", "topic", "kill", "stop"];

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
    let mut all = moments(sighting.evidence, &centre);
    all.sort_by_key(|(at, _)| *at);
    let Some(here) = all.iter().position(|(_, moment)| moment.cite().as_ref() == Some(&centre)) else {
        return Vec::new();
    };
    let from = here.saturating_sub(EITHER_SIDE);
    let shown = all.iter().enumerate().skip(from).take(here - from + 1 + EITHER_SIDE);
    shown.map(|(n, (at, moment))| moment.event(*at, n == here)).collect()
}

/// Put into words only where it is shown: an attempt may have 50,000 of them.
enum Moment<'a> {
    Request(&'a Request),
    Call(&'a crate::evidence::Effect),
    Step(&'a StepResult),
    End(&'a Run),
}

fn moments<'a>(evidence: &'a Evidence, centre: &Cite) -> Vec<(Micros, Moment<'a>)> {
    let requests = evidence.requests.iter();
    let requests =
        requests.filter(|request| words::telling(request) || *centre == Cite::Request { n: request.n });
    let calls = evidence.effects.values().flatten();
    let steps = evidence.steps.values().filter(|step| !LEFT_OUT.contains(&step.kind.as_str()));
    let runs = evidence.programs.values().flatten();
    requests
        .map(|request| (request.at, Moment::Request(request)))
        .chain(calls.map(|call| (call.at, Moment::Call(call))))
        .chain(steps.map(|step| (step.from, Moment::Step(step))))
        .chain(runs.filter_map(|run| Some((run.ended?, Moment::End(run)))))
        .collect()
}

impl Moment<'_> {
    fn cite(&self) -> Option<Cite> {
        match self {
            Moment::Request(request) => Some(Cite::Request { n: request.n }),
            Moment::Call(call) => Some(Cite::Effect { service: call.service.clone(), n: call.n }),
            Moment::Step(_) | Moment::End(_) => None,
        }
    }

    fn event(&self, at: Micros, here: bool) -> Event {
        let scenario = || "scenario".to_owned();
        let (who, what) = match self {
            Moment::Request(request) => (
                words::who(request.program.as_deref(), request.run.as_deref(), request.pid),
                format!("{} {}", request.api, words::told(request).asked).trim_end().to_owned(),
            ),
            Moment::Call(call) => {
                (words::who(call.program.as_deref(), call.run.as_deref(), call.pid), words::call(call))
            }
            Moment::Step(step) => (scenario(), format!("{} (step {})", step.kind, step.id)),
            Moment::End(run) => (words::who(Some(&run.program), Some(&run.run), None), ended(run)),
        };
        Event { at, who, what, cite: self.cite(), here }
    }
}

fn ended(run: &Run) -> String {
    let how = match (run.exit, run.signal) {
        (Some(status), _) => format!("exit status {status}"),
        (None, Some(signal)) => format!("signal {signal}"),
        (None, None) => "nobody knows how".to_owned(),
    };
    let by = if run.ended_by_scenario { "the scenario" } else { "itself" };
    format!("ended by {by}: {how}")
}
