//! Steps that wait: for what, how long, and who lets go what they hold.

use super::steps::Steps;
use super::{File, database, faults};
use crate::course::lab::{IfNever, KillStep, Step, Trap, WaitStep};
use crate::course::{At, Diagnostic};

/// What a `wait` says fits together.
pub(super) fn wait(wait: &WaitStep, step: &At<Step>, file: &File<'_>, found: &mut Vec<Diagnostic>) {
    if wait.until.is_some() == wait.when.is_empty() {
        return;
    }
    let message = "wait takes either `until` or `when`";
    found.push(
        file.at(step, message).help("`until` is a condition, `when` a list of what is held when it comes"),
    );
}

/// What a `kill` says fits together.
pub(super) fn kill(kill: &KillStep, step: &At<Step>, file: &File<'_>, found: &mut Vec<Diagnostic>) {
    if kill.when.is_empty() && (kill.within.is_some() || kill.if_never != IfNever::Fail) {
        found.push(file.at(step, "`for` and `if_never` are for a kill that waits: it needs `when`"));
    }
    if !kill.when.is_empty() && kill.within.is_none() {
        let message = "a kill that waits says how long";
        found.push(file.at(step, message).help("write `for: 15s`"));
    }
}

/// The traps of the step at `place` can be armed, and what they hold is let go.
pub(super) fn bound(steps: &mut Steps<'_>, place: usize, step: &At<Step>, id: &str) {
    if step.traps().is_empty() {
        return;
    }
    if steps.stage.armed_by(place).is_none() {
        let whose = match &**step {
            Step::Kill(KillStep { program, worker: Some(worker), .. }) => {
                format!(" of {} as {}", **program, **worker)
            }
            Step::Kill(kill) => format!(" of {}", *kill.program),
            _ => String::new(),
        };
        let message =
            format!("what this step waits for is armed at a `start`{whose}, and none stands before it");
        steps.found.push(steps.file.at(step, message));
    }
    for trap in step.traps() {
        match &**trap {
            Trap::Effect(effect) => {
                steps.service(&effect.service);
                if let Some(worker) = &effect.worker {
                    steps.worker(None, worker);
                }
                steps.counts_from_one(Some(effect.nth), trap);
            }
            Trap::Request(request) => {
                steps.on(&request.on, trap);
                faults::names_requests(
                    &request.on,
                    "what this step waits for",
                    trap,
                    steps.file,
                    steps.found,
                );
                steps.needs_gateway(trap);
            }
            Trap::Sql(sql) => database::trap(steps, sql, trap),
            Trap::Fact(_) => {}
        }
    }
    let holds = step.traps().iter().any(|trap| !matches!(**trap, Trap::Fact(_)));
    let ends = |later: &At<Step>| match &**later {
        Step::Release(release) => *release.of == id,
        Step::Kill(_) => true,
        _ => false,
    };
    if holds && matches!(**step, Step::Wait(_)) && !steps.stage.scenario[place + 1..].iter().any(ends) {
        let message = "what this step holds is never let go: no `release` and no `kill` follows";
        steps.found.push(
            steps
                .file
                .at(step, message)
                .help(format!("write `- release: {{ of: {id} }}` where it may go on")),
        );
    }
}
