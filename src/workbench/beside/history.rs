//! What happened in a stage, in the order in which it did; a request that is made again and again is told once.

use crate::evidence::{Cite, Evidence, Micros, words};
use crate::workbench::show::{Moment, moments};
use std::fmt;

/// Something that happened, once or several times without anything else between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// When, the first time.
    pub at: Micros,
    /// Who did it: a program and its run, or `scenario`.
    pub who: String,
    /// What, the first time, in a line.
    pub what: String,
    /// How often.
    pub times: usize,
    /// Where to see the first; `None` for what a program or the scenario did as such.
    pub cite: Option<Cite>,
    /// What sort of thing it is, whatever its figures.
    pub(super) sort: String,
}

impl fmt::Display for Happening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.what)?;
        match self.times {
            1 => Ok(()),
            times => write!(f, ", {} more like it", times - 1),
        }
    }
}

/// The history of a stage: steps of the scenario, what programs asked of Kafka and of services, and their ends.
pub(super) fn history(evidence: &Evidence) -> Vec<Happening> {
    let mut told: Vec<Happening> = Vec::new();
    for (at, moment) in moments(evidence, words::telling) {
        let (who, sort) = (moment.who(), sort(&moment));
        match told.last_mut() {
            Some(last) if folds(&moment) && last.who == who && last.sort == sort => last.times += 1,
            _ => told.push(Happening { at, who, what: moment.what(), times: 1, cite: moment.cite(), sort }),
        }
    }
    told
}

/// Which call or commit it was is what two histories differ in; of the others the first speaks for all.
fn folds(moment: &Moment<'_>) -> bool {
    matches!(moment, Moment::Request(request) if request.api != "OffsetCommit")
}

/// Ids, offsets and sizes differ between any two attempts, and say nothing of the program.
fn sort(moment: &Moment<'_>) -> String {
    match moment {
        Moment::Request(request) => {
            let error = request.error.as_deref().unwrap_or("");
            let fault = request.fault.as_deref().unwrap_or("");
            let committed = request.fields.get("committed").map(ToString::to_string).unwrap_or_default();
            format!("request {} {committed} {error} {fault}", request.api)
        }
        Moment::Call(call) => {
            format!("call {} {} {} {:?} {:?}", call.service, call.method, call.path, call.status, call.fault)
        }
        Moment::Step(step) => format!("step {}", step.id),
        Moment::End(_) => format!("end {}", moment.what()),
    }
}
