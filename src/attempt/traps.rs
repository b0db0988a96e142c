//! What steps are bound to: armed before a program starts, held until the scenario comes to it.

use super::database::Database;
use super::question::Question;
use super::run::Trouble;
use super::scenario::{Halted, Scenario};
use super::service::{Calls, Held, Side};
use super::steps::fault;
use crate::course::lab::{IfNever, Trap, Way};
use crate::course::{At, Span};
use crate::engine::eventually::eventually;
use crate::evidence::cel::Condition;
use crate::evidence::{Effect, Ending, Source};
use crate::gateway::postgres::{CommitHold, HeldCommit};
use crate::gateway::{Act, Gateway, Rule};
use futures::FutureExt;
use serde_json::json;
use std::collections::BTreeMap;
use tokio::time::Instant;

/// The traps of a stage that are armed, or hold something.
#[derive(Default)]
pub(super) struct Traps(Vec<Bound>);

/// A step and what it is bound to.
struct Bound {
    /// The step's id, and that of the gateway's rules.
    step: String,
    /// The run before whose start it was armed.
    run: String,
    springs: Vec<Spring>,
}

/// One alternative.
enum Spring {
    Effect(Held),
    /// The gateway has a rule under the step's id.
    Request,
    Sql(HeldCommit),
    Fact(Question),
}

/// Arms the traps that belong to the `start` at this place of the scenario, a moment before its program runs.
pub(super) fn arm(place: usize, scenario: &mut Scenario<'_>) -> Result<(), Trouble> {
    let stage = scenario.stage;
    let Some(run) = stage.scenario.get(place).filter(|step| step.program().is_some()) else { return Ok(()) };
    let run = run.id(place + 1);
    for (later, step) in stage.scenario.iter().enumerate().skip(place) {
        if stage.armed_by(later) != Some(place) {
            continue;
        }
        let step_id = step.id(later + 1);
        let mut rules = Vec::new();
        let mut springs = Vec::new();
        for trap in step.traps() {
            springs.push(match &**trap {
                Trap::Effect(effect) => {
                    let service = scenario.services.get(&effect.service);
                    let service = service.ok_or_else(|| {
                        Trouble::ours(format!("the lab has no service {}", *effect.service))
                    })?;
                    let side = match effect.hold {
                        Way::Request => Side::Request,
                        Way::Answer => Side::Answer,
                    };
                    let runs = effect.worker.as_ref().map(|worker| stage.runs_of(None, worker));
                    let only = effect.only.as_ref().map(|only| Condition::compile(only)).transpose();
                    let only = only.map_err(|complaint| Trouble::ours(complaint.message))?;
                    Spring::Effect(service.hold(effect.nth, side, Calls { runs, only }))
                }
                Trap::Request(request) => {
                    let act = Act::Hold(fault::leg(request.hold));
                    rules.push(Rule { on: fault::on(&request.on, stage)?, act, times: Some(1) });
                    Spring::Request
                }
                Trap::Sql(sql) => {
                    let database = scenario.database.as_ref();
                    let database = database.ok_or_else(|| Trouble::ours("the lab has no database"))?;
                    Spring::Sql(database.hold(CommitHold {
                        id: step_id.clone(),
                        program: sql.program.as_ref().map(|program| program.value.clone()),
                        runs:
                            sql.worker.as_ref().map(|worker| {
                                stage.runs_of(sql.program.as_ref().map(|it| it.as_str()), worker)
                            }),
                        nth: sql.nth,
                        at: fault::leg(sql.hold),
                    }))
                }
                Trap::Fact(fact) => Spring::Fact(Question::new(fact)?),
            });
        }
        if !rules.is_empty() {
            fault::gateway(scenario)?.fault(&step_id, rules);
        }
        scenario.traps.0.push(Bound { step: step_id, run: run.clone(), springs });
    }
    Ok(())
}

/// Waits until one of the traps of `step` has tripped, and says which kind; `None` where none did and the
/// scenario goes on without. What the others would hold is let go; what the one holds stays.
pub(super) async fn wait(
    step: &str,
    traps: &[At<Trap>],
    within: Span,
    if_never: IfNever,
    scenario: &mut Scenario<'_>,
) -> Result<Option<&'static str>, Halted> {
    let Some(place) = scenario.traps.0.iter().position(|bound| bound.step == step) else {
        // Its program was killed by a step before this one, and nothing of it comes any more.
        return match if_never {
            IfNever::Continue => Ok(None),
            IfNever::Fail => Err(never(traps, within, true, scenario)),
        };
    };
    // Taken out, as asking a question needs the whole scenario.
    let bound = scenario.traps.0.remove(place);
    let seen = loop {
        let before = scenario.progress();
        let limit = within.0.min(scenario.over.saturating_duration_since(Instant::now()));
        let seen = eventually("a trap", limit, || {
            scenario.notice_ends();
            let tripped = bound.springs.iter().position(|spring| spring.holds(step, scenario.gateway));
            let asked: Vec<_> = (bound.springs.iter().enumerate())
                .filter_map(|(n, spring)| match spring {
                    Spring::Fact(question) => Some((n, question.ask(scenario))),
                    _ => None,
                })
                .collect();
            // What programs that have ended were to do will not come.
            let over = scenario.running.iter().all(|s| s.run.ended.is_some());
            async move {
                if tripped.is_some() {
                    return Ok(tripped);
                }
                for (n, asked) in asked {
                    if asked.await == Ok(true) {
                        return Ok(Some(n));
                    }
                }
                if over { Ok(None) } else { Err("it had not come") }
            }
        })
        .await;
        if seen.is_ok() || !scenario.goes_on(before) {
            break seen;
        }
    };
    let tripped = seen.as_ref().ok().copied().flatten();
    let Bound { step, run, springs } = bound;
    let kept: Vec<Spring> = springs
        .into_iter()
        .enumerate()
        .filter_map(|(n, spring)| (Some(n) == tripped).then_some(spring))
        .collect();
    let kind = kept.first().map(|spring| match spring {
        Spring::Effect(_) => "effect",
        Spring::Request => "request",
        Spring::Sql(_) => "sql",
        Spring::Fact(_) => "fact",
    });
    if let Some(gateway) = scenario.gateway.filter(|_| kind != Some("request")) {
        gateway.heal(&step);
    }
    scenario.traps.0.push(Bound { step, run, springs: kept });
    match (kind, if_never) {
        (Some(kind), _) => Ok(Some(kind)),
        (None, IfNever::Continue) => Ok(None),
        (None, IfNever::Fail) => Err(never(traps, within, seen.is_ok(), scenario)),
    }
}

/// What was waited for, and what had come.
fn never(traps: &[At<Trap>], within: Span, ended: bool, scenario: &Scenario<'_>) -> Halted {
    let expected: Vec<String> = traps.iter().map(|trap| wanted(trap)).collect();
    let effects = scenario.services.effects();
    let got: Vec<String> = traps.iter().map(|trap| had(trap, &effects, scenario)).collect();
    let error = match ended {
        true => "every program had ended before what was waited for came".to_owned(),
        false => format!("what was waited for did not come within {within}"),
    };
    Halted::Program { error, result: json!({ "expected": expected.join(", or "), "got": got.join("; ") }) }
}

fn wanted(trap: &Trap) -> String {
    match trap {
        Trap::Effect(effect) => {
            let only = effect.only.as_ref().map(|only| format!(" for which `{}` holds", **only));
            let (nth, service) = (effect.nth, &*effect.service);
            format!("call {nth} to {service}{} since the program was started", only.unwrap_or_default())
        }
        Trap::Request(request) => {
            let nth = request.on.nth.unwrap_or(1);
            format!("request {nth} of {} since the program was started", request.on.api_name())
        }
        Trap::Sql(sql) => {
            format!("COMMIT {} of what was written to the database since the program was started", sql.nth)
        }
        Trap::Fact(fact) => fact.value.clone(),
    }
}

fn had(trap: &Trap, effects: &BTreeMap<String, Vec<Effect>>, scenario: &Scenario<'_>) -> String {
    match trap {
        Trap::Effect(effect) => {
            let calls = effects.get(effect.service.as_str()).map_or(0, Vec::len);
            let calls = Source::Effects(effect.service.value.clone()).counted(&calls.to_string());
            format!("{calls} in this stage")
        }
        Trap::Request(request) => {
            let seen = scenario.gateway.map(Gateway::seen).unwrap_or_default().requests;
            let count = seen.iter().filter(|asked| asked.api == request.on.api_name()).count();
            let count = Source::Requests.counted(&count.to_string());
            format!("{count} of {} in this stage", request.on.api_name())
        }
        Trap::Sql(_) => {
            let ended = scenario.database.as_ref().map(Database::transactions).unwrap_or_default();
            let count = ended.iter().filter(|it| it.wrote && it.outcome == Ending::Committed).count();
            format!("{count} in this stage")
        }
        Trap::Fact(_) => "it did not hold".to_owned(),
    }
}

impl Traps {
    /// Whether what was armed with the start of `run` holds something. It may not get further than that.
    pub(super) fn hold_up(&self, run: &str, gateway: Option<&Gateway>) -> bool {
        let armed_with = self.0.iter().filter(|bound| bound.run == run);
        armed_with
            .flat_map(|bound| bound.springs.iter().map(move |s| s.holds(&bound.step, gateway)))
            .any(|held| held)
    }

    /// Lets go on what the step holds; false where it holds nothing.
    pub(super) fn release(&mut self, step: &str, gateway: Option<&Gateway>) -> bool {
        let mut held = false;
        for bound in self.0.extract_if(.., |bound| bound.step == step) {
            held |= bound.springs.iter().any(|spring| !matches!(spring, Spring::Fact(_)));
            bound.end(gateway, Held::release, Gateway::heal, HeldCommit::release);
        }
        held
    }

    /// A run was killed: what it was held at never happens, or is never answered. What a step holds of another
    /// run that was killed ends with the connections of that.
    pub(super) fn drop_held(&mut self, run: &str, gateway: Option<&Gateway>) {
        for bound in self.0.extract_if(.., |bound| bound.run == run) {
            bound.end(gateway, Held::discard, Gateway::drop_held, HeldCommit::discard);
        }
    }
}

impl Spring {
    /// Whether it holds something.
    fn holds(&self, step: &str, gateway: Option<&Gateway>) -> bool {
        match self {
            Spring::Effect(held) => held.tripped().now_or_never().is_some(),
            Spring::Request => gateway.is_some_and(|g| g.caught(step).now_or_never().is_some()),
            Spring::Sql(held) => held.tripped(),
            Spring::Fact(_) => false,
        }
    }
}

impl Bound {
    fn end(
        self,
        gateway: Option<&Gateway>,
        call: fn(Held),
        request: fn(&Gateway, &str),
        commit: fn(HeldCommit),
    ) {
        for spring in self.springs {
            match (spring, gateway) {
                (Spring::Effect(held), _) => call(held),
                (Spring::Sql(held), _) => commit(held),
                (Spring::Request, Some(gateway)) => request(gateway, &self.step),
                (Spring::Request, None) | (Spring::Fact(_), _) => {}
            }
        }
    }
}
