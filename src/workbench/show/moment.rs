//! What happened at a moment that is known: requests that tell something, calls, steps, ends of programs.

use crate::evidence::{Cite, Effect, Evidence, Micros, Request, Run, StepResult, words};

/// Something that happened.
///
/// Put into words only where it is shown: an attempt may have 50,000 of them.
#[derive(Debug, Clone, Copy)]
pub(in crate::workbench) enum Moment<'a> {
    Request(&'a Request),
    Call(&'a Effect),
    Step(&'a StepResult),
    End(&'a Run),
}

/// Steps that change nothing for a program, and those that are seen in its end: they begin when they are armed.
const LEFT_OUT: &[&str] = &["wait", "topic", "kill", "stop"];

/// All of them by time. Of the requests those that `tells` takes.
pub(in crate::workbench) fn moments<'a>(
    evidence: &'a Evidence,
    tells: impl Fn(&Request) -> bool,
) -> Vec<(Micros, Moment<'a>)> {
    let requests = evidence.requests.iter().filter(|request| tells(request));
    let calls = evidence.effects.values().flatten();
    let steps = evidence.steps.values().filter(|step| !LEFT_OUT.contains(&step.kind.as_str()));
    let runs = evidence.programs.values().flatten();
    let mut all: Vec<(Micros, Moment<'a>)> = requests
        .map(|request| (request.at, Moment::Request(request)))
        .chain(calls.map(|call| (call.at, Moment::Call(call))))
        .chain(steps.map(|step| (step.from, Moment::Step(step))))
        .chain(runs.filter_map(|run| Some((run.ended?, Moment::End(run)))))
        .collect();
    all.sort_by_key(|(at, _)| *at);
    all
}

impl Moment<'_> {
    /// Where to see it; `None` for what a program or the scenario did as such.
    pub(in crate::workbench) fn cite(&self) -> Option<Cite> {
        match self {
            Moment::Request(request) => Some(Cite::Request { n: request.n }),
            Moment::Call(call) => Some(Cite::Effect { service: call.service.clone(), n: call.n }),
            Moment::Step(_) | Moment::End(_) => None,
        }
    }

    /// Who did it: a program and its run, or `scenario`.
    pub(in crate::workbench) fn who(&self) -> String {
        match self {
            Moment::Request(request) => {
                words::who(request.program.as_deref(), request.run.as_deref(), request.pid)
            }
            Moment::Call(call) => words::who(call.program.as_deref(), call.run.as_deref(), call.pid),
            Moment::Step(_) => "scenario".to_owned(),
            Moment::End(run) => words::who(Some(&run.program), Some(&run.run), None),
        }
    }

    /// What was done, in a line.
    pub(in crate::workbench) fn what(&self) -> String {
        match self {
            Moment::Request(request) => {
                format!("{} {}", request.api, words::told(request).asked).trim_end().to_owned()
            }
            Moment::Call(call) => words::call(call),
            Moment::Step(step) => format!("{} (step {})", step.kind, step.id),
            Moment::End(run) => ended(run),
        }
    }
}

pub(in crate::workbench) fn ended(run: &Run) -> String {
    let how = match (run.exit, run.signal) {
        (Some(status), _) => format!("exit status {status}"),
        (None, Some(signal)) => format!("signal {signal}"),
        (None, None) => "nobody knows how".to_owned(),
    };
    let by = if run.ended_by_scenario { "the scenario" } else { "itself" };
    format!("ended by {by}: {how}")
}
