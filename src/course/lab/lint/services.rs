//! Services have names that can be variables, and what a step makes of one can be done.

use super::File;
use crate::course::lab::{Answer, Lab, Service, ServiceStep, Step};
use crate::course::{At, Diagnostic};

pub(super) fn lint(lab: &Lab, file: &File<'_>, found: &mut Vec<Diagnostic>) {
    for (name, service) in &lab.spec.services {
        if !Service::is_name(name) {
            let message = format!(
                "a service cannot be called `{name}`: its name is lower-case letters, digits and dashes, a letter first"
            );
            found.push(file.at(service, message));
        }
        answers(&service.answers, file, found);
    }
}

pub(super) fn step(args: &ServiceStep, step: &At<Step>, file: &File<'_>, found: &mut Vec<Diagnostic>) {
    if args.answers.is_some() == args.down {
        let message = "a service step takes either `answers` or `down: true`";
        found.push(file.at(step, message).help("write `answers: []` for a service that is well again"));
    }
    answers(args.answers.as_deref().unwrap_or_default(), file, found);
}

fn answers(answers: &[At<Answer>], file: &File<'_>, found: &mut Vec<Diagnostic>) {
    for answer in answers {
        for message in wrong(answer) {
            found.push(file.at(answer, message));
        }
    }
}

fn wrong(answer: &Answer) -> impl Iterator<Item = &'static str> {
    let status = answer.status.is_some_and(|status| !(200..600).contains(&status));
    let nothing = answer.status.is_none() && answer.after.is_none() && answer.body.is_none();
    [
        // RFC 9110, section 15.2: those below 200 only precede an answer.
        status.then_some("the status of an answer is 200 to 599"),
        nothing.then_some("an answer has a `status`, a `body` or an `after`"),
        (answer.times == Some(0)).then_some("an answer is given at least once: leave it out, or `times`"),
    ]
    .into_iter()
    .flatten()
}
