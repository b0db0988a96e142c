//! Conditions can be compiled, and ask for what the evidence has.

use super::File;
use crate::course::lab::{Each, FaultOn, Lab, Pick, Step, Trap, Verb};
use crate::course::{At, Diagnostic};
use crate::evidence::cel::{Complaint, Condition};
use crate::evidence::shape::Shape;
use crate::evidence::{CALL, Source};

pub(super) fn lint(lab: &Lab, file: &File<'_>, found: &mut Vec<Diagnostic>) {
    let mut expressions = Expressions { lab, file, found };
    for check in &lab.spec.checks {
        expressions.verb(&check.holds, &check.id);
    }
    for step in lab.spec.stages.iter().flat_map(|stage| &stage.scenario) {
        match &**step {
            Step::Wait(wait) => {
                if let Some(until) = &wait.until {
                    expressions.expression(until, None);
                }
            }
            Step::Produce(produce) => {
                if let Some(key) = &produce.key {
                    expressions.expression(key, Some(&Source::Given(produce.data.value.clone())));
                }
            }
            Step::Service(service) => {
                for when in service.answers.iter().flatten().filter_map(|answer| answer.when.as_ref()) {
                    expressions.alone(when, CALL);
                }
            }
            Step::Fault(fault) => expressions.requests(&fault.on),
            _ => {}
        }
        for trap in step.traps() {
            match &**trap {
                Trap::Request(request) => expressions.requests(&request.on),
                Trap::Fact(fact) => expressions.expression(fact, None),
                Trap::Effect(_) => {}
            }
        }
    }
}

struct Expressions<'a> {
    lab: &'a Lab,
    file: &'a File<'a>,
    found: &'a mut Vec<Diagnostic>,
}

impl Expressions<'_> {
    fn verb(&mut self, verb: &Verb, check: &At<String>) {
        match verb {
            Verb::Count(v) => {
                self.items(&v.of, v.only.as_ref(), &[], check);
                let exact = usize::from(v.is.is_some());
                let range = usize::from(v.at_least.is_some() || v.at_most.is_some());
                if exact + range != 1 {
                    let message = "count takes `is`, or `at_least` and `at_most` or one of them";
                    self.found.push(self.file.at(check, message));
                }
            }
            Verb::Each(v) => self.each(v, check),
            Verb::Unique(v) => self.items(&v.of, v.only.as_ref(), &[&v.by], check),
            Verb::Same(v) => {
                self.pick(&v.left, check);
                self.pick(&v.right, check);
            }
            Verb::Within(v) => {
                self.pick(&v.inner, check);
                self.pick(&v.outer, check);
            }
            Verb::Ordered(v) => self.items(&v.of, v.only.as_ref(), &[&v.by, &v.value], check),
            Verb::Constant(v) => self.items(&v.of, v.only.as_ref(), &[&v.by, &v.value], check),
            Verb::Fact(v) => {
                self.expression(&v.that, None);
                for shown in &v.shows {
                    self.expression(shown, None);
                }
            }
            Verb::All(verbs) => {
                for verb in verbs {
                    self.verb(verb, check);
                }
            }
        }
    }

    fn each(&mut self, each: &Each, check: &At<String>) {
        let asked: Vec<&At<String>> = each.holds.iter().collect();
        self.items(&each.of, each.only.as_ref(), &asked, check);
        if each.holds.is_some() == each.fits.is_some() {
            self.found.push(self.file.at(check, "each takes either `holds` or `fits`"));
        }
        if let Some(schema) = &each.fits
            && let Err(error) = jsonschema::validator_for(schema)
        {
            let at = error.instance_path();
            self.found.push(self.file.at(schema, format!("this is no JSON Schema: at {at}: {error}")));
        }
    }

    fn pick(&mut self, pick: &Pick, check: &At<String>) {
        self.items(&pick.of, pick.only.as_ref(), &[&pick.by], check);
    }

    fn items(&mut self, of: &Source, only: Option<&At<String>>, asked: &[&At<String>], check: &At<String>) {
        self.source(of, check);
        for expression in only.iter().copied().chain(asked.iter().copied()) {
            self.expression(expression, Some(of));
        }
    }

    fn source(&mut self, source: &Source, check: &At<String>) {
        let (name, known, kind): (_, Vec<&String>, _) = match source {
            Source::Given(name) => {
                (name, self.lab.spec.stages.iter().flat_map(|s| s.data.keys()).collect(), "data set")
            }
            Source::Lines(name) | Source::Output(name) | Source::Programs(name) => {
                (name, self.lab.spec.programs.keys().collect(), "program")
            }
            Source::Effects(name) => (name, self.lab.spec.services.keys().collect(), "service"),
            Source::Records(_)
            | Source::Topics
            | Source::Requests
            | Source::Commits(_)
            | Source::Steps
            | Source::Findings => {
                return;
            }
        };
        if !known.contains(&name) {
            let message = format!("check `{}` draws from a {kind} `{name}` that there is not", **check);
            let known = known.into_iter().map(String::as_str);
            self.found.push(self.file.at(check, message).did_you_mean(name, known));
        }
    }

    fn expression(&mut self, text: &At<String>, of: Option<&Source>) {
        let complaints = match Condition::compile(text) {
            Ok(condition) => condition.lint(of.map(Source::shape)),
            Err(complaint) => vec![complaint],
        };
        self.complain(text, complaints);
    }

    fn requests(&mut self, on: &FaultOn) {
        if let Some(only) = &on.only {
            // What a request holds depends on its API.
            self.alone(only, Shape::Any);
        }
    }

    /// Services and the gateway ask while the scenario runs: of what they have in hand, and not of evidence.
    fn alone(&mut self, text: &At<String>, item: Shape) {
        let complaints = match Condition::compile(text) {
            Ok(condition) => condition.lint_alone(item),
            Err(complaint) => vec![complaint],
        };
        self.complain(text, complaints);
    }

    fn complain(&mut self, text: &At<String>, complaints: Vec<Complaint>) {
        for complaint in complaints {
            // In a plain scalar the expression's columns are those of the line; a quote takes one more.
            let quoted = self.file.text.lines().nth(text.line.wrapping_sub(1)).and_then(|line| {
                line.chars().nth(text.column.wrapping_sub(1)).map(|c| usize::from(c == '"' || c == '\''))
            });
            let mut place = text.clone();
            place.column += complaint.offset.map_or(0, |offset| offset + quoted.unwrap_or(0));
            let diagnostic = self.file.at(&place, complaint.message);
            self.found.push(match &complaint.name {
                Some(name) => diagnostic.did_you_mean(name, complaint.known.iter().map(String::as_str)),
                None => diagnostic,
            });
        }
    }
}
