//! What a fault does fits what it is about: requests, or connections.

use super::File;
use crate::course::lab::{FaultDo, FaultOn, FaultStep, KafkaError, Step, answerable, api_of, honest_errors};
use crate::course::{At, Diagnostic};

pub(super) fn lint(fault: &FaultStep, step: &At<Step>, file: &File<'_>, found: &mut Vec<Diagnostic>) {
    let name = fault.act.name();
    if fault.times.is_none() && matches!(fault.act, FaultDo::Lose(_) | FaultDo::Cut) {
        let message = "a fault that ends connections needs `times`: a client that comes back meets it again";
        found.push(file.at(step, message).help("write `times: 1`"));
    }
    if let FaultDo::Throttle(speed) = &fault.act {
        if speed.requests.is_none() && speed.answers.is_none() {
            let message = "`throttle` slows down requests, or answers, or both, and here neither";
            found.push(file.at(step, message).help("write `throttle: { answers: 20KiB/s }`"));
        }
        if fault.times.is_some() {
            let message = "`throttle` lasts until it is healed, and has no `times`";
            found.push(file.at(step, message).help("leave out `times`, and end it with `heal`"));
        }
    }
    if let (FaultDo::Answer(error), Some(api)) = (&fault.act, &fault.on.api) {
        answer(error, api, file, found);
    }
    if fault.act.is_about_requests() {
        names_requests(&fault.on, &format!("`{name}`"), step, file, found);
    } else {
        let idle = about_requests(&fault.on);
        if !idle.is_empty() {
            let message = format!("`{name}` is about connections: `on` takes nothing but `program` with it");
            found.push(file.at(step, message).help(format!("leave out {}", idle.join(", "))));
        }
    }
}

/// What is about requests says which.
pub(super) fn names_requests<T>(
    on: &FaultOn,
    what: &str,
    place: &At<T>,
    file: &File<'_>,
    found: &mut Vec<Diagnostic>,
) {
    if on.api.is_none() {
        let message = format!("{what} is about requests, and `on` does not say which");
        found.push(file.at(place, message).help("write `on: { api: Produce }`, or another API"));
    }
}

/// A broker that has done nothing says this to such a request.
fn answer(error: &At<KafkaError>, api: &At<String>, file: &File<'_>, found: &mut Vec<Diagnostic>) {
    // A name that is none was told of before.
    let Some(key) = api_of(api) else { return };
    let honest = honest_errors(key);
    if honest.is_empty() {
        let known: Vec<String> = answerable().map(|key| format!("{key:?}")).collect();
        let message = format!("`{}` is not answered in a broker's place", **api);
        found.push(file.at(api, message).help(format!("these are: {}", known.join(", "))));
    } else if !honest.contains(error) {
        let known: Vec<String> = honest.iter().map(KafkaError::to_string).collect();
        let message = format!("no broker that has done nothing answers {} with {}", **api, **error);
        found.push(file.at(error, message).help(format!("it answers with {}", known.join(", "))));
    }
}

/// What is given that only requests have.
fn about_requests(on: &FaultOn) -> Vec<&'static str> {
    let given = [
        on.api.as_ref().map(|_| "`api`"),
        on.topic.as_ref().map(|_| "`topic`"),
        on.group.as_ref().map(|_| "`group`"),
        on.worker.as_ref().map(|_| "`as`"),
        on.only.as_ref().map(|_| "`where`"),
        on.nth.map(|_| "`nth`"),
    ];
    given.into_iter().flatten().collect()
}
